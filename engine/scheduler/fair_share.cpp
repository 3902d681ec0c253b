#include "engine/scheduler/fair_share.hpp"

#include "engine/model/portable_math.hpp"

namespace berth {
namespace {
constexpr double kLn2 = 0.693147180559945309417;
}

double FairShare::forward(const Account& account, Time now) const {
  const double kept = portable::exp2(-seconds(now - account.since) / half_life_s_);
  const double cores = static_cast<double>(account.milli_cores) / 1000.0;
  return account.usage * kept + cores * (half_life_s_ / kLn2) * (1.0 - kept);
}

void FairShare::change_rate(std::int32_t user, std::int64_t milli_cores, Time now) {
  for (Account* account : {&accounts_[user], &everyone_}) {
    account->usage = forward(*account, now);
    account->since = now;
    account->milli_cores += milli_cores;
  }
}

double FairShare::usage(std::int32_t user, Time now) const {
  const auto found = accounts_.find(user);
  return found == accounts_.end() ? 0 : forward(found->second, now);
}

double FairShare::total_usage(Time now) const { return forward(everyone_, now); }

FairShare::Stand FairShare::stand(std::int32_t user) const {
  const auto found = accounts_.find(user);
  if (found == accounts_.end()) return {};
  return {found->second.usage, everyone_.usage, found->second.since};
}

void FairShare::restore(std::int32_t user, const Stand& stand) {
  const auto take = [&](Account& account, double usage) {
    if (stand.since < account.since) return;
    account.usage = usage;
    account.since = stand.since;
  };
  take(accounts_[user], stand.usage);
  take(everyone_, stand.everyones);
}

void FairShare::adopt(std::int32_t user, std::int64_t milli_cores, Time since) {
  for (Account* account : {&accounts_[user], &everyone_}) {
    // Nothing was ever written down of it: it is used from when it began to be.
    if (account->usage == 0 && account->since < since) account->since = since;
    account->milli_cores += milli_cores;
  }
}

}  // namespace berth
