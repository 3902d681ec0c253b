#include <algorithm>

#include "engine/policy/placement/by_formula.hpp"

namespace berth {
namespace {

std::int64_t gpus_in_use(const NodeState& state, const ClusterSpec& cluster) {
  return cluster.groups[state.group].gpus() - state.room.whole_gpus;
}

// GPUs in shared use before whole ones, those on nodes in use before those on idle nodes; then the fewest whole GPUs
// taken, or the least left on the shared one.
double packing(const NodeState& state, const ClusterSpec& cluster, const Resources& one) {
  if (one.gpu_milli == 0) return 0;
  const auto whole = static_cast<double>(state.room.whole_gpus);
  if (gpus_in_use(state, cluster) == 0) return std::max(33 - whole, whole);
  const std::int32_t gpu = is_gpu_share(one.gpu_milli) ? tightest_gpu(state.room, one.gpu_milli) : Fit::kWhole;
  if (gpu == Fit::kWhole) {
    return std::max(50.0 - static_cast<double>(std::max<std::int64_t>(one.gpu_milli / kWholeGpu, 1)), 33.0);
  }
  return 100 - std::floor(state.room.slots[static_cast<std::size_t>(gpu)] / 100.0);
}

}  // namespace

const PlacementAlgorithm& gpu_packing() {
  static const PlacementAlgorithm algorithm{
      {"placement",
       "gpu-packing",
       "GPUs in shared use first, then whole GPUs of nodes in use, then idle nodes",
       "shared GPU: 100 − its free tenths; node in use: 50 − whole GPUs taken; idle node: 33 − its GPUs",
       "Weng et al., MLaaS in the Wild, NSDI 2022; the scores as in Weng et al., USENIX ATC 2023",
       "when whole nodes should stay free for large jobs",
       {kSeed}},
      [](const PlacementSetup& setup) {
        return by_formula(setup, [&cluster = setup.cluster](const NodeState& state, const Parts&, const Resources& one,
                                                            const Parts&) { return packing(state, cluster, one); });
      }};
  return algorithm;
}

}  // namespace berth
