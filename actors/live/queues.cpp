#include "actors/live/queues.hpp"

#include <algorithm>

#include "actors/live/amounts.hpp"

namespace berth::live {

std::int32_t QueueNumbers::of(const std::string& name) {
  if (name.empty()) return kUnknown;
  return numbers_.try_emplace(name, static_cast<std::int32_t>(numbers_.size())).first->second;
}

Tenants tenants_of(const std::vector<Queue>& queues, QueueNumbers& numbers) {
  Tenants tenants;
  if (queues.empty()) return tenants;
  tenants.by = TenantBy::kQueue;
  for (const Queue& queue : queues) {
    Tenant& tenant = tenants.list.emplace_back();
    tenant.name = queue.name;
    tenant.weight = queue.weight;
    tenant.quota = room_of(queue.quota);
    const Resources limit = room_of({queue.limit.cpu.value_or(0), queue.limit.ram.value_or(0),  //
                                     queue.limit.gpu.value_or(0)});
    if (queue.limit.cpu) tenant.limit.cpu_milli = limit.cpu_milli;
    if (queue.limit.ram) tenant.limit.memory_mib = limit.memory_mib;
    if (queue.limit.gpu) tenant.limit.gpu_milli = limit.gpu_milli;
    if (const Queue* parent = find_queue(queues, queue.parent)) {
      tenant.parent = static_cast<std::int32_t>(parent - queues.data());
    }
    if (!is_divided(queues, queue.name)) tenant.owns = {numbers.of(queue.name)};
  }
  return tenants;
}

const Queue* find_queue(const std::vector<Queue>& queues, const std::string& name) {
  const auto found = std::find_if(queues.begin(), queues.end(), [&](const Queue& one) { return one.name == name; });
  return found == queues.end() ? nullptr : &*found;
}

bool is_divided(const std::vector<Queue>& queues, const std::string& name) {
  return std::any_of(queues.begin(), queues.end(), [&](const Queue& one) { return one.parent == name; });
}

std::vector<QueueProblem> problems_of(const std::vector<Queue>& queues) {
  std::vector<QueueProblem> problems;
  std::map<std::string, int> depths;
  for (std::size_t at = 0; at < queues.size(); ++at) {
    const auto& [name, parent, weight, quota, limit] = queues[at];
    int depth = 1;
    if (!parent.empty()) {
      const auto above = depths.find(parent);
      if (above == depths.end()) {
        problems.push_back({at, "parent", "names no queue above this one; parents come before their children"});
      } else if (depth = above->second + 1; depth > kTenantDepthLimit) {
        problems.push_back({at, "parent",
                            "makes the tree deeper than " + std::to_string(kTenantDepthLimit) +
                                " levels, which is as deep as it may be"});
      }
    }
    if (!depths.emplace(name, depth).second) problems.push_back({at, "name", "is another queue's name, too"});
  }
  return problems;
}

}  // namespace berth::live
