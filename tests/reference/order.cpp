#include "tests/reference/order.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>
#include <tuple>

#include "engine/model/portable_math.hpp"

namespace berth::reference {
namespace {

double cores(const Job& job) { return static_cast<double>(job.per_replica.cpu_milli) * job.replicas / 1000; }

}  // namespace

Order::Order(const Workload& workload, std::span<const ClusterSpec> clusters, const Choice& choice)
    : workload_(workload), choice_(choice), half_life_(choice.parameter("half_life", 7 * 86400)) {
  for (const ClusterSpec& cluster : clusters) cores_ += static_cast<double>(cluster.capacity().cpu_milli) / 1000;
}

Key Order::key(JobId id, Time eligible, Time now) const {
  const Job& job = workload_.jobs[id];
  const std::string& name = choice_.name;
  const double r = seconds(job.requested_us), n = job.replicas, s = seconds(eligible), w = seconds(now - eligible);
  const double log_s = portable::log10(std::max(s, 1.0));
  const auto whole = [](Wide value) { return Key{value, 0}; };
  const auto real = [](double value) { return Key{0, value}; };

  if (name == "fcfs") return whole(0);
  if (name == "sjf") return whole(job.requested_us);
  if (name == "ljf") return whole(-job.requested_us);
  if (name == "saf") return whole(Wide{job.requested_us} * job.replicas);
  if (name == "laf") return whole(-Wide{job.requested_us} * job.replicas);
  if (name == "narrow-first") return whole(job.replicas);
  if (name == "wide-first") return whole(-Wide{job.replicas});
  if (name == "priority") return whole(-Wide{job.priority});
  if (name == "f1") return real(portable::log10(std::max(r, 1.0)) * n + 870 * log_s);
  if (name == "f2") return real(std::sqrt(r) * n + 25600 * log_s);
  if (name == "f3") return real(r * n + 6860000 * log_s);
  if (name == "f4") return real(r * std::sqrt(n) + 530000 * log_s);
  if (name == "wfp3") return real(-((w / r) * (w / r) * (w / r) * n));
  if (name == "unicep") return real(-(w / (portable::log2(std::max(n, 2.0)) * r)));
  if (name == "hrrn") return real(-((w + r) / r));
  if (name == "fairshare") return real(usage(job.user, now));
  if (name == "multifactor") return real(-multifactor(id, w, now));
  std::fprintf(stderr, "the reference has no order %s\n", name.c_str());
  std::abort();
}

double Order::multifactor(JobId id, double wait, Time now) const {
  const Job& job = workload_.jobs[id];
  const auto of = [&](const char* parameter, double otherwise) { return choice_.parameter(parameter, otherwise); };
  double all = 0;
  for (const auto& [user, account] : accounts_) all += brought_forward(account, now);
  const double share = all == 0 ? 0 : usage(job.user, now) / all;
  return of("age", 1000) * std::min(1.0, wait / of("max_age", 7 * 86400)) + of("size", 1000) * (cores(job) / cores_) +
         of("priority", 1000) * std::clamp(job.priority / of("priority_max", 100), 0.0, 1.0) +
         of("fairshare", 1000) * portable::exp2(-share * static_cast<double>(users_.size()));
}

double Order::usage(std::int32_t user, Time now) const {
  const auto account = accounts_.find(user);
  return account == accounts_.end() ? 0 : brought_forward(account->second, now);
}

double Order::brought_forward(const Account& account, Time now) const {
  const double f = portable::exp2(-(seconds(now - account.since) / half_life_));
  return account.usage * f + account.rate * (half_life_ / std::numbers::ln2) * (1 - f);
}

void Order::charge(JobId job, Time now, double sign) {
  Account& account = accounts_[workload_.jobs[job].user];
  account.usage = brought_forward(account, now);
  account.since = now;
  account.rate += sign * cores(workload_.jobs[job]);
}

std::vector<JobId> Order::sorted(std::vector<JobId> queue, const std::vector<Time>& eligible, Time now) const {
  std::map<JobId, Key> keys;
  for (const JobId job : queue) keys[job] = key(job, eligible[job], now);
  std::sort(queue.begin(), queue.end(), [&](JobId left, JobId right) {
    const Key &a = keys[left], &b = keys[right];
    return std::tuple(a.whole, a.real, eligible[left], left) < std::tuple(b.whole, b.real, eligible[right], right);
  });
  return queue;
}

}  // namespace berth::reference
