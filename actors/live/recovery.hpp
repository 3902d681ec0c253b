// Recovery: everything that is current is read from the journal onto the board, as it was published last.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "actors/live/wiring.hpp"

namespace berth::live {

struct Recovered {
  std::unordered_map<std::string, std::uint64_t> ends;       // of the organizations' streams
  std::unordered_map<std::int64_t, std::uint64_t> accounts;  // of the accounts' streams, by user
  std::vector<UserPtr> users;
  std::vector<Session> sessions;
};

Result<Recovered> recover(Journal& journal, Wiring& wiring);

}  // namespace berth::live
