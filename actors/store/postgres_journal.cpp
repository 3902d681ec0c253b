#include "actors/store/postgres_journal.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "actors/store/batch.hpp"
#include "actors/store/checksum.hpp"
#include "actors/store/postgres_lease.hpp"
#include "actors/store/postgres_load.hpp"
#include "actors/store/postgres_open.hpp"
#include "actors/store/postgres_session.hpp"
#include "actors/store/postgres_write.hpp"

namespace berth {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPollEvery = std::chrono::milliseconds(100);

class PostgresJournal final : public Journal {
 public:
  explicit PostgresJournal(PostgresSettings settings) : settings_(std::move(settings)), lease_(settings_.lease_us) {}
  ~PostgresJournal() override {
    if (session_ && !lost_) lease_.release(*session_);
  }

  Result<void> open(Duration patience_us, std::vector<std::string>& notes) override;
  AppendOutcome append(std::span<JournalRecord> records, std::span<const std::uint32_t> command_sizes) override;
  AppendOutcome renew_lease() override;
  Result<std::uint64_t> advance_snapshot(std::uint64_t limit) override;
  Result<void> load(const std::string& stream, const std::function<void(Entity&&)>& entity,
                    const std::function<void(StreamEnd&&)>& end) override;
  Result<std::vector<JournalRecord>> read(std::int64_t organization, std::uint64_t position,
                                          std::size_t limit) override;
  std::uint64_t last_position() const override { return last_position_; }
  std::uint64_t epoch() const override { return lease_.epoch(); }

 private:
  // What was under way when a connection broke, until it is known whether it was committed.
  struct Unsettled {
    std::uint64_t epoch = 0;
    std::uint64_t last_position = 0;
    std::vector<std::uint64_t> checksums;  // of its records
  };

  Result<void> connect();
  Result<void> take_lease(Clock::time_point deadline);
  AppendOutcome reconnect();
  AppendOutcome settle();
  AppendOutcome failed(const SqlOutcome& outcome);
  std::size_t written_before(std::span<JournalRecord> records, std::span<const std::uint32_t> command_sizes);

