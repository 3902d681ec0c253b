#include "engine/live/gpu_use.hpp"

#include "engine/policy/placement/fragmentation.hpp"

namespace berth::live {
namespace {

Workload present(const LiveScheduler& scheduler) {
  Workload workload;
  workload.traits = scheduler.traits();
  for (ClusterId at = 0; at < scheduler.lane_count(); ++at) {
    if (!scheduler.has_lane(at)) continue;
    const Lane& lane = scheduler.lane(at);
    for (const JobId job : lane.running()) workload.jobs.push_back(scheduler.jobs()[job]);
    for (const auto& [priority, eligible_us, job] : lane.waiting()) workload.jobs.push_back(scheduler.jobs()[job]);
  }
  return workload;
}

}  // namespace

GpuUse gpu_use(const LiveScheduler& scheduler, ClusterId of) {
  const Lane& lane = scheduler.lane(of);
  const NodePool& pool = lane.book().pool();
  GpuUse use{.capacity = lane.spec().cluster.capacity().gpu_milli};
  use.allocated = use.capacity - pool.free().gpu_milli;
  const Workload workload = present(scheduler);
  if (workload.jobs.empty()) return use;  // nobody finds any of it too little
  Fragmentation fragmentation(lane.spec().cluster, workload);
  for (std::uint32_t node = 0; node < pool.node_count(); ++node) {
    use.fragmented += fragmentation.of(pool.state(pool.class_of(node)));
  }
  return use;
}

}  // namespace berth::live
