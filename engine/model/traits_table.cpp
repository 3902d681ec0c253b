#include "engine/model/traits_table.hpp"

namespace berth {
namespace {

// Each text with its length before it, so that no two traits have the same key.
void append(std::string& key, const std::string& text) { key += std::to_string(text.size()) + ':' + text; }

std::string key_of(const Traits& traits) {
  std::string key;
  for (const std::string& model : traits.gpu_models) append(key, model);
  append(key += '|', traits.apart);
  for (const auto& [name, value] : traits.labels) {
    append(key, name);
    append(key, value);
  }
  key += '|';
  for (const std::string& taint : traits.tolerates) append(key, taint);
  key += '|';
  for (const auto& [model, speed] : traits.speeds) append(key, model + '=' + std::to_string(speed));
  return key += '|' + std::to_string(traits.gpu_memory_mib) + '|' + std::to_string(static_cast<int>(traits.spread)) +
                '|' + std::to_string(static_cast<int>(traits.pack)) + '|' + std::to_string(traits.most_replicas);
}

}  // namespace

TraitsId TraitsTable::intern(Workload& workload, const Traits& wanted) {
  if (wanted == workload.traits.front()) return 0;
  const auto [found, is_new] = ids_.emplace(key_of(wanted), static_cast<TraitsId>(workload.traits.size()));
  if (is_new) workload.traits.push_back(wanted);
  return found->second;
}

}  // namespace berth
