#include "engine/scheduler/fair_share.hpp"

#include "engine/model/portable_math.hpp"

namespace berth {
namespace {
constexpr double kLn2 = 0.693147180559945309417;
}

double FairShare::forward(const Account& account, Time now) const {
  const double kept = portable::exp2(-seconds(now - account.since) / half_life_s_);
  return account.usage * kept + account.rate * (half_life_s_ / kLn2) * (1.0 - kept);
}

void FairShare::change_rate(std::int32_t user, double cores, Time now) {
  for (Account* account : {&accounts_[user], &everyone_}) {
    account->usage = forward(*account, now);
    account->since = now;
    account->rate += cores;
  }
}

double FairShare::usage(std::int32_t user, Time now) const {
  const auto found = accounts_.find(user);
  return found == accounts_.end() ? 0 : forward(found->second, now);
}

double FairShare::total_usage(Time now) const { return forward(everyone_, now); }

}  // namespace berth
