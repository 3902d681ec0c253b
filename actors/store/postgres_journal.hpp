// The journal in a Postgres database (14 or later) of its own. One connection, which must reach the server itself:
// a pooler that hands out backends by transaction would hide whether the lease's holder lives.
//
// The lease row names its holder's backend. Another writer takes over when the lease has expired by the database's
// clock, or at once when that backend is gone: after a kill -9, then, without waiting; from a stopped process, after
// the lease's time. A server that was itself restarted has lost every backend, so there only the time counts, and the
// holder has first call to come back. Appends hold the row (for share) until they commit, so that no takeover comes
// between check and commit, and a new epoch at every connection fences what an old one may still have under way.
#pragma once

#include <memory>
#include <string>

#include "actors/store/journal.hpp"

namespace berth {

struct PostgresSettings {
  std::string url;  // may hold a password: shown to nobody
  Duration lease_us = 10 * kSecond;
  Duration statement_us = 5 * kSecond;  // longest that an append, a renewal or a step of the snapshot may take
};

std::unique_ptr<Journal> make_postgres_journal(const PostgresSettings& settings);

}  // namespace berth
