// The supervisor: watches every organization's actors and starts them anew, from what is committed, when one fails or
// the store could not take what they had decided.
#pragma once

#include <map>

#include "actors/live/wiring.hpp"

namespace berth::live {

class SupervisorActor final : public caf::event_based_actor {
 public:
  SupervisorActor(caf::actor_config& config, WiringPtr wiring);
  caf::behavior make_behavior() override;
  const char* name() const override { return "supervisor"; }

 private:
  struct Watched {
    std::int64_t organization_id = 0;
    std::uint64_t incarnation = 0;
  };

  WiringPtr wiring_;
  std::map<caf::actor_addr, Watched> watched_;
};

}  // namespace berth::live
