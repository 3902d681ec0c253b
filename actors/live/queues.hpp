// An organization's queues as the engine's tenants: deployments name a queue, the engine's jobs a number.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "actors/live/views.hpp"
#include "engine/model/tenants.hpp"

namespace berth::live {

// The numbers of names, given as they come; nothing depends on which name has which.
class QueueNumbers {
 public:
  // kUnknown for no name.
  std::int32_t of(const std::string& name);

 private:
  std::map<std::string, std::int32_t> numbers_;
};

// Without queues every user is a tenant of his own.
Tenants tenants_of(const std::vector<Queue>& queues, QueueNumbers& numbers);

// Null: there is none of this name.
const Queue* find_queue(const std::vector<Queue>& queues, const std::string& name);
// Whether others are below it, so that it has no deployments of its own.
bool is_divided(const std::vector<Queue>& queues, const std::string& name);

// What is wrong with the queues together, and with which; empty: nothing. Names differ, parents come first, trees are
// at most kTenantDepthLimit deep.
struct QueueProblem {
  std::size_t at = 0;
  std::string field, message;
};
std::vector<QueueProblem> problems_of(const std::vector<Queue>& queues);

}  // namespace berth::live
