// What becomes of jobs when there is other room for them: clusters come, change, are drained and go, quotas change.
#include <algorithm>
#include <cassert>

#include "engine/live/live_scheduler.hpp"

namespace berth::live {

using State = Standing::State;

void LiveScheduler::admit_from_quota(Changes& changes) {
  const std::set<InLine> held = held_by_quota_;
  for (const InLine& place_held : held) {
    const JobId job = std::get<JobId>(place_held);
    if (!(admitted_ + need(job)).fits_in(quota_)) continue;
    held_by_quota_.erase(place_held);
    place(job, changes);
  }
}

void LiveScheduler::reconsider_never(Changes& changes) {
  const std::set<JobId> never = std::move(never_);
  never_.clear();
  for (const JobId job : never) {
    const std::size_t before = changes.size();
    place(job, changes);
    if (standings_[job].state == State::kNever) changes.resize(before);
  }
}

ClusterId LiveScheduler::add_lane(LaneSpec spec, Time now, Changes& changes) {
  clock(now);
  fresh_victims_.clear();
  const ClusterId lane = restore_lane(std::move(spec));
  reconsider_never(changes);
  offer_to_floating(lane, changes);
  settle(changes);
  return lane;
}

void LiveScheduler::change_lane(ClusterId lane, LaneSpec spec, const std::vector<std::uint32_t>& nodes, Time now,
                                Changes& changes) {
  clock(now);
  fresh_victims_.clear();
  const std::vector<JobId> victims = misfits(*lanes_[lane], workload_.jobs, standings_, spec, nodes);
  if (!victims.empty()) {
    // They leave while nothing starts, then the lane changes.
    LaneSpec closed = lanes_[lane]->spec();
    closed.cordoned = true;
    lanes_[lane]->change(std::move(closed), {});
    Round round;
    evict(lane, victims, kNoJob, round, changes);
    pass(lane, std::move(round), changes);
  }
  const bool took_turns = lanes_[lane]->takes_turns();
  change_order(lane, spec, changes);
  lanes_[lane]->change(std::move(spec), nodes);
  if (took_turns || lanes_[lane]->takes_turns()) renew_shares();
  // Those who wait here may run elsewhere now.
  const std::vector<JobId> too_large = take_out_too_large(lane);
  pass(lane, {}, changes);
  for (const JobId job : too_large) place(job, changes);
  reconsider_never(changes);
  after_room(lane, changes);
  mind_closures(changes);
  settle(changes);
}

std::vector<JobId> LiveScheduler::take_out_too_large(ClusterId lane) {
  std::vector<JobId> too_large;
  for (const auto& [priority, eligible_us, job] : lanes_[lane]->waiting()) {
    if (!can_ever(job, lane)) too_large.push_back(job);
  }
  for (const JobId job : too_large) leave(job);
  return too_large;
}

void LiveScheduler::drain_lane(ClusterId lane, Time now, Changes& changes) {
  clock(now);
  fresh_victims_.clear();
  LaneSpec closed = lanes_[lane]->spec();
  closed.cordoned = true;
  lanes_[lane]->change(std::move(closed), {});
  const std::vector<JobId> victims(lanes_[lane]->running().begin(), lanes_[lane]->running().end());
  Round round;
  evict(lane, victims, kNoJob, round, changes);
  pass(lane, std::move(round), changes);
  for (ClusterId other = 0; other < lanes_.size(); ++other) {
    if (other != lane && lanes_[other]) offer_to_floating(other, changes);
  }
  settle(changes);
}

void LiveScheduler::remove_lane(ClusterId lane, Time now, Changes& changes) {
  clock(now);
  fresh_victims_.clear();
  assert(lanes_[lane]->running().empty());
  std::vector<JobId> waiting;
  for (const auto& [priority, eligible_us, job] : lanes_[lane]->waiting()) waiting.push_back(job);
  for (const JobId job : waiting) leave(job);
  const bool took_turns = lanes_[lane]->takes_turns();
  lanes_[lane].reset();
  if (took_turns) renew_shares();
  for (const JobId job : waiting) place(job, changes);
  settle(changes);
}

void LiveScheduler::set_quota(const Resources& quota, Time now, Changes& changes) {
  clock(now);
  fresh_victims_.clear();
  quota_ = quota;
  reconsider_never(changes);
  admit_from_quota(changes);
  settle(changes);
}

}  // namespace berth::live
