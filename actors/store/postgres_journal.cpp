#include "actors/store/journal.hpp"

namespace berth {
namespace {

// Until the real one is here.
class NoPostgres final : public Journal {
 public:
  Result<void> open(Duration, std::vector<std::string>&) override {
    return Error::failed("postgres", "is not supported by this build; use --data");
  }
  AppendOutcome append(std::span<JournalRecord>, std::span<const std::uint32_t>) override {
    return {AppendFault::kRefused, "no Postgres"};
  }
  AppendOutcome renew_lease() override { return {}; }
  Result<std::uint64_t> advance_snapshot(std::uint64_t) override { return std::uint64_t{0}; }
  Result<void> load(const std::string&, const std::function<void(Entity&&)>&,
                    const std::function<void(StreamEnd&&)>&) override {
    return {};
  }
  Result<std::vector<JournalRecord>> read(std::int64_t, std::uint64_t, std::size_t) override {
    return std::vector<JournalRecord>{};
  }
  std::uint64_t last_position() const override { return 0; }
  std::uint64_t epoch() const override { return 0; }
};

}  // namespace

std::unique_ptr<Journal> make_postgres_journal(const std::string&) { return std::make_unique<NoPostgres>(); }

}  // namespace berth
