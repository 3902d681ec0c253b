#include "actors/store/sqlite_journal.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "actors/store/batch.hpp"
#include "actors/store/checksum.hpp"
#include "actors/store/file_lock.hpp"
#include "actors/store/sqlite.hpp"
#include "actors/store/sqlite_load.hpp"
#include "actors/store/sqlite_open.hpp"

namespace berth {
namespace {

// The snapshot's step from position ?1 to ?2: how many entities it then holds, the gone, the new and the changed.
#define BERTH_LATEST \
  " position in (select max(position) from journal where position > ?1 and position <= ?2 group by kind, key) "
constexpr const char* kStepPosition =
    "update snapshot set position = ?2, entities = entities"
    " + (select count(*) from journal where document <> '' and" BERTH_LATEST
    ")"
    " - (select count(*) from snapshot_entities where (kind, key) in"
    "    (select kind, key from journal where position > ?1 and position <= ?2))";
constexpr const char* kStepGone =
    "delete from snapshot_entities where (kind, key) in"
    " (select kind, key from journal where document = '' and" BERTH_LATEST ")";
constexpr const char* kStepPut =
    "insert into snapshot_entities (kind, key, stream, organization, document, position, checksum)"
    " select kind, key, stream, organization, document, position, entity_checksum from journal"
    " where document <> '' and" BERTH_LATEST
    "on conflict (kind, key) do update set stream = excluded.stream, organization = excluded.organization,"
    " document = excluded.document, position = excluded.position, checksum = excluded.checksum";
#undef BERTH_LATEST

// What a failed write means to the caller.
AppendFault fault_of(int status) {
  switch (status & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return AppendFault::kUnavailable;
    case SQLITE_CONSTRAINT:
      // Of (stream, sequence); else of the position, which only another writer can have taken.
      return status == SQLITE_CONSTRAINT_UNIQUE ? AppendFault::kConflict : AppendFault::kLostLease;
    default:
      return AppendFault::kRefused;  // full, read-only, an I/O error, a damaged file
  }
}

class SqliteJournal final : public Journal {
 public:
  explicit SqliteJournal(SqliteSettings settings) : settings_(std::move(settings)) {}

  Result<void> open(Duration patience_us, std::vector<std::string>& notes) override;
  AppendOutcome append(std::span<JournalRecord> records, std::span<const std::uint32_t> command_sizes) override;
  AppendOutcome renew_lease() override;
  Result<std::uint64_t> advance_snapshot(std::uint64_t limit) override;
  Result<void> load(const std::string& stream, const std::function<void(Entity&&)>& entity,
                    const std::function<void(StreamEnd&&)>& end) override;
  Result<std::vector<JournalRecord>> read(std::int64_t organization, std::uint64_t position,
                                          std::size_t limit) override;
  std::uint64_t last_position() const override { return last_position_; }
  std::uint64_t epoch() const override { return epoch_; }

 private:
  Error failure(const std::string& what) {
    const std::string why = connection_.message();
    connection_.roll_back();
    return Error::failed(settings_.file, what + ": " + why);
  }
  AppendOutcome refusal(int status) {
    AppendOutcome outcome{fault_of(status), settings_.file + ": " + connection_.message()};
    connection_.roll_back();
    return outcome;
  }
  bool holds_epoch() {
    const bool held = epoch_query_.next() && epoch_query_.unsigned_number(0) == epoch_;
    epoch_query_.run();  // to its end: a statement half-way keeps its read lock
    return held;
  }
  AppendOutcome lost_lease() {
    connection_.roll_back();
    return {AppendFault::kLostLease, settings_.file + ": another process has opened the store for writing"};
  }
  bool insert(const JournalRecord& record, const Seal& seal);

  SqliteSettings settings_;
  FileLock lock_;
  SqliteConnection connection_;
  SqliteStatement begin_, commit_, insert_, epoch_query_;
  SqliteStatement step_position_, step_gone_, step_put_;
  Checksummer checksummer_;
  std::uint64_t last_position_ = 0;
  std::uint64_t epoch_ = 0;
};

Result<void> SqliteJournal::open(Duration patience_us, std::vector<std::string>& notes) {
  std::error_code error;
  const auto folder = std::filesystem::path(settings_.file).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error) return Error::failed(folder.string(), "the folder cannot be made: " + error.message());
  if (auto locked = lock_.take(settings_.file + ".lock", patience_us); !locked) return locked;
  if (auto connected = connect(connection_, settings_); !connected) return connected;
  if (auto migrated = migrate(connection_, settings_.file); !migrated) return migrated;
  auto opened = verify_and_take_epoch(connection_, settings_.file, notes);
  if (!opened) return opened.error();
  last_position_ = opened->last_position;
  epoch_ = opened->epoch;

