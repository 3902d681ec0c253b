// Responses as bytes.
#pragma once

#include <string>
#include <string_view>

#include "api/http/exchange.hpp"

namespace berth::http {

// Appends the whole response to `out`; of a stream its head and what it begins with. A response to HEAD has a body's
// length and no body. Bodies worth it are compressed for clients that accept gzip. A header whose value would break
// out of its line is left out.
void append_response(std::string& out, const Request& request, Response& response, bool closes);

// Whole responses without anybody having handled anything: {"detail": …} as application/problem+json. After the first
// the connection is closed; the second is for whom there is no room now, and says when to try again.
std::string refusal(int status, std::string_view detail);
std::string busy_refusal();

}  // namespace berth::http
