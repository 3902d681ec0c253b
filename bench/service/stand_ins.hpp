// What the service is compared with, each a server that answers every request with the same few hundred bytes:
//   bare           the service's own front end and nothing behind it
//   httplib        cpp-httplib as it comes, a thread a connection
//   commits FILE   the front end, and one SQLite transaction a request, behind one lock as SQLite has it
//   commits URL    the front end, and one Postgres transaction a request, each thread over a connection of its own
#pragma once

#include <string>

namespace berth::bench {

// Serves until SIGTERM; says where on stdout. Returns the exit status.
int serve_stand_in(const std::string& kind, const std::string& store);

}  // namespace berth::bench
