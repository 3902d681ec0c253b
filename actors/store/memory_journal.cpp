#include <algorithm>
#include <map>
#include <unordered_map>

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
    for (const JournalRecord& record : records) {
      const auto end = ends_.find(record.stream);
      if (end != ends_.end() && record.sequence <= end->second) {
        return {AppendFault::kConflict, record.stream + " is at " + std::to_string(end->second) + " already"};
      }
    }
    auto record = records.begin();
    for (const std::uint32_t size : command_sizes) {
      const std::uint64_t command = records_.size() + 1;
      for (std::uint32_t i = 0; i < size; ++i, ++record) {
        record->position = records_.size() + 1;
        record->command = command;
        ends_[record->stream] = record->sequence;
        records_.push_back(*record);
      }
    }
    return {};
  }
  AppendOutcome renew_lease() override { return {}; }
  Result<std::uint64_t> advance_snapshot(std::uint64_t) override { return std::uint64_t{0}; }
  Result<void> load(const std::string& stream, const std::function<void(Entity&&)>& entity,
                    const std::function<void(StreamEnd&&)>& end) override {
    std::map<std::tuple<std::string, std::string, std::size_t, std::string>, const JournalRecord*> latest;
    for (const JournalRecord& record : records_) {
      if (!stream.empty() && record.stream != stream) continue;
      latest[{record.stream, record.kind, record.key.size(), record.key}] = &record;
    }
    for (const auto& [key, record] : latest) {
      if (record->document.empty()) continue;
      entity({record->stream, record->organization, record->kind, record->key, record->document});
    }
    for (const auto& [name, sequence] : std::map<std::string, std::uint64_t>(ends_.begin(), ends_.end())) {
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
  std::vector<JournalRecord> records_;
  std::unordered_map<std::string, std::uint64_t> ends_;
  std::uint64_t epoch_ = 0;
};

}  // namespace

std::unique_ptr<Journal> make_memory_journal() { return std::make_unique<MemoryJournal>(); }

}  // namespace berth
