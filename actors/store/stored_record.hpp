// A record as it lies in a database: what the journal's users see, and what guards it.
#pragma once

#include <cstdint>
#include <string>

#include "actors/store/journal.hpp"

namespace berth {

// What is stored beside a record, by the journal itself.
struct Seal {
  std::uint64_t command_end = 0;  // position of the last record of its command: tells a command cut in two
  std::uint64_t epoch = 0;        // of the writer
  std::uint64_t entity_checksum = 0;
  std::uint64_t checksum = 0;
};

struct StoredRecord {
  JournalRecord record;
  Seal seal;
};

// An entity as the view `entities` shows it.
struct StoredEntity {
  Entity entity;
  std::uint64_t position = 0;  // of its last record
  std::uint64_t checksum = 0;  // the record's entity_checksum, carried over
};

}  // namespace berth
