#include "actors/conductor_actor.hpp"

namespace berth {

ConductorActor::ConductorActor(caf::actor_config& config, std::shared_ptr<Conductor> conductor,
                               std::function<void(Replay)> take_replay)
    : caf::event_based_actor(config),
      conductor_(std::move(conductor)),
      done_(std::move(take_replay)),
      folder_(std::make_shared<RoundFolder>()) {}

void ConductorActor::next() {
  if (!conductor_->next(folder_->round)) {
    finish();
    return;
  }
  ++folder_->messages;
  caf::anon_send(corridor_->scheduler, InstantMessage{std::move(folder_)});
}

void ConductorActor::finish() {
  Replay replay = std::move(*conductor_).finish(folder_->passes, folder_->decisions);
  replay.counters.messages = folder_->messages;
  done_(std::move(replay));
  for (const caf::actor& cluster : corridor_->clusters) send_exit(cluster, caf::exit_reason::user_shutdown);
  send_exit(corridor_->scheduler, caf::exit_reason::user_shutdown);
  quit();
}

caf::behavior ConductorActor::make_behavior() {
  return {
      [this](OutcomeMessage& outcome) {
        folder_ = std::move(outcome.folder);
        Round& round = folder_->round;
        if (round.unusual().declined.empty()) {
          conductor_->apply(round);
          next();
          return;
        }
        conductor_->apply_but_declined(round);
        ++folder_->messages;
        caf::anon_send(corridor_->scheduler, DeclinedMessage{std::move(folder_)});
      },
      [this](const CorridorPtr& corridor) {
        corridor_ = corridor;
        // One fails, all fail: a replay has no use for a part of its actors.
        link_to(corridor->scheduler);
        for (const caf::actor& cluster : corridor->clusters) link_to(cluster);
      },
      [this](StartAtom) { next(); },
  };
}

}  // namespace berth
