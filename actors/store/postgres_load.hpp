// Loads what is current from a Postgres store through a cursor, so that neither side holds it all.
#pragma once

#include <functional>
#include <string>

#include "actors/store/checksum.hpp"
#include "actors/store/journal.hpp"
#include "actors/store/postgres_session.hpp"

namespace berth {

// How long a load may take, and so for how long the lease is extended before one.
inline constexpr Duration kLoadUs = 2 * kMinute;

// As Journal::load. Damage is a kRefused with its message.
SqlOutcome load_entities(PostgresSession& session, Checksummer& checksummer, const std::string& stream,
                         const std::function<void(Entity&&)>& entity, const std::function<void(StreamEnd&&)>& end);

}  // namespace berth
