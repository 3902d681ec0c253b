#include "engine/metrics/finish_time_fairness.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <queue>

#include "engine/metrics/compensated_sum.hpp"
#include "engine/metrics/dominant_share.hpp"
#include "engine/metrics/span.hpp"
#include "engine/metrics/stints.hpp"

namespace berth {
namespace {

// Shares are counted in whole parts of all there is, so that what is taken and given back sums up exactly.
constexpr double kParts = 1ULL << 40;
std::int64_t parts(double share) { return static_cast<std::int64_t>(std::ceil(share * kParts)); }

// Jobs that run at full speed, by when they end.
class AtFullSpeed {
 public:
  void start(double end_us, std::int64_t parts) { running_.push({end_us, parts}); }
  bool empty() const { return running_.empty(); }
  double next_end() const { return running_.top().first; }
  std::int64_t end_next() {
    const std::int64_t given_back = running_.top().second;
    running_.pop();
    return given_back;
  }

 private:
  using Entry = std::pair<double, std::int64_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> running_;
};

}  // namespace

std::vector<double> ends_alone(std::span<const AloneJob> jobs, double entitlement) {
  std::vector<double> ends;
  ends.reserve(jobs.size());
  AtFullSpeed running;
  std::int64_t free = parts(entitlement);
  double now = -static_cast<double>(kNever);  // nobody is served before those ahead run at full speed, or are over
  for (const AloneJob& job : jobs) {
    const std::int64_t wanted = parts(job.share);
    double left_us = static_cast<double>(job.run_us);  // at full speed
    now = std::max(now, static_cast<double>(job.submit_us));
    while (!running.empty() && running.next_end() <= now) free += running.end_next();
    while (free < wanted) {
      const double speed = static_cast<double>(free) / static_cast<double>(wanted);
      const double over_us = free > 0 ? now + left_us / speed : static_cast<double>(kNever);
      if (running.empty() || over_us <= running.next_end()) {
        now = over_us;
        left_us = 0;
        break;
      }
      left_us = std::max(0.0, left_us - (running.next_end() - now) * speed);
      now = running.next_end();
      free += running.end_next();
    }
    ends.push_back(now + left_us);
    if (left_us <= 0) continue;
    free -= wanted;
    running.start(now + left_us, wanted);
  }
  return ends;
}

namespace {

// The jobs that ended, those of one tenant after those of another; each tenant's begin at first[tenant].
struct ByOwner {
  std::vector<JobId> jobs;
  std::vector<std::size_t> first;
};

ByOwner by_owner(const Replay& replay, const Owners& owners) {
  ByOwner sorted;
  sorted.first.assign(owners.list.size() + 1, 0);
  for (JobId id = 0; id < replay.records.size(); ++id) {
    if (ended(replay.records[id])) ++sorted.first[owners.of[id] + 1];
  }
  std::partial_sum(sorted.first.begin(), sorted.first.end(), sorted.first.begin());
  sorted.jobs.resize(sorted.first.back());
  std::vector<std::size_t> next = sorted.first;
  for (JobId id = 0; id < replay.records.size(); ++id) {
    if (ended(replay.records[id])) sorted.jobs[next[owners.of[id]]++] = id;
  }
  return sorted;
}

}  // namespace

std::vector<FinishTimes> finish_times(const Workload& workload, std::span<const ClusterSpec> clusters,
                                      const Replay& replay, const Owners& owners) {
  Resources capacity;
  for (const ClusterSpec& cluster : clusters) capacity += cluster.capacity();
  const Stints stints(replay);
  const ByOwner sorted = by_owner(replay, owners);
  std::vector<FinishTimes> times(owners.list.size());
  std::vector<AloneJob> jobs;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (sorted.first[i] == sorted.first[i + 1]) continue;
    jobs.clear();
    CompensatedSum shared_s, alone_us;
    for (std::size_t k = sorted.first[i]; k < sorted.first[i + 1]; ++k) {
      const JobId id = sorted.jobs[k];
      const Record& record = replay.records[id];
      const Job& job = workload.jobs[id];
      jobs.push_back(
          {record.submit_us, stints.useful_run(id), dominant_share(job.per_replica * job.replicas, capacity)});
      shared_s.add(seconds(record.end_us - record.submit_us));
    }
    std::stable_sort(jobs.begin(), jobs.end(),
                     [](const AloneJob& a, const AloneJob& b) { return a.submit_us < b.submit_us; });
    const std::vector<double> ends = ends_alone(jobs, owners.list[i].entitlement);
    for (std::size_t k = 0; k < jobs.size(); ++k) alone_us.add(ends[k] - static_cast<double>(jobs[k].submit_us));
    const auto count = static_cast<double>(jobs.size());
    times[i] = {jobs.size(), shared_s.value() / count, alone_us.value() / (count * static_cast<double>(kSecond)), 0};
    if (times[i].alone_s > 0) times[i].rho = times[i].shared_s / times[i].alone_s;
  }
  return times;
}

}  // namespace berth
