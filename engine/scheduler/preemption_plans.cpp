#include "engine/scheduler/preemption_plans.hpp"

#include <algorithm>

namespace berth {
namespace {

constexpr std::size_t kShapesLimit = 64;

}  // namespace

void PreemptionPlans::changed(std::uint32_t node) {
  for (auto& [shape, plan] : plans_) plan.stale.insert(node);
}

void PreemptionPlans::make(Plan& plan, std::uint32_t node, const Job& job, const NodeBook& book,
                           const CandidatesOn& candidates_on) {
  if (plan.of_node[node] != plan.by_key.end()) plan.by_key.erase(plan.of_node[node]);
  plan.of_node[node] = plan.by_key.end();
  if (book.pool().is_blocked(node) || !book.allows(job, node)) return;
  const std::vector<Running> candidates = candidates_on(node);
  if (candidates.empty()) return;
  std::vector<JobId> victims =
      algorithm_.choose(job, std::span(&book.pool().room(node), 1), candidates).value_or(std::vector<JobId>{});
  if (victims.empty()) return;
  Key key{victims.size(), {}, node};
  for (auto victim = victims.rbegin(); victim != victims.rend(); ++victim) {
    const auto running =
        std::find_if(candidates.begin(), candidates.end(), [&](const Running& one) { return one.job == *victim; });
    key.last_first.emplace_back(running->priority, -running->started_us, ~running->job);
  }
  plan.of_node[node] = plan.by_key.emplace(std::move(key), std::move(victims)).first;
}

const std::vector<JobId>& PreemptionPlans::best(const Job& job, const NodeBook& book,
                                                const std::vector<std::uint32_t>& closures,
                                                const CandidatesOn& candidates_on) {
  static const std::vector<JobId> nobody;
  const Shape shape{
      job.traits, job.per_replica.cpu_milli, job.per_replica.memory_mib, job.per_replica.gpu_milli, job.priority,
      closures};
  if (plans_.size() >= kShapesLimit && !plans_.contains(shape)) plans_.clear();
  const auto [entry, is_new] = plans_.try_emplace(shape);
  Plan& plan = entry->second;
  if (is_new) {
    plan.of_node.assign(book.pool().node_count(), plan.by_key.end());
    for (std::uint32_t node = 0; node < plan.of_node.size(); ++node) make(plan, node, job, book, candidates_on);
  } else {
    for (const std::uint32_t node : plan.stale) make(plan, node, job, book, candidates_on);
    plan.stale.clear();
  }
  return plan.by_key.empty() ? nobody : plan.by_key.begin()->second;
}

}  // namespace berth
