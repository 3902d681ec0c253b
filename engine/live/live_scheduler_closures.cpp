// Nodes that are closed for a while, known beforehand (engine/model/closure.hpp): when that begins whoever may not stay
// goes back to the queue, and when it ends others may come. What starts meanwhile the books see to.
#include <algorithm>

#include "engine/live/live_scheduler.hpp"

namespace berth::live {

void LiveScheduler::clock(Time now) {
  now_ = std::max(now_, now);
  for (const auto& lane : lanes_) {
    if (lane) lane->advance(now_);
  }
}

Time LiveScheduler::next_closure() const {
  Time next = kNever;
  for (const auto& lane : lanes_) {
    if (lane) next = std::min(next, lane->next_closure(minded_until_));
  }
  return next;
}

void LiveScheduler::mind_closures(Changes& changes) {
  const Time since = std::exchange(minded_until_, now_);
  for (ClusterId lane = 0; lane < lane_count(); ++lane) {
    if (!lanes_[lane]) continue;
    const std::vector<JobId> victims = lanes_[lane]->shut_out(now_);
    const bool opened = lanes_[lane]->opened(since, now_);
    if (victims.empty() && !opened) continue;
    Round round;
    evict(lane, victims, kNoJob, round, changes, Reason::kClosed);
    round.note_unusual().opened = opened;
    pass(lane, std::move(round), changes);
    after_room(lane, changes);
    if (victims.empty()) continue;
    for (ClusterId other = 0; other < lane_count(); ++other) {
      if (other != lane && lanes_[other]) offer_to_floating(other, changes);
    }
  }
}

}  // namespace berth::live
