#include "actors/live/scheduler_actor.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "actors/live/cluster_actor.hpp"

namespace berth::live {
namespace {

// How soon after a change the use of GPUs is measured, and how many times as long as that took is waited before.
constexpr std::chrono::microseconds kMeasuring = std::chrono::seconds(1);
constexpr int kTimesAsLong = 200;

}  // namespace

SchedulerActor::SchedulerActor(caf::actor_config& config, WiringPtr wiring, std::shared_ptr<Desk> desk,
                               std::uint64_t incarnation)
    : caf::event_based_actor(config),
      wiring_(std::move(wiring)),
      desk_(std::move(desk)),
      incarnation_(incarnation),
      until_measured_(kMeasuring) {
  // A cluster that fails takes its scheduler with it; the supervisor starts all of them anew.
  set_down_handler([this](const caf::down_msg& down) {
    if (down.reason != caf::exit_reason::normal) quit(down.reason);
  });
}

void SchedulerActor::open_cluster(std::int64_t cluster_id, Award beginning) {
  const caf::actor cluster = spawn<ClusterActor>(wiring_, desk_->organization_id(), std::move(beginning));
  monitor(cluster);
  clusters_[cluster_id] = cluster;
}

void SchedulerActor::on_exit() {
  for (const auto& [id, cluster] : clusters_) caf::anon_send_exit(cluster, caf::exit_reason::user_shutdown);
  clusters_.clear();
}

void SchedulerActor::send_on(FolderPtr folder) {
  folder->incarnation = incarnation_;
  folder->ticket = ++ticket_;
  measure_soon();
  for (const Award& award : folder->awards) {
    // A cluster's first award brings its shape; what it begins with is nothing.
    if (!clusters_.contains(award.cluster_id)) open_cluster(award.cluster_id, {.cluster_id = award.cluster_id});
    folder->award_actors.push_back(clusters_[award.cluster_id]);
  }
  for (const Award& award : folder->awards) {
    if (award.removed) clusters_.erase(award.cluster_id);
  }
  if (folder->awards.empty()) {
    send(wiring_->store, CommitAtom::value, std::move(folder));
  } else {
    const caf::actor first = folder->award_actors.front();
    send(first, AwardAtom::value, std::move(folder));
  }
}

void SchedulerActor::wake_when_due() {
  const Time at = desk_->wake_at();
  if (at >= wakes_at_) return;
  wakes_at_ = at;
  const Duration wait = std::max<Duration>(0, at - wiring_->now());
  delayed_send(this, std::chrono::microseconds(wait), TickAtom::value);
}

void SchedulerActor::measure_soon() {
  if (std::exchange(measures_soon_, true)) return;
  delayed_send(this, until_measured_, MeasureAtom::value);
}

void SchedulerActor::measure() {
  measures_soon_ = false;
  const auto begun = std::chrono::steady_clock::now();
  std::vector<Publication> measured = desk_->measure_gpus();
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
  until_measured_ = std::max(kMeasuring, kTimesAsLong * took);
  wiring_->board.publish(std::move(measured));
}

caf::behavior SchedulerActor::make_behavior() {
  for (const std::int64_t id : desk_->cluster_ids()) open_cluster(id, desk_->beginning_of(id));
  wake_when_due();
  measure_soon();
  return {
      [this](AskAtom, FolderPtr& folder) {
        if (desk_->decide(*folder)) {
          send_on(std::move(folder));
        } else {
          folder->reply(std::move(folder->answer));
        }
        wake_when_due();
      },
      [this](TickAtom) {
        wakes_at_ = kNever;
        auto folder = std::make_shared<Folder>();
        folder->now = wiring_->now();
        if (desk_->tick(*folder)) send_on(std::move(folder));
        wake_when_due();
      },
      [this](MeasureAtom) { measure(); },
  };
}

}  // namespace berth::live
