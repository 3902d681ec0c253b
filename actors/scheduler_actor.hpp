// A scheduler: owns the queue and a draft of each cluster's book, as of the bid that stands. Decides each round on the
// drafts and sends the awards to the clusters; calls for bids where none stands.
#pragma once

#include <optional>

#include "actors/messages.hpp"
#include "engine/scheduler/scheduler.hpp"

namespace berth {

class SchedulerActor final : public caf::event_based_actor {
 public:
  SchedulerActor(caf::actor_config& config, std::shared_ptr<Scheduler> scheduler, std::size_t clusters);

  caf::behavior make_behavior() override;
  void on_exit() override { corridor_.reset(); }

 private:
  // Decides now, or once the missing bids are in.
  void decide_or_call(RoundPtr folder);
  void decide(RoundPtr folder);

  std::shared_ptr<Scheduler> scheduler_;
  std::vector<std::unique_ptr<Book>> drafts_;  // null: no bid stands
  std::vector<Book*> books_;
  std::size_t missing_;
  RoundPtr pending_;  // the round that waits for bids
  CorridorPtr corridor_;
};

}  // namespace berth
