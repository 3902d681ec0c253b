// The journal of tests and of `--ephemeral`: a list of records, and the latest document of every entity.
#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "actors/store/batch.hpp"
#include "actors/store/entity_order.hpp"
#include "actors/store/journal.hpp"

namespace berth {
namespace {

class MemoryJournal final : public Journal {
 public:
  Result<void> open(Duration, std::vector<std::string>&) override {
    ++epoch_;
    return {};
  }

  AppendOutcome append(std::span<JournalRecord> records, std::span<const std::uint32_t> command_sizes) override {
    if (auto why = why_inadmissible(records, command_sizes)) return {AppendFault::kRefused, *std::move(why)};
    std::unordered_map<std::string_view, std::uint64_t> ends;  // as they will be
    for (const JournalRecord& record : records) {
      std::uint64_t& end = ends.try_emplace(record.stream, end_of(record.stream)).first->second;
      if (record.sequence <= end) {
        return {AppendFault::kConflict,
                record.stream + " has a record " + std::to_string(record.sequence) + " already"};
      }
      end = record.sequence;
    }
    number(records, command_sizes, records_.size());
    for (const JournalRecord& record : records) keep(record);
    return {};
  }

  AppendOutcome renew_lease() override { return {}; }

  Result<std::uint64_t> advance_snapshot(std::uint64_t) override { return std::uint64_t{0}; }

  Result<void> load(const std::string& stream, const std::function<void(Entity&&)>& entity,
                    const std::function<void(StreamEnd&&)>& end) override {
    std::vector<const JournalRecord*> current;
    for (const auto& [identity, index] : entities_) {
      const JournalRecord& record = records_[index];
      if (stream.empty() || record.stream == stream) current.push_back(&record);
    }
    const auto order = [](const JournalRecord* r) {
      return std::tuple<std::string_view, std::string_view, std::int64_t, std::string_view>(r->stream, r->kind,
                                                                                            key_number(r->key), r->key);
    };
    std::sort(current.begin(), current.end(), [&](auto* a, auto* b) { return order(a) < order(b); });
    for (const JournalRecord* r : current) entity({r->stream, r->organization, r->kind, r->key, r->document});
    for (const auto& [name, sequence] : ends_) {
      if (stream.empty() || name == stream) end({name, sequence});
    }
    return {};
  }

  Result<std::vector<JournalRecord>> read(std::int64_t organization, std::uint64_t position,
                                          std::size_t limit) override {
    std::vector<JournalRecord> found;
    for (std::size_t i = position; i < records_.size() && found.size() < limit; ++i) {
      if (organization == 0 || records_[i].organization == organization) found.push_back(records_[i]);
    }
    return found;
  }

  std::uint64_t last_position() const override { return records_.size(); }
  std::uint64_t epoch() const override { return epoch_; }

 private:
  std::uint64_t end_of(const std::string& stream) const {
    const auto at = ends_.find(stream);
    return at == ends_.end() ? 0 : at->second;
  }

  void keep(const JournalRecord& record) {
    ends_[record.stream] = record.sequence;
    if (record.document.empty()) {
      entities_.erase({record.kind, record.key});
    } else {
      entities_[{record.kind, record.key}] = records_.size();
    }
    records_.push_back(record);
  }

  std::vector<JournalRecord> records_;                                   // position 1 first
  std::map<std::pair<std::string, std::string>, std::size_t> entities_;  // (kind, key) to the index of its last record
  std::map<std::string, std::uint64_t> ends_;                            // of the streams
  std::uint64_t epoch_ = 0;
};

}  // namespace

std::unique_ptr<Journal> make_memory_journal() { return std::make_unique<MemoryJournal>(); }

}  // namespace berth
