// Decides a recorded journal's scheduling commands once more, by the same code, and compares what follows with what
// was recorded. The first difference of an organization is told with its position; what comes after it there is not
// compared, for it follows from another state.
//
// Commands are read back from their records: what was asked stands in the document it led to. Refusals and dry runs
// left none and changed nothing. What time alone brought is asked for at the instant it was recorded at.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "actors/store/journal.hpp"

namespace berth::live {

struct RecheckOutcome {
  std::uint64_t organizations = 0, commands = 0, decisions = 0;  // that were compared
  // XXH3-64 over every decision compared (organization, kind, key, event, document), each seeded with the one before.
  std::uint64_t recorded_hash = 0, replayed_hash = 0;
  struct Difference {
    std::int64_t organization = 0;
    std::uint64_t position = 0;      // of the recorded decision, or of the last of its command when there is one more
    std::string recorded, replayed;  // "deployment.started 5 {…}"; "nothing" where one has no such decision
  };
  std::vector<Difference> differences;  // at most one an organization
};

class Recheck {
 public:
  Recheck();
  ~Recheck();

  // Every record of the journal, from position 1 on, in order.
  void take(JournalRecord record);
  // After the last one.
  RecheckOutcome finish();

 private:
  struct Organization;

  void decide_command();

  std::vector<JournalRecord> command_;  // its records so far
  std::map<std::int64_t, std::unique_ptr<Organization>> organizations_;
  RecheckOutcome outcome_;
};

}  // namespace berth::live
