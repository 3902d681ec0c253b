#include "actors/scheduler_actor.hpp"

namespace berth {

SchedulerActor::SchedulerActor(caf::actor_config& config, std::shared_ptr<Scheduler> scheduler, std::size_t clusters)
    : caf::event_based_actor(config),
      scheduler_(std::move(scheduler)),
      drafts_(clusters),
      books_(clusters),
      missing_(clusters) {}

void SchedulerActor::decide_or_call(RoundPtr folder) {
  if (missing_ == 0) {
    decide(std::move(folder));
    return;
  }
  pending_ = std::move(folder);
  for (std::size_t cluster = 0; cluster < drafts_.size(); ++cluster) {
    if (drafts_[cluster]) continue;
    ++pending_->messages;
    send(corridor_->clusters[cluster], CallAtom::value);
  }
}

void SchedulerActor::decide(RoundPtr folder) {
  scheduler_->decide(folder->round, books_);
  folder->passes = scheduler_->passes();
  folder->decisions = scheduler_->decisions();
  ++folder->messages;
  if (folder->round.awards.empty()) {
    caf::anon_send(corridor_->conductor, OutcomeMessage{std::move(folder)});
  } else {
    const caf::actor& first = corridor_->clusters[folder->round.awards.front().cluster];
    folder->which = 0;
    caf::anon_send(first, AwardMessage{std::move(folder)});
  }
}

caf::behavior SchedulerActor::make_behavior() {
  return {
      [this](InstantMessage& instant) { decide_or_call(std::move(instant.folder)); },
      [this](const CorridorPtr& corridor) { corridor_ = corridor; },
      [this](BidAtom, const Bid& bid) {
        if (drafts_[bid.cluster]) return;
        drafts_[bid.cluster] = bid.book->clone();
        books_[bid.cluster] = drafts_[bid.cluster].get();
        ++pending_->messages;
        if (--missing_ == 0) decide(std::move(pending_));
      },
      [this](DeclinedMessage& message) {
        RoundPtr& folder = message.folder;
        for (const ClusterId cluster : folder->round.unusual().declined) {
          scheduler_->void_bid(cluster);
          drafts_[cluster].reset();
          ++missing_;
        }
        folder->round.note_unusual().declined.clear();
        decide_or_call(std::move(folder));
      },
  };
}

}  // namespace berth
