#include "actors/live/cluster_actor.hpp"

#include "engine/live/lane.hpp"

namespace berth::live {

ClusterActor::ClusterActor(caf::actor_config& config, WiringPtr wiring, std::int64_t organization_id, Award beginning)
    : caf::event_based_actor(config),
      wiring_(std::move(wiring)),
      organization_id_(organization_id),
      version_(beginning.version) {
  commit(beginning);
  version_ = beginning.version;
}

bool ClusterActor::commit(const Award& award) {
  if (award.version != version_) return false;
  ++version_;
  const auto give_back = [this](const Grant& grant, std::int64_t times) {
    for (const Seat& seat : grant.nodes) {
      if (seat.node >= free_.size()) return false;
      const Resources back = grant.per_replica * (times * seat.replicas);
      free_[seat.node] += back;
      used_ -= back;
      if (free_[seat.node].is_negative() || !share(seat, -back.gpu_milli)) return false;
    }
    return true;
  };
  for (const JobId job : award.released) {
    const auto found = running_.find(job);
    if (found == running_.end() || !give_back(found->second, 1)) return false;
    running_.erase(found);
  }
  if (award.shape) {
    free_ = award.shape->nodes;
    shared_.clear();
    for (auto& [job, grant] : running_) {
      for (Seat& seat : grant.nodes) {
        if (!award.shape->moved.empty()) seat.node = award.shape->moved.at(seat.node);
        if (seat.node >= free_.size()) return false;
        const Resources taken = grant.per_replica * static_cast<std::int64_t>(seat.replicas);
        free_[seat.node] -= taken;
        if (free_[seat.node].is_negative() || !share(seat, taken.gpu_milli)) return false;
      }
    }
  }
  for (const Grant& grant : award.granted) {
    if (!running_.emplace(grant.job, grant).second || !give_back(grant, -1)) return false;
  }
  return true;
}

bool ClusterActor::share(const Seat& seat, std::int64_t gpu_milli) {
  if (seat.slot == Seat::kNoSlot) return true;
  std::int64_t& taken = shared_[{seat.node, seat.slot}];
  taken += gpu_milli;
  const bool fits = taken >= 0 && taken <= kWholeGpu;
  if (taken == 0) shared_.erase({seat.node, seat.slot});
  return fits;
}

caf::behavior ClusterActor::make_behavior() {
  return {[this](AwardAtom, FolderPtr& folder) {
    const Award& award = folder->awards[folder->next_award];
    if (!commit(award)) {
      send(wiring_->store, DeclineAtom::value, std::move(folder));
      quit(caf::exit_reason::unhandled_exception);
      return;
    }
    if (award.removed) {
      quit();
    } else {
      folder->publications.emplace_back(ClusterUsed{award.cluster_id, organization_id_, used_});
    }
    ++folder->next_award;
    const caf::actor next =
        folder->next_award < folder->awards.size() ? folder->award_actors[folder->next_award] : wiring_->store;
    if (folder->next_award < folder->awards.size()) {
      send(next, AwardAtom::value, std::move(folder));
    } else {
      send(next, CommitAtom::value, std::move(folder));
    }
  }};
}

}  // namespace berth::live
