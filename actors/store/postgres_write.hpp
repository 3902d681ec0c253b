// What a Postgres journal writes and reads by prepared statement: each is one transaction by itself, and one round
// trip.
#pragma once

#include <cstdint>
#include <span>

#include "actors/store/journal.hpp"
#include "actors/store/postgres_session.hpp"
#include "actors/store/stored_record.hpp"

namespace berth {

// Once for each connection.
SqlOutcome prepare_writes(PostgresSession& session);

// Inserts all records if the lease is at this epoch, and keeps the lease's row from changing until they are committed.
// No row is affected when the epoch is another.
SqlOutcome write_records(PostgresSession& session, std::span<const JournalRecord> records, std::span<const Seal> seals,
                         std::uint64_t epoch);

// Moves the snapshot forward by up to `limit` records, not beyond `last_position`. One row: the position it has now;
// none when the epoch is another.
SqlOutcome step_snapshot(PostgresSession& session, std::uint64_t limit, std::uint64_t last_position,
                         std::uint64_t epoch);

// Rows for record_of.
SqlOutcome read_records(PostgresSession& session, std::int64_t organization, std::uint64_t position, std::size_t limit);

}  // namespace berth
