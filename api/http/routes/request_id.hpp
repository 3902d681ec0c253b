// A name for each request, in its answer (X-Request-Id) and in the log, so that the two can be brought together.
#pragma once

#include <string>

#include "api/http/exchange.hpp"

namespace berth::http {

// The one the client gave, where it is harmless: up to 64 letters, digits and "-_.:"; else a new one.
std::string request_id(const Request& request);

}  // namespace berth::http
