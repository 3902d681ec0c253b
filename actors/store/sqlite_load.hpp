// Loads what is current from a SQLite store.
#pragma once

#include <functional>
#include <string>

#include "actors/store/checksum.hpp"
#include "actors/store/journal.hpp"
#include "actors/store/sqlite.hpp"
#include "engine/model/result.hpp"

namespace berth {

// As Journal::load.
Result<void> load_entities(SqliteConnection& connection, const std::string& file, Checksummer& checksummer,
                           const std::string& stream, const std::function<void(Entity&&)>& entity,
                           const std::function<void(StreamEnd&&)>& end);

}  // namespace berth
