// A cluster: owns its book, bids with it, and commits awards made against the version it bid on.
#pragma once

#include "actors/messages.hpp"
#include "engine/model/workload.hpp"

namespace berth {

class ClusterActor final : public caf::event_based_actor {
 public:
  // `workload` outlives the actor.
  ClusterActor(caf::actor_config& config, ClusterId id, std::shared_ptr<Book> book, const Workload& workload);

  caf::behavior make_behavior() override;
  void on_exit() override { corridor_.reset(); }

 private:
  void commit(Round& round, std::size_t which);

  ClusterId id_;
  std::shared_ptr<Book> book_;
  const Workload& workload_;
  CorridorPtr corridor_;
};

}  // namespace berth
