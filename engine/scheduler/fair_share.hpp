// Who has used how much: core-seconds a user, old use counting half as much every half-life. Kept as an account a user
// (usage, rate, since) that is brought forward in closed form, so nothing happens between a start and an end.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "engine/model/time.hpp"

namespace berth {

class FairShare {
 public:
  void set_half_life(double seconds) { half_life_s_ = seconds; }

  // A user has submitted something.
  void know(std::int32_t user) { accounts_.try_emplace(user); }
  // The user's running jobs hold so many cores more (or less).
  void change_rate(std::int32_t user, double cores, Time now);

  double usage(std::int32_t user, Time now) const;
  double total_usage(Time now) const;
  std::size_t user_count() const { return accounts_.size(); }

 private:
  struct Account {
    double usage = 0;  // core-seconds, decayed to `since`
    double rate = 0;   // cores held
    Time since = 0;
  };
  double forward(const Account& account, Time now) const;

  double half_life_s_ = 7 * 24 * 3600;
  std::unordered_map<std::int32_t, Account> accounts_;
  // Kept as one more account, so that a sum over users never depends on a hash table's order.
  Account everyone_;
};

}  // namespace berth