  begin_ = connection_.prepare("begin immediate");
  commit_ = connection_.prepare("commit");
  epoch_query_ = connection_.prepare("select epoch from lease");
  insert_ = connection_.prepare(std::string("insert into journal (") + kJournalColumns +
                                ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  step_position_ = connection_.prepare(kStepPosition);
  step_gone_ = connection_.prepare(kStepGone);
  step_put_ = connection_.prepare(kStepPut);
  for (const SqliteStatement* prepared : {&epoch_query_, &insert_, &step_position_, &step_gone_, &step_put_}) {
    if (prepared->status() != SQLITE_OK) return failure("has not the tables of its version");
  }
  return {};
}

bool SqliteJournal::insert(const JournalRecord& r, const Seal& seal) {
  return insert_.bind(1, r.position)
      .bind(2, r.command)
      .bind(3, r.stream)
      .bind(4, r.sequence)
      .bind(5, r.organization)
      .bind(6, r.kind)
      .bind(7, r.key)
      .bind(8, r.event)
      .bind(9, r.at_us)
      .bind(10, r.document)
      .bind(11, r.cause)
      .bind(12, seal.command_end)
      .bind(13, seal.epoch)
      .bind(14, seal.entity_checksum)
      .bind(15, seal.checksum)
      .run();
}

AppendOutcome SqliteJournal::append(std::span<JournalRecord> records, std::span<const std::uint32_t> command_sizes) {
  if (auto why = why_inadmissible(records, command_sizes)) return {AppendFault::kRefused, *std::move(why)};
  if (records.empty()) return {};
  if (!begin_.run()) return refusal(begin_.status());
  if (!holds_epoch()) return lost_lease();
  const std::vector<std::uint64_t> ends = number(records, command_sizes, last_position_);
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (!insert(records[i], checksummer_.seal(records[i], ends[i], epoch_))) return refusal(insert_.status());
  }
  if (!commit_.run()) return refusal(commit_.status());
  last_position_ += records.size();
  return {};
}

// The lock file is the lease, and needs no renewal.
AppendOutcome SqliteJournal::renew_lease() { return holds_epoch() ? AppendOutcome{} : lost_lease(); }

Result<std::uint64_t> SqliteJournal::advance_snapshot(std::uint64_t limit) {
  if (!begin_.run()) return failure("the snapshot cannot be advanced");
  if (!holds_epoch()) return Error::failed("", lost_lease().message);
  const auto from = static_cast<std::uint64_t>(connection_.number("select position from snapshot"));
  const std::uint64_t until = from + std::min(limit, last_position_ - from);
  bool done = true;
  for (SqliteStatement* step : {&step_position_, &step_gone_, &step_put_}) {
    done = done && step->bind(1, from).bind(2, until).run();
  }
  if (!done || !commit_.run()) return failure("the snapshot cannot be advanced");
  return last_position_ - until;
}

Result<void> SqliteJournal::load(const std::string& stream, const std::function<void(Entity&&)>& entity,
                                 const std::function<void(StreamEnd&&)>& end) {
  return load_entities(connection_, settings_.file, checksummer_, stream, entity, end);
}

Result<std::vector<JournalRecord>> SqliteJournal::read(std::int64_t organization, std::uint64_t position,
                                                       std::size_t limit) {
  const std::string of = organization == 0 ? "" : " and organization = ?3 and organization <> 0";
  SqliteStatement rows = connection_.prepare(std::string("select ") + kJournalColumns +
                                             " from journal where position > ?1" + of + " order by position limit ?2");
  rows.bind(1, position).bind(2, static_cast<std::int64_t>(std::min<std::size_t>(limit, INT64_MAX)));
  if (organization != 0) rows.bind(3, organization);
  std::vector<JournalRecord> found;
  while (rows.next()) found.push_back(record_of(rows).record);
  if (rows.status() != SQLITE_OK) return failure("the journal cannot be read");
  return found;
}

}  // namespace

std::unique_ptr<Journal> make_sqlite_journal(const SqliteSettings& settings) {
  return std::make_unique<SqliteJournal>(settings);
}

std::unique_ptr<Journal> make_sqlite_journal(const std::string& file) {
  return make_sqlite_journal(SqliteSettings{.file = file});
}

}  // namespace berth
