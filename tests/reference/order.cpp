#include "tests/reference/order.hpp"

#include <algorithm>
#include <array>
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
    : workload_(workload),
      choice_(choice),
      half_life_(choice.parameter("half_life", 7 * 86400)),
      tenants_(workload.tenants.list) {
  for (const ClusterSpec& cluster : clusters) {
    cores_ += static_cast<double>(cluster.capacity().cpu_milli) / 1000;
    capacity_ += cluster.capacity();
  }
}

void Order::submitted(JobId job) {
  users_.insert(workload_.jobs[job].user);
  if (!path_of(job).empty()) return;
  Tenant tenant;
  tenant.owns = {workload_.jobs[job].user};
  tenants_.push_back(tenant);
}

std::vector<int> Order::path_of(JobId job) const {
  std::vector<int> path;
  for (int leaf = 0; leaf < static_cast<int>(tenants_.size()); ++leaf) {
    const auto& owns = tenants_[leaf].owns;
    if (std::find(owns.begin(), owns.end(), workload_.jobs[job].user) == owns.end()) continue;
    for (int tenant = leaf; tenant != -1; tenant = tenants_[tenant].parent) path.insert(path.begin(), tenant);
    break;
  }
  return path;
}

Resources Order::held_by(int tenant) const {
  Resources held;
  for (const auto& [job, since] : running_) {
    const std::vector<int> path = path_of(job);
    if (std::find(path.begin(), path.end(), tenant) == path.end()) continue;
    held += workload_.jobs[job].per_replica * workload_.jobs[job].replicas;
  }
  return held;
}

double Order::share_of(int tenant) const {
  const Resources held = held_by(tenant), quota = tenants_[tenant].quota;
  const auto kinds = [](const Resources& amount) {
    return std::array<double, 3>{double(amount.cpu_milli), double(amount.memory_mib), double(amount.gpu_milli)};
  };
  const auto h = kinds(held), q = kinds(quota), c = kinds(capacity_);
  double of_quota = 0, beyond = 0;
  bool less = quota != Resources{};
  for (int kind = 0; kind < 3; ++kind) {
    if (q[kind] > 0 && h[kind] >= q[kind]) less = false;
    if (q[kind] > 0) of_quota = std::max(of_quota, h[kind] / q[kind]);
    if (c[kind] > 0 && h[kind] > q[kind]) beyond = std::max(beyond, (h[kind] - q[kind]) / c[kind]);
  }
  return less ? of_quota : 1 + beyond / tenants_[tenant].weight;
}

bool Order::comes_before(int leaf, int other) const {
  const auto above = [&](int tenant) {
    std::vector<int> path;
    for (; tenant != -1; tenant = tenants_[tenant].parent) path.insert(path.begin(), tenant);
    return path;
  };
  const std::vector<int> one = above(leaf), two = above(other);
  for (std::size_t level = 0; level < std::min(one.size(), two.size()); ++level) {
    if (one[level] == two[level]) continue;
    return std::tuple(share_of(one[level]), one[level]) < std::tuple(share_of(two[level]), two[level]);
  }
  return false;
}

bool Order::has_quota(JobId job) const {
  const std::vector<int> path = path_of(job);
  return std::any_of(path.begin(), path.end(), [&](int tenant) { return tenants_[tenant].quota != Resources{}; });
}

bool Order::may_count_on(int tenant, const Resources& more) const {
  const Resources with = held_by(tenant) + more, quota = tenants_[tenant].quota;
  const auto stays_within = [](std::int64_t of, std::int64_t most) { return most == 0 || of <= most; };
  return stays_within(with.cpu_milli, quota.cpu_milli) && stays_within(with.memory_mib, quota.memory_mib) &&
         stays_within(with.gpu_milli, quota.gpu_milli) &&
         ((quota.cpu_milli > 0 && more.cpu_milli > 0) || (quota.memory_mib > 0 && more.memory_mib > 0) ||
          (quota.gpu_milli > 0 && more.gpu_milli > 0));
}

