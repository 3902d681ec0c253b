#include "api/web/worst_served.hpp"

#include <algorithm>

#include "api/web/curves.hpp"
#include "engine/metrics/span.hpp"
#include "engine/metrics/stints.hpp"

namespace berth::web {
namespace {

// Leaves the `count` that come first.
template <class Before>
std::vector<WorstServed> first_of(std::vector<WorstServed> all, std::size_t count, Before&& before) {
  const std::size_t kept = std::min(count, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept), all.end(), before);
  all.resize(kept);
  return all;
}

bool waited_longer(const WorstServed& left, const WorstServed& right) {
  return left.wait_us != right.wait_us ? left.wait_us > right.wait_us : left.job < right.job;
}

bool slowed_more(const WorstServed& left, const WorstServed& right) {
  return left.bounded_slowdown != right.bounded_slowdown ? left.bounded_slowdown > right.bounded_slowdown
                                                         : waited_longer(left, right);
}

}  // namespace

std::vector<WorstServed> worst_served(const Replay& replay, std::span<const Step> utilization, std::size_t count) {
  Time last = 0;
  for (const Record& record : replay.records) {
    if (record.start_us != kNever) last = std::max(last, record.start_us);
    if (record.end_us != kNever) last = std::max(last, record.end_us);
  }
  const Stints stints(replay);
  std::vector<WorstServed> waited, slowed;
  for (JobId id = 0; id < replay.records.size(); ++id) {
    const Record& record = replay.records[id];
    if (record.state == JobState::kRefused || record.submit_us == kNever) continue;
    WorstServed served{.job = id};
    served.wait_us = std::max<Duration>(0, std::min(record.start_us, last) - record.submit_us);
    if (ended(record)) {
      const double run = std::max(seconds(stints.useful_run(id)), kSlowdownThreshold_s);
      served.bounded_slowdown = std::max(1.0, seconds(record.end_us - record.submit_us) / run);
    }
    if (served.wait_us > 0) waited.push_back(served);
    if (served.bounded_slowdown > 1) slowed.push_back(served);
  }
  std::vector<WorstServed> worst = first_of(std::move(waited), count, waited_longer);
  for (const WorstServed& served : first_of(std::move(slowed), count, slowed_more)) {
    const auto is_same = [&](const WorstServed& other) { return other.job == served.job; };
    if (std::none_of(worst.begin(), worst.end(), is_same)) worst.push_back(served);
  }
  std::sort(worst.begin(), worst.end(), waited_longer);

  for (WorstServed& served : worst) {
    const Time since = replay.records[served.job].submit_us, until = since + served.wait_us;
    served.share_in_use = mean_between(utilization, since, until);
    for (JobId id = 0; id < replay.records.size(); ++id) {
      const Record& other = replay.records[id];
      if (id == served.job || other.start_us < since || other.start_us >= until) continue;
      ++served.started_meanwhile;
      if (other.submit_us > since || (other.submit_us == since && id > served.job)) ++served.overtaken_by;
    }
  }
  return worst;
}

}  // namespace berth::web
