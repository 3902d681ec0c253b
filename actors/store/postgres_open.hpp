// What opening a Postgres store does beside taking the lease: migrations, and verifying the journal.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "actors/store/postgres_session.hpp"
#include "actors/store/stored_record.hpp"
#include "engine/model/result.hpp"

namespace berth {

// The columns of table journal, in the order of record_of.
inline constexpr const char* kPostgresColumns =
    "position, command, stream, sequence, organization, kind, key, event, at_us, document, cause, command_end, epoch, "
    "entity_checksum, checksum";
StoredRecord record_of(const SqlOutcome& rows, std::size_t row);

// Makes the tables where there are none, and refuses a store of a newer version. Needs no lease.
Result<void> prepare_tables(PostgresSession& session);
// Applies the migrations that are missing. Needs the lease.
Result<void> migrate(PostgresSession& session);

// Reads the whole journal; cuts off what is torn, saying so in `notes`. `keep_lease` is called between its pages.
// Returns the last position.
Result<std::uint64_t> verify(PostgresSession& session, const std::function<Result<void>()>& keep_lease,
                             std::vector<std::string>& notes);

}  // namespace berth