  PostgresSettings settings_;
  PostgresLease lease_;
  std::unique_ptr<PostgresSession> session_;  // null: the connection is lost
  std::unique_ptr<Unsettled> unsettled_;      // may have been committed
  std::unique_ptr<Unsettled> landed_;         // was committed, but its owner was told it was not
  Checksummer checksummer_;
  std::uint64_t last_position_ = 0;
  bool lost_ = false;  // another writer has taken over
};

Result<void> PostgresJournal::connect() {
  session_.reset();
  auto session = PostgresSession::connect(settings_.url, settings_.statement_us);
  if (!session) return session.error();
  session_ = std::move(*session);
  return {};
}

Result<void> PostgresJournal::take_lease(Clock::time_point deadline) {
  for (;;) {
    std::string why;
    auto ready = session_ && session_->is_open() ? Result<void>() : connect();
    if (ready) ready = prepare_tables(*session_);
    if (ready) {
      const PostgresLease::Attempt attempt = lease_.try_take(*session_);
      if (attempt.granted) return {};
      why = attempt.outcome.ok()
                ? "database: it is being written by " + attempt.holder + ": stop that one, or use another database"
                : attempt.outcome.message;
    } else if (session_ && session_->is_open()) {
      return ready;  // waiting does not help
    } else {
      why = ready.error().text();
    }
    if (Clock::now() >= deadline) return Error::failed("", why);
    std::this_thread::sleep_for(kPollEvery);
  }
}

Result<void> PostgresJournal::open(Duration patience_us, std::vector<std::string>& notes) {
  if (auto taken = take_lease(Clock::now() + std::chrono::microseconds(patience_us)); !taken) return taken;
  if (auto migrated = migrate(*session_); !migrated) return migrated;
  auto renew_at = Clock::now();
  const auto keep_lease = [&]() -> Result<void> {
    if (Clock::now() < renew_at) return {};
    renew_at = Clock::now() + std::chrono::microseconds(lease_.lease_us() / 4);
    const AppendOutcome kept = lease_.renew(*session_);
    return kept.fault == AppendFault::kNone ? Result<void>() : Error::failed("", kept.message);
  };
  const auto last = verify(*session_, keep_lease, notes);
  if (!last) return last.error();
  last_position_ = *last;
  const SqlOutcome prepared = prepare_writes(*session_);
  return prepared.ok() ? Result<void>() : Error::failed("", prepared.message);
}

// Whether what was under way landed, now that nothing of the old connection can land any more.
AppendOutcome PostgresJournal::settle() {
  if (!unsettled_) return {};
  const SqlOutcome there =
      session_->run("select checksum from journal where position = " + std::to_string(unsettled_->last_position));
  if (!there.ok()) return failed(there);
  if (there.size() == 1 && there.unsigned_number(0, 0) == unsettled_->checksums.back()) {
    last_position_ = unsettled_->last_position;
    landed_ = std::move(unsettled_);
  }
  unsettled_.reset();
  return {};
}

AppendOutcome PostgresJournal::failed(const SqlOutcome& outcome) {
  if (session_ && !session_->is_open()) session_.reset();
  if (outcome.fault == AppendFault::kLostLease) lost_ = true;
  return {outcome.fault, outcome.message};
}

// The connection, again: one try of about a second.
AppendOutcome PostgresJournal::reconnect() {
  if (lost_) return PostgresLease::lost();
  if (session_ && session_->is_open()) return {};
  if (auto connected = connect(); !connected) return {AppendFault::kUnavailable, connected.error().text()};
  AppendOutcome outcome = lease_.take_up_again(*session_);
  if (outcome.fault == AppendFault::kLostLease) lost_ = true;
  if (outcome.fault == AppendFault::kNone) outcome = settle();
  if (outcome.fault == AppendFault::kNone) {
    const SqlOutcome prepared = prepare_writes(*session_);
    if (!prepared.ok()) outcome = failed(prepared);
  }
  if (outcome.fault != AppendFault::kNone) session_.reset();
  return outcome;
}

// How many of the first records are those that landed although their owner was told otherwise, and gave them again.
std::size_t PostgresJournal::written_before(std::span<JournalRecord> records,
                                            std::span<const std::uint32_t> command_sizes) {
  const std::unique_ptr<Unsettled> landed = std::move(landed_);
  if (!landed || records.size() < landed->checksums.size()) return 0;
  const std::size_t count = landed->checksums.size();
  const std::vector<std::uint64_t> ends = number(records, command_sizes, landed->last_position - count);
  for (std::size_t i = 0; i < count; ++i) {
    const Seal seal = checksummer_.seal(records[i], ends[i], landed->epoch);
    if (seal.checksum != landed->checksums[i]) return 0;
  }
  return count;
}

AppendOutcome PostgresJournal::append(std::span<JournalRecord> records, std::span<const std::uint32_t> command_sizes) {
  if (auto why = why_inadmissible(records, command_sizes)) return {AppendFault::kRefused, *std::move(why)};
  if (AppendOutcome there = reconnect(); there.fault != AppendFault::kNone) return there;
  const std::size_t before = written_before(records, command_sizes);
  const std::vector<std::uint64_t> ends = number(records, command_sizes, last_position_ - before);
  if (before == records.size()) return {};
  const std::span<const JournalRecord> rest = records.subspan(before);
  std::vector<Seal> seals(rest.size());
  for (std::size_t i = 0; i < rest.size(); ++i) {
    seals[i] = checksummer_.seal(rest[i], ends[before + i], lease_.epoch());
  }
  const SqlOutcome written = write_records(*session_, rest, seals, lease_.epoch());
  if (written.lost) {
    unsettled_ = std::make_unique<Unsettled>();
    unsettled_->epoch = lease_.epoch();
    unsettled_->last_position = rest.back().position;
    for (const Seal& seal : seals) unsettled_->checksums.push_back(seal.checksum);
  }
  if (!written.ok()) return failed(written);
  if (written.affected() != rest.size()) {
    lost_ = true;
    return PostgresLease::lost();
  }
  last_position_ += rest.size();
  return {};
}

AppendOutcome PostgresJournal::renew_lease() {
  if (AppendOutcome there = reconnect(); there.fault != AppendFault::kNone) return there;
  AppendOutcome renewed = lease_.renew(*session_);
  if (renewed.fault == AppendFault::kLostLease) lost_ = true;
  if (!session_->is_open()) session_.reset();
  return renewed;
}

Result<std::uint64_t> PostgresJournal::advance_snapshot(std::uint64_t limit) {
  if (AppendOutcome there = reconnect(); there.fault != AppendFault::kNone) return Error::failed("", there.message);
  const SqlOutcome stepped = step_snapshot(*session_, std::min(limit, last_position_), last_position_, lease_.epoch());
  if (!stepped.ok()) return Error::failed("", failed(stepped).message);
  if (stepped.size() == 0) {
    lost_ = true;
    return Error::failed("", PostgresLease::lost().message);
  }
  return last_position_ - stepped.unsigned_number(0, 0);
}

Result<void> PostgresJournal::load(const std::string& stream, const std::function<void(Entity&&)>& entity,
                                   const std::function<void(StreamEnd&&)>& end) {
  if (AppendOutcome there = reconnect(); there.fault != AppendFault::kNone) return Error::failed("", there.message);
  if (stream.empty()) {  // nothing else is done meanwhile, not even renewing the lease
    const AppendOutcome kept = lease_.renew(*session_, kLoadUs);
    if (kept.fault != AppendFault::kNone) return Error::failed("", kept.message);
  }
  const SqlOutcome loaded = load_entities(*session_, checksummer_, stream, entity, end);
  if (!loaded.ok()) return Error::failed("", failed(loaded).message);
  return {};
}

Result<std::vector<JournalRecord>> PostgresJournal::read(std::int64_t organization, std::uint64_t position,
                                                         std::size_t limit) {
  if (AppendOutcome there = reconnect(); there.fault != AppendFault::kNone) return Error::failed("", there.message);
  const SqlOutcome rows = read_records(*session_, organization, position, limit);
  if (!rows.ok()) return Error::failed("", failed(rows).message);
  std::vector<JournalRecord> found;
  found.reserve(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) found.push_back(record_of(rows, row).record);
  return found;
}

}  // namespace

std::unique_ptr<Journal> make_postgres_journal(const PostgresSettings& settings) {
  return std::make_unique<PostgresJournal>(settings);
}

std::unique_ptr<Journal> make_postgres_journal(const std::string& url) {
  return make_postgres_journal(PostgresSettings{.url = url});
}

}  // namespace berth
