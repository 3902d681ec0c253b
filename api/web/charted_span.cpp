#include "api/web/charted_span.hpp"

#include <algorithm>

namespace berth::web {

ChartedSpan charted_span(std::span<const Outcome> outcomes) {
  ChartedSpan charted;
  MeasuredSpan& all = charted.span;
  Time last_submission = 0;
  for (const Outcome& outcome : outcomes) {
    const MeasuredSpan own = measured_span(outcome.replay);
    if (own.length_us() <= 0) continue;
    all = all.length_us() <= 0 ? own
                               : MeasuredSpan{std::min(all.first_us, own.first_us), std::max(all.last_us, own.last_us)};
    const std::vector<Job>& jobs = outcome.workload->jobs;
    if (!jobs.empty()) last_submission = std::max(last_submission, jobs.back().submit_us);
  }
  const Duration came = last_submission - all.first_us;
  if (came > 0 && came < all.length_us() / kTinyPart) {
    charted.cut_from_us = all.last_us;
    all.last_us = last_submission + came / 2;
  }
  return charted;
}

}  // namespace berth::web
