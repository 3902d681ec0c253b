// What opening a SQLite store does before anything is written to its journal.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "actors/store/sqlite.hpp"
#include "actors/store/sqlite_journal.hpp"
#include "actors/store/stored_record.hpp"
#include "engine/model/result.hpp"

namespace berth {

// The columns of table journal, in the order of record_of.
inline constexpr const char* kJournalColumns =
    "position, command, stream, sequence, organization, kind, key, event, at_us, document, cause, command_end, epoch, "
    "entity_checksum, checksum";
StoredRecord record_of(const SqliteStatement& row);

// Opens the file with the settings a journal needs.
Result<void> connect(SqliteConnection& connection, const SqliteSettings& settings);
// Applies the migrations that are missing.
Result<void> migrate(SqliteConnection& connection, const std::string& file);
// Takes a new epoch; before that, verifies the journal and cuts off what is torn, saying so in `notes`.
struct Opened {
  std::uint64_t epoch = 0;
  std::uint64_t last_position = 0;
};
Result<Opened> verify_and_take_epoch(SqliteConnection& connection, const std::string& file,
                                     std::vector<std::string>& notes);

}  // namespace berth
