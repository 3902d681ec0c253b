#include "engine/policy/registry.hpp"

namespace berth {
namespace {

using OrderMaker = const OrderAlgorithm& (*)();
using BackfillMaker = const BackfillAlgorithm& (*)();
using PreemptionMaker = const PreemptionAlgorithm& (*)();
using PlacementMaker = const PlacementAlgorithm& (*)();

constexpr OrderMaker kOrders[] = {
    fcfs,      sjf,  ljf,    saf, laf, narrow_first, wide_first, priority,     //
    hrrn,      wfp3, unicep, f1,  f2,  f3,           f4,         multifactor,  //
    fairshare, drf,  las,
};

constexpr BackfillMaker kBackfills[] = {no_backfill, greedy, easy, easy_sjbf, conservative};

constexpr PreemptionMaker kPreemptions[] = {no_preemption, by_priority, reclaim, by_service, gavel};

constexpr PlacementMaker kPlacements[] = {first_fit, best_fit,    worst_fit,      dot_product, cosine,
                                          tetris,    gpu_packing, gpu_clustering, random_fit,  fgd};

template <class Table>
auto find(const Table& table, std::string_view name) -> decltype(&table[0]()) {
  for (const auto algorithm : table) {
    if (algorithm().info.name == name) return &algorithm();
  }
  return nullptr;
}

}  // namespace

const OrderAlgorithm* find_order(std::string_view name) { return find(kOrders, name); }
const BackfillAlgorithm* find_backfill(std::string_view name) { return find(kBackfills, name); }
const PlacementAlgorithm* find_placement(std::string_view name) { return find(kPlacements, name); }

const PreemptionAlgorithm* find_preemption(std::string_view name) { return find(kPreemptions, name); }

const std::vector<AlgorithmInfo>& algorithms() {
  static const std::vector<AlgorithmInfo> all = [] {
    std::vector<AlgorithmInfo> infos;
    for (const auto algorithm : kOrders) infos.push_back(algorithm().info);
    for (const auto algorithm : kBackfills) infos.push_back(algorithm().info);
    for (const auto algorithm : kPlacements) infos.push_back(algorithm().info);
    for (const auto algorithm : kPreemptions) infos.push_back(algorithm().info);
    return infos;
  }();
  return all;
}

std::optional<double> half_life_of(const Choice& order) {
  for (const ParameterInfo& parameter : find_order(order.name)->info.parameters) {
    if (parameter.name == "half_life") return order.parameter("half_life", parameter.otherwise);
  }
  return std::nullopt;
}

}  // namespace berth
