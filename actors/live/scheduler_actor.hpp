// An organization's scheduler: decides at its desk, sends the awards to the clusters, and numbers what it decided so
// that the store commits it in that order.
#pragma once

#include <chrono>
#include <unordered_map>

#include "actors/live/desk.hpp"
#include "actors/live/wiring.hpp"

namespace berth::live {

class SchedulerActor final : public caf::event_based_actor {
 public:
  SchedulerActor(caf::actor_config& config, WiringPtr wiring, std::shared_ptr<Desk> desk, std::uint64_t incarnation);
  caf::behavior make_behavior() override;
  void on_exit() override;
  const char* name() const override { return "scheduler"; }

 private:
  void send_on(FolderPtr folder);
  void wake_when_due();
  // How GPUs are used is looked at and published soon after something has changed; rarely where that takes long.
  void measure_soon();
  void measure();
  void open_cluster(std::int64_t cluster_id, Award beginning);

  WiringPtr wiring_;
  std::shared_ptr<Desk> desk_;
  std::uint64_t incarnation_;
  std::uint64_t ticket_ = 0;
  std::unordered_map<std::int64_t, caf::actor> clusters_;
  Time wakes_at_ = kNever;
  bool measures_soon_ = false;
  std::chrono::microseconds until_measured_;
};

}  // namespace berth::live
