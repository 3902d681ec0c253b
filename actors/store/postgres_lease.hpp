// The lease row of a Postgres store, as one writer sees it: taking it from the one before, keeping it, and taking a
// new epoch on a new connection.
#pragma once

#include <cstdint>
#include <string>

#include "actors/store/postgres_session.hpp"

namespace berth {

class PostgresLease {
 public:
  explicit PostgresLease(Duration lease_us);

  // One try. Granted: epoch() is the new one. Not granted: `holder` says for people who has it, and for how long.
  struct Attempt {
    SqlOutcome outcome;
    bool granted = false;
    std::string holder;
  };
  Attempt try_take(PostgresSession& session);

  // Extends it to its full time from now, or to longer where one statement will be longer.
  AppendOutcome renew(PostgresSession& session, Duration at_least_us = 0);
  // A new epoch for a new connection, unless another writer came between: kLostLease.
  AppendOutcome take_up_again(PostgresSession& session);
  // So that the next one need not wait.
  void release(PostgresSession& session);

  std::uint64_t epoch() const { return epoch_; }
  Duration lease_us() const { return lease_us_; }
  static AppendOutcome lost();

 private:
  Duration lease_us_;
  std::string writer_;  // random: tells this one from any other, even where a reply was lost
  std::string name_;    // host and process, for people
  std::uint64_t epoch_ = 0;
};

}  // namespace berth
