#include "actors/store/sqlite_open.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "actors/store/schema.hpp"
#include "actors/store/verifier.hpp"

namespace berth {
namespace {

Error failure(SqliteConnection& connection, const std::string& file, const std::string& what) {
  const std::string why = connection.message();
  connection.roll_back();
  return Error::failed(file, what + ": " + why);
}

}  // namespace

StoredRecord record_of(const SqliteStatement& row) {
  StoredRecord stored;
  JournalRecord& r = stored.record;
  r.position = row.unsigned_number(0);
  r.command = row.unsigned_number(1);
  r.stream = row.text(2);
  r.sequence = row.unsigned_number(3);
  r.organization = row.number(4);
  r.kind = row.text(5);
  r.key = row.text(6);
  r.event = row.text(7);
  r.at_us = row.number(8);
  r.document = row.text(9);
  r.cause = row.text(10);
  stored.seal = {row.unsigned_number(11), row.unsigned_number(12), row.unsigned_number(13), row.unsigned_number(14)};
  return stored;
}

Result<void> connect(SqliteConnection& connection, const SqliteSettings& settings) {
  // It holds password hashes: for its owner alone. SQLite gives its other files the same permissions.
  const int made = ::open(settings.file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (made >= 0) ::close(made);
  if (connection.open(settings.file) != SQLITE_OK) return failure(connection, settings.file, "cannot be opened");
  const std::string pragmas = "pragma busy_timeout = " + std::to_string(settings.busy_us / 1000) +
                              ";"
                              "pragma journal_mode = wal;"
                              "pragma synchronous = full;"
                              "pragma wal_autocheckpoint = 4000;"  // 16 MiB: fewer, larger checkpoints between commits
                              "pragma cache_size = -16384;"        // 16 MiB; the system keeps the rest of the file
                              "pragma temp_store = file;"
                              "pragma trusted_schema = off;"
                              "pragma max_page_count = " +
                              std::to_string(settings.pages_most > 0 ? settings.pages_most : 4294967294) + ";";
  if (connection.run(pragmas.c_str()) != SQLITE_OK) return failure(connection, settings.file, "cannot be used");
  return {};
}

Result<void> migrate(SqliteConnection& connection, const std::string& file) {
  const bool ours = connection.number("select count(*) from sqlite_schema where name = 'schema_version'") != 0;
  if (!ours && connection.number("select count(*) from sqlite_schema") != 0) {
    return Error::failed(file, "is a SQLite database of something else; expected one of Berth, or a new file");
  }
  const int found = ours ? static_cast<int>(connection.number("select version from schema_version")) : 0;
  const auto migrations = sqlite_migrations();
  if (auto accepted = accept_version(file, found, migrations); !accepted) return accepted;
  for (const Migration& migration : migrations) {
    if (migration.version <= found) continue;
    const std::string version = std::to_string(migration.version);
    const std::string sql = std::string("begin immediate;") + migration.sql + "delete from schema_version;" +
                            "insert into schema_version values (" + version + "); commit;";
    if (connection.run(sql.c_str()) != SQLITE_OK)
      return failure(connection, file, "cannot be brought to version " + version);
  }
  return {};
}

Result<Opened> verify_and_take_epoch(SqliteConnection& connection, const std::string& file,
                                     std::vector<std::string>& notes) {
  JournalVerifier verifier(file);
  SqliteStatement rows =
      connection.prepare(std::string("select ") + kJournalColumns + " from journal order by position");
  while (rows.next()) {
    if (auto sound = verifier.next(record_of(rows)); !sound) return sound.error();
  }
  if (rows.status() != SQLITE_OK) {
    return failure(connection, file,
                   "the journal cannot be read after position " + std::to_string(verifier.last_position()));
  }
  const auto snapshot = static_cast<std::uint64_t>(connection.number("select position from snapshot"));
  if (auto sound = verifier.finish(snapshot); !sound) return sound.error();

  const std::string until = std::to_string(verifier.sound_until());
  const std::string change = "begin immediate; delete from journal where position > " + until +
                             "; update lease set epoch = epoch + 1, holder = 'process " + std::to_string(::getpid()) +
                             "'; commit;";
  if (connection.run(change.c_str()) != SQLITE_OK) return failure(connection, file, "cannot be written");
  if (const std::string note = verifier.note(); !note.empty()) notes.push_back(file + ": " + note);
  return Opened{static_cast<std::uint64_t>(connection.number("select epoch from lease")), verifier.sound_until()};
}

}  // namespace berth
