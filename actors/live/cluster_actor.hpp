// A cluster: what its nodes have and who runs on them, in truth. It commits awards against the version they were
// decided on, and declines one that would over-allocate or comes from a scheduler that is behind.
#pragma once

#include <map>
#include <unordered_map>
#include <utility>

#include "actors/live/wiring.hpp"

namespace berth::live {

class ClusterActor final : public caf::event_based_actor {
 public:
  // `beginning` brings the shape and those who run, and the version to begin with.
  ClusterActor(caf::actor_config& config, WiringPtr wiring, std::int64_t organization_id, Award beginning);
  caf::behavior make_behavior() override;
  const char* name() const override { return "cluster"; }

 private:
  // False when it cannot be committed; then nothing has changed that anybody will see, for the whole organization is
  // restarted.
  bool commit(const Award& award);
  // Takes of the single GPU a seat shares, or gives back (below 0). False: more than there is.
  bool share(const Seat& seat, std::int64_t gpu_milli);

  WiringPtr wiring_;
  std::int64_t organization_id_;
  std::uint64_t version_;
  std::vector<Resources> free_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> shared_;  // milli-GPUs taken, by node and slot
  std::unordered_map<JobId, Grant> running_;                                // looked up, never walked for a decision
  Resources used_;
};

}  // namespace berth::live
