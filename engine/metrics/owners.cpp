#include "engine/metrics/owners.hpp"

#include <unordered_map>

namespace berth {
namespace {

constexpr std::uint32_t kNobody = 0xFFFFFFFF;

std::string name_of(TenantBy by, std::int32_t number) {
  const std::string kind = by == TenantBy::kUser ? "user" : by == TenantBy::kGroup ? "group" : "queue";
  return number == kUnknown ? "unknown " + kind : kind + " " + std::to_string(number);
}

// The tenants of a workload, those of its scenario and then those nobody speaks of, with what each weighs.
struct Tree {
  std::vector<std::int32_t> parents;  // -1: at the top
  std::vector<double> weights;
  std::vector<std::string> names;
  std::unordered_map<std::int32_t, std::uint32_t> leaf_of;  // by number of user, group or queue

  std::uint32_t leaf(TenantBy by, std::int32_t number) {
    const auto [found, is_new] = leaf_of.try_emplace(number, static_cast<std::uint32_t>(parents.size()));
    if (is_new) add(-1, 1, name_of(by, number));
    return found->second;
  }
  void add(std::int32_t parent, double weight, std::string name) {
    parents.push_back(parent);
    weights.push_back(weight);
    names.push_back(std::move(name));
  }
};

Tree tree_of(const Tenants& tenants) {
  Tree tree;
  for (const Tenant& tenant : tenants.list) {
    for (const std::int32_t number : tenant.owns) {
      tree.leaf_of.emplace(number, static_cast<std::uint32_t>(tree.parents.size()));
    }
    tree.add(tenant.parent, tenant.weight, tenant.name);
  }
  return tree;
}

// The part of everything each node of the tree is entitled to, where only those count that have jobs below them.
std::vector<double> entitlements(const Tree& tree, std::vector<bool> counts) {
  const std::size_t nodes = tree.parents.size();
  for (std::size_t i = nodes; i-- > 0;) {
    if (counts[i] && tree.parents[i] >= 0) counts[static_cast<std::size_t>(tree.parents[i])] = true;
  }
  const auto above = [&](std::size_t i) { return static_cast<std::size_t>(tree.parents[i] + 1); };
  std::vector<double> weight_below(nodes + 1), parts(nodes + 1);  // the one above all first
  for (std::size_t i = 0; i < nodes; ++i) {
    if (counts[i]) weight_below[above(i)] += tree.weights[i];
  }
  parts[0] = 1;
  for (std::size_t i = 0; i < nodes; ++i) {
    if (counts[i]) parts[i + 1] = parts[above(i)] * tree.weights[i] / weight_below[above(i)];
  }
  parts.erase(parts.begin());
  return parts;
}

}  // namespace

Owners owners_of(const Workload& workload) {
  const TenantBy by = workload.tenants.by;
  Tree tree = tree_of(workload.tenants);
  Owners owners;
  owners.of.reserve(workload.jobs.size());
  std::vector<std::uint32_t> position;  // in owners.list, by node of the tree
  std::vector<std::uint32_t> leaves;    // by position
  for (const Job& job : workload.jobs) {
    const std::uint32_t leaf = tree.leaf(by, number_of(job, by));
    if (leaf >= position.size()) position.resize(tree.parents.size(), kNobody);
    if (position[leaf] == kNobody) {
      position[leaf] = static_cast<std::uint32_t>(leaves.size());
      leaves.push_back(leaf);
    }
    owners.of.push_back(position[leaf]);
  }
  std::vector<bool> counts(tree.parents.size());
  for (const std::uint32_t leaf : leaves) counts[leaf] = true;
  const std::vector<double> parts = entitlements(tree, std::move(counts));
  owners.list.reserve(leaves.size());
  for (const std::uint32_t leaf : leaves) owners.list.push_back({tree.names[leaf], parts[leaf]});
  return owners;
}

}  // namespace berth