bool Order::is_beyond_quota(int tenant, const std::vector<JobId>& gone) const {
  Resources held = held_by(tenant);
  for (const JobId job : gone) {
    const std::vector<int> path = path_of(job);
    if (std::find(path.begin(), path.end(), tenant) == path.end()) continue;
    held -= workload_.jobs[job].per_replica * workload_.jobs[job].replicas;
  }
  const Resources quota = tenants_[tenant].quota;
  if (quota == Resources{}) return held != Resources{};
  return (quota.cpu_milli > 0 && held.cpu_milli > quota.cpu_milli) ||
         (quota.memory_mib > 0 && held.memory_mib > quota.memory_mib) ||
         (quota.gpu_milli > 0 && held.gpu_milli > quota.gpu_milli);
}

bool Order::may_claim(JobId job, JobId running, const std::vector<JobId>& gone) const {
  const std::vector<int> taking = path_of(job), giving = path_of(running);
  if (taking == giving) return false;
  std::size_t level = 0;
  while (taking[level] == giving[level]) ++level;
  if (!may_count_on(taking[level], workload_.jobs[job].per_replica * workload_.jobs[job].replicas)) return false;
  return std::all_of(giving.begin() + static_cast<std::ptrdiff_t>(level), giving.end(),
                     [&](int tenant) { return is_beyond_quota(tenant, gone); });
}

bool Order::may_hold(JobId job) const {
  for (const int tenant : path_of(job)) {
    const Resources with = held_by(tenant) + workload_.jobs[job].per_replica * workload_.jobs[job].replicas;
    if (!with.fits_in(tenants_[tenant].limit)) return false;
  }
  return true;
}

bool Order::may_ever_hold(JobId job) const {
  const std::vector<int> path = path_of(job);
  return !takes_turns() || std::all_of(path.begin(), path.end(), [&](int tenant) {
    return (workload_.jobs[job].per_replica * workload_.jobs[job].replicas).fits_in(tenants_[tenant].limit);
  });
}

JobId Order::next_in_turn(const std::vector<JobId>& queue, const std::vector<Time>& eligible) const {
  std::vector<JobId> left = queue;
  for (std::size_t level = 0;; ++level) {
    // Whoever is below the child with the smallest share; jobs of a leaf are on no deeper level.
    int best = -1;
    for (const JobId job : left) {
      const std::vector<int> path = path_of(job);
      if (path.size() <= level)
        return *std::min_element(left.begin(), left.end(), [&](JobId a, JobId b) {
          return std::tuple(eligible[a], a) < std::tuple(eligible[b], b);
        });
      const int child = path[level];
      if (best == -1 || std::tuple(share_of(child), child) < std::tuple(share_of(best), best)) best = child;
    }
    std::erase_if(left, [&](JobId job) { return path_of(job)[level] != best; });
  }
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
  if (name == "las") return whole(service_queue(id, now));
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

void Order::started(JobId job, Time now) {
  running_[job] = now;
  charge(job, now, +1);
}

void Order::ended(JobId job, Time now) {
  held_us_[job] += now - running_.at(job);
  running_.erase(job);
  charge(job, now, -1);
}

int Order::service_queue(JobId id, Time now) const {
  const Job& job = workload_.jobs[id];
  const auto before = held_us_.find(id);
  const auto since = running_.find(id);
  const Duration held_us =
      (before == held_us_.end() ? 0 : before->second) + (since == running_.end() ? 0 : now - since->second);
  const double width =
      job.per_replica.gpu_milli > 0 ? static_cast<double>(job.per_replica.gpu_milli) * job.replicas / 1000 : cores(job);
  const int last = static_cast<int>(choice_.parameter("queues", 2)) - 1;
  double threshold = 0, step = choice_.parameter("threshold", 3600);
  int queue = 0;
  for (; queue < last; ++queue, step *= choice_.parameter("factor", 10)) {
    threshold += step;
    if (!(width > 0) || static_cast<double>(held_us) < std::max(1.0, std::ceil(threshold / width * 1e6))) break;
  }
  return queue;
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
