// A connection to Postgres within a bounded time, which libpq's own settings count in whole seconds from two on.
#pragma once

#include <string>

#include "engine/model/time.hpp"

struct pg_conn;

namespace berth {

// Null when it is not there within the time; `why` then says so without giving the password away. Only the look-up of
// a host's name is not bounded.
pg_conn* connect_within(const std::string& url, Duration within_us, std::string& why);

// libpq's message in one line and with the password left out.
std::string tidy_message(const std::string& message, const std::string& password);
std::string password_of(const std::string& url);  // empty when it has none

}  // namespace berth
