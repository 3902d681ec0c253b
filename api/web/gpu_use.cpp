#include "api/web/gpu_use.hpp"

#include <boost/json.hpp>

#include "api/web/curve_json.hpp"
#include "api/web/page_json.hpp"
#include "engine/metrics/gpu_curve.hpp"

namespace berth::web {

boost::json::value gpu_use_json(const Outcome& outcome, const MeasuredSpan& span) {
  std::int64_t capacity = 0;
  for (const ClusterSpec& cluster : outcome.clusters) capacity += cluster.capacity().gpu_milli;
  if (capacity == 0) return nullptr;
  std::vector<Step> allocated, fragmented;  // of the same instants, so that they are shortened alike and can be added
  for (const GpuStep& step : gpu_curve(*outcome.workload, outcome.clusters, outcome.replay)) {
    if (step.at_us > span.last_us) break;
    allocated.push_back({step.at_us, static_cast<double>(step.allocated) / static_cast<double>(capacity)});
    fragmented.push_back({step.at_us, step.fragmented / static_cast<double>(capacity)});
  }
  if (allocated.empty()) return nullptr;
  return {{"gpus", number(static_cast<double>(capacity) / kWholeGpu)},
          {"allocated", curve_json(allocated, span)},
          {"fragmented", curve_json(fragmented, span)}};
}

}  // namespace berth::web
