// What the service remembers. The journal is a list of records, each one change of one entity with the entity's whole
// document after the change; the snapshot is the latest document of every entity as of some position, advanced in
// small steps. What is current is the snapshot overlaid with the journal's tail, so recovery reads both, and the SQL
// views (users, organizations, clusters, deployments, usage) show the same.
//
// One writer, ever: opening for writing takes the lease row and a new epoch, and every append checks that epoch in
// its own transaction. Blocking; called by the store actor only. Implementations: memory, SQLite, Postgres.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/model/result.hpp"
#include "engine/model/time.hpp"

namespace berth {

struct JournalRecord {
  std::uint64_t position = 0;     // 1, 2, … over the whole journal; given by the journal when it is appended
  std::uint64_t command = 0;      // position of the first record of the command it belongs to; given likewise
  std::string stream;             // its owner: "organization/7", "scheduler/7", "account/3", "session/…"
  std::uint64_t sequence = 0;     // 1, 2, … within the stream, given by the stream's owner
  std::int64_t organization = 0;  // whose events it is among; 0: nobody's
  std::string kind;               // "user", "organization", "cluster", "deployment", "session", …
  std::string key;                // the entity among its kind
  std::string event;              // "deployment.started"
  Time at_us = 0;                 // microseconds since 1970
  std::string document;           // JSON; empty: the entity is gone
  std::string cause;              // JSON: who did it, from where, and why; may be empty
};

// The latest document of an entity, as recovery reads it.
struct Entity {
  std::string stream;
  std::int64_t organization = 0;
  std::string kind;
  std::string key;
  std::string document;
};

struct StreamEnd {
  std::string stream;
  std::uint64_t sequence = 0;  // of its last record
};

// Why an append did not happen.
enum class AppendFault : std::uint8_t {
  kNone,
  kUnavailable,  // the database is not reachable or is restarting: worth trying again, with the same records
  kRefused,      // it refuses writes (disk full, read only, a text that is not UTF-8): nothing was written
  kLostLease,    // another writer has taken over: this one must never write again
  kConflict,     // a (stream, sequence) exists already: an owner is behind the journal
};

struct AppendOutcome {
  AppendFault fault = AppendFault::kNone;
  std::string message;  // for people, when there is a fault
};

class Journal {
 public:
  virtual ~Journal() = default;

  // Applies missing migrations (a store of a newer version is refused), takes the lease with a new epoch, verifies
  // every record's checksum and the positions' continuity: a damaged end is cut off by whole commands (said in
  // `notes`), damage before a sound record is an error naming the position. Waits up to `patience_us` for a database
  // that is not there yet, and for a writer that still holds the lease.
  virtual Result<void> open(Duration patience_us, std::vector<std::string>& notes) = 0;

  // Commits all records in one transaction, giving them positions; commands are whole: `command_sizes` says how many
  // records each has, in order. All or nothing; after a fault the positions mean nothing.
  //
  // kUnavailable comes at once when the connection breaks, and the next call tries to connect again for about a second.
  // Where it broke while committing, that call first settles whether the records landed: given again as the first of
  // an append they are then taken as done; a different record of the same stream and sequence is a kConflict, and its
  // owner loads its stream again.
  virtual AppendOutcome append(std::span<JournalRecord> records, std::span<const std::uint32_t> command_sizes) = 0;

  // Extends the lease. Called a few times per lease time; append checks the epoch anyway.
  virtual AppendOutcome renew_lease() = 0;

  // Moves the snapshot forward by up to `limit` records. Returns how many records it is behind afterwards.
  virtual Result<std::uint64_t> advance_snapshot(std::uint64_t limit) = 0;

  // Every entity that is current, by stream, kind and key (keys that are numbers in numeric order), and where every
  // stream ends. Only of `stream` when it is not empty. A damaged row is an error naming the entity, and one that is
  // missing an error when everything is loaded; nothing is changed then.
  virtual Result<void> load(const std::string& stream, const std::function<void(Entity&&)>& entity,
                            const std::function<void(StreamEnd&&)>& end) = 0;

  // Records after `position`, oldest first; only of `organization` when it is not 0.
  virtual Result<std::vector<JournalRecord>> read(std::int64_t organization, std::uint64_t position,
                                                  std::size_t limit) = 0;

  virtual std::uint64_t last_position() const = 0;
  virtual std::uint64_t epoch() const = 0;  // grows with every opening, and with every new connection
};

// Nothing outlives the process; for tests and `--ephemeral`.
std::unique_ptr<Journal> make_memory_journal();
// One file, WAL, synchronous=FULL; the folder is made when missing and locked against a second process.
std::unique_ptr<Journal> make_sqlite_journal(const std::string& file);
// A libpq connection string or URL, of a database of its own; messages never show its password.
std::unique_ptr<Journal> make_postgres_journal(const std::string& url);

}  // namespace berth
