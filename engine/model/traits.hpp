// What a job asks for beyond amounts: on which nodes its replicas may be, and how near or far from each other. Many
// jobs ask for the same, so traits are kept once (Workload::traits) and jobs name them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth {

using TraitsId = std::uint32_t;
using Label = std::pair<std::string, std::string>;  // key, value

// How replicas of one job keep from each other.
enum class Spread : std::uint8_t { kAnywhere, kNodes, kRacks };  // kNodes: no two on one node; kRacks: in one rack

// Within what all replicas of a job come to stand. kPrefer…: where that can be now, else anywhere.
enum class Pack : std::uint8_t { kAnywhere, kPreferRack, kPreferZone, kRack, kZone };

// How many times as fast as its run time says a job runs on a GPU model, in thousandths.
using Speed = std::pair<std::string, std::int64_t>;
inline constexpr std::int64_t kUsualSpeed = 1000, kSlowestSpeed = 10, kFastestSpeed = 1'000'000;

struct Traits {
  std::vector<std::string> gpu_models;  // sorted; any of them will do; empty: any at all
  std::int64_t gpu_memory_mib = 0;      // that each GPU must have at least
  std::vector<Label> labels;            // sorted; nodes must have all of them
  std::vector<std::string> tolerates;   // sorted; taints that do not keep it away
  std::string apart;                    // jobs of one such name never share a node; empty: no such wish
  Spread spread = Spread::kAnywhere;
  Pack pack = Pack::kAnywhere;
  std::uint32_t most_replicas = 0;  // an elastic job may have so many while there is room; 0: no more than it must
  std::vector<Speed> speeds;        // sorted; of models not named the usual one

  std::int64_t speed_on(std::string_view gpu_model) const {
    for (const auto& [model, speed] : speeds) {
      if (model == gpu_model) return speed;
    }
    return kUsualSpeed;
  }

  friend bool operator==(const Traits&, const Traits&) = default;
};

}  // namespace berth
