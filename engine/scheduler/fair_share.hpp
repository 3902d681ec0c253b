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
  // The user's running jobs hold so many milli-cores more (or less).
  void change_rate(std::int32_t user, std::int64_t milli_cores, Time now);

  double usage(std::int32_t user, Time now) const;
  double total_usage(Time now) const;
  std::size_t user_count() const { return accounts_.size(); }

  // What a recovery needs to know: an account as it was when it last changed, and what runs.
  struct Stand {
    double usage = 0;  // core-seconds
    double everyones = 0;
    Time since = 0;
    friend bool operator==(const Stand&, const Stand&) = default;
  };
  // How the user's account stood when his rate last changed, or everybody's if that changed at the same instant.
  Stand stand(std::int32_t user) const;
  // Later ones count.
  void restore(std::int32_t user, const Stand& stand);
  // Who runs since then, as is known already (or is not to be counted here any more): nothing is brought forward.
  void adopt(std::int32_t user, std::int64_t milli_cores, Time since);

 private:
  struct Account {
    double usage = 0;              // core-seconds, decayed to `since`
    std::int64_t milli_cores = 0;  // held
    Time since = 0;
  };
  double forward(const Account& account, Time now) const;

  double half_life_s_ = 7 * 24 * 3600;
  std::unordered_map<std::int32_t, Account> accounts_;
  // Kept as one more account, so that a sum over users never depends on a hash table's order.
  Account everyone_;
};

}  // namespace berth
