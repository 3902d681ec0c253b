#include "actors/store/postgres_open.hpp"

#include "actors/store/schema.hpp"
#include "actors/store/verifier.hpp"

namespace berth {
namespace {

constexpr std::size_t kRecordsAtOnce = 5000;
constexpr Duration kMigrationUs = 10 * kMinute;

Error failure(const SqlOutcome& outcome) { return Error::failed("", outcome.message); }

Result<int> version_of(PostgresSession& session) {
  const SqlOutcome there = session.run("select to_regclass('schema_version') is not null");
  if (!there.ok()) return failure(there);
  if (there.text(0, 0) != "t") return 0;
  const SqlOutcome version = session.run("select version from schema_version");
  if (!version.ok()) return failure(version);
  return version.size() == 0 ? 0 : static_cast<int>(version.number(0, 0));
}

// One step in one transaction; two processes that meet here go one after the other, and the second does nothing.
Result<void> apply(PostgresSession& session, const Migration& migration) {
  constexpr const char* kOneAtATime = "select pg_advisory_xact_lock(hashtext('berth.migration'))";
  const SqlOutcome begun = session.run(
      std::string("begin; set local statement_timeout = 0; set local lock_timeout = 0; ") + kOneAtATime, kMigrationUs);
  if (!begun.ok()) return failure(begun);
  const auto found = version_of(session);
  SqlOutcome done;
  if (found.ok() && *found < migration.version) {
    done = session.run(std::string(migration.sql) + "delete from schema_version; insert into schema_version values (" +
                           std::to_string(migration.version) + ")",
                       kMigrationUs);
  }
  const SqlOutcome ended = session.run(found.ok() && done.ok() ? "commit" : "rollback");
  if (!found) return found.error();
  if (!done.ok()) return failure(done);
  return ended.ok() ? Result<void>() : failure(ended);
}

}  // namespace

StoredRecord record_of(const SqlOutcome& rows, std::size_t row) {
  StoredRecord stored;
  JournalRecord& r = stored.record;
  r.position = rows.unsigned_number(row, 0);
  r.command = rows.unsigned_number(row, 1);
  r.stream = rows.text(row, 2);
  r.sequence = rows.unsigned_number(row, 3);
  r.organization = rows.number(row, 4);
  r.kind = rows.text(row, 5);
  r.key = rows.text(row, 6);
  r.event = rows.text(row, 7);
  r.at_us = rows.number(row, 8);
  r.document = rows.text(row, 9);
  r.cause = rows.text(row, 10);
  stored.seal = {rows.unsigned_number(row, 11), rows.unsigned_number(row, 12), rows.unsigned_number(row, 13),
                 rows.unsigned_number(row, 14)};
  return stored;
}

Result<void> prepare_tables(PostgresSession& session) {
  const auto found = version_of(session);
  if (!found) return found.error();
  if (auto accepted = accept_version(kDatabase, *found, postgres_migrations()); !accepted) return accepted;
  return *found == 0 ? apply(session, postgres_migrations().front()) : Result<void>();
}

Result<void> migrate(PostgresSession& session) {
  const auto found = version_of(session);
  if (!found) return found.error();
  for (const Migration& migration : postgres_migrations()) {
    if (migration.version <= *found) continue;
    if (auto applied = apply(session, migration); !applied) return applied;
  }
  return {};
}

Result<std::uint64_t> verify(PostgresSession& session, const std::function<Result<void>()>& keep_lease,
                             std::vector<std::string>& notes) {
  JournalVerifier verifier(kDatabase);
  const std::string select = std::string("select ") + kPostgresColumns + " from journal where position > ";
  for (bool more = true; more;) {
    const SqlOutcome page = session.run(
        select + (verifier.last_position() == 0 ? "-9223372036854775808" : std::to_string(verifier.last_position())) +
        " order by position limit " + std::to_string(kRecordsAtOnce));
    if (!page.ok()) return failure(page);
    for (std::size_t row = 0; row < page.size(); ++row) {
      if (auto sound = verifier.next(record_of(page, row)); !sound) return sound.error();
    }
    more = page.size() == kRecordsAtOnce;
    if (auto kept = keep_lease(); !kept) return kept.error();
  }
  const SqlOutcome snapshot = session.run("select position from snapshot");
  if (!snapshot.ok()) return failure(snapshot);
  if (snapshot.size() != 1) return Error::failed(kDatabase, "table snapshot has not its one row; restore a backup");
  if (auto sound = verifier.finish(snapshot.unsigned_number(0, 0)); !sound) return sound.error();
  if (const std::string note = verifier.note(); !note.empty()) {
    const SqlOutcome cut =
        session.run("delete from journal where position > " + std::to_string(verifier.sound_until()));
    if (!cut.ok()) return failure(cut);
    notes.push_back(std::string(kDatabase) + ": " + note);
  }
  return verifier.sound_until();
}

}  // namespace berth
