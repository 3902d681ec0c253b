#include "engine/scheduler/tenant_weights.hpp"

namespace berth {

TenantWeights::TenantWeights(const Tenants& tenants) : by_(tenants.by), any_(!tenants.list.empty()) {
  for (std::size_t i = 0; i < tenants.list.size(); ++i) {
    nodes_.push_back({tenants.list[i].parent, tenants.list[i].weight});
    for (const std::int32_t number : tenants.list[i].owns) leaf_of_.emplace(number, i);
  }
  if (!any_) nodes_.push_back({});
}

std::size_t TenantWeights::leaf_of(const Job& job) {
  if (!any_) return 0;
  const auto [found, is_new] = leaf_of_.try_emplace(number_of(job, by_), nodes_.size());
  if (is_new) nodes_.push_back({});
  return found->second;
}

std::vector<double> TenantWeights::per_job(const std::vector<std::size_t>& jobs) const {
  std::vector<std::size_t> below(nodes_.size(), 0);  // jobs of a tenant and all below it
  for (std::size_t i = 0; i < jobs.size(); ++i) below[i] = jobs[i];
  std::size_t all = 0;
  for (std::size_t i = nodes_.size(); i-- > 0;) {
    if (nodes_[i].parent >= 0) below[static_cast<std::size_t>(nodes_[i].parent)] += below[i];
    if (nodes_[i].parent < 0) all += below[i];
  }
  double at_top = 0;
  std::vector<double> of_children(nodes_.size(), 0);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (below[i] == 0) continue;
    (nodes_[i].parent < 0 ? at_top : of_children[static_cast<std::size_t>(nodes_[i].parent)]) += nodes_[i].weight;
  }
  std::vector<double> part(nodes_.size(), 0), weights(nodes_.size(), 1);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (below[i] == 0) continue;
    const auto parent = static_cast<std::size_t>(nodes_[i].parent);
    part[i] = nodes_[i].parent < 0 ? nodes_[i].weight / at_top : part[parent] * nodes_[i].weight / of_children[parent];
    weights[i] = part[i] * static_cast<double>(all) / static_cast<double>(below[i]);
  }
  return weights;
}

}  // namespace berth
