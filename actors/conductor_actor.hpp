// The replay's clock as an actor: hands out one round at a time and hands over the replay when it is over.
#pragma once

#include <functional>

#include "actors/messages.hpp"
#include "engine/simulation/conductor.hpp"

namespace berth {

class ConductorActor final : public caf::event_based_actor {
 public:
  // `take_replay` is called once, from the actor.
  ConductorActor(caf::actor_config& config, std::shared_ptr<Conductor> conductor,
                 std::function<void(Replay)> take_replay);

  caf::behavior make_behavior() override;
  void on_exit() override { corridor_.reset(); }

 private:
  void next();
  void finish();

  std::shared_ptr<Conductor> conductor_;
  std::function<void(Replay)> done_;
  RoundPtr folder_;
  CorridorPtr corridor_;
};

}  // namespace berth
