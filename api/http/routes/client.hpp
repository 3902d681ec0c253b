// Who is at the other end: the address requests are counted by and written down with.
#pragma once

#include <string>

#include "api/http/exchange.hpp"

namespace berth::http {

// The peer's address; behind a trusted proxy the last one it forwards for, which is the one the proxy itself saw. What
// is no address there is not believed, nor repeated.
std::string client_address(const Request& request, bool behind_proxy);

// What counts as one client: an IPv4 address, or the /64 of an IPv6 one, which is what one household is given.
std::string network_of(const std::string& address);

// Asked from this machine itself, and not on behalf of somebody (no proxy says so).
bool is_from_this_machine(const Request& request);

}  // namespace berth::http
