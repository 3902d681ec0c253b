// Where the service's state is, as the flags and the environment say.
#pragma once

#include <memory>
#include <string>

#include "actors/store/journal.hpp"
#include "engine/model/time.hpp"

namespace berth::cli {

// Empty when it is not set.
std::string environment_variable(const char* name);

// The journal, not opened yet, in the folder or at the URL; where both are empty, at DATABASE_URL, or where PGHOST and
// its like say, else in the folder berth-data. Says on stderr where that is. A folder's file that is not there is made
// by opening it, or is an error when it must exist. The lease is a Postgres writer's.
enum class Place : bool { kMayBeNew, kMustExist };
Result<std::unique_ptr<Journal>> journal_at(const std::string& data, const std::string& database_url, Place place,
                                            Duration lease_us = 10 * kSecond);

}  // namespace berth::cli
