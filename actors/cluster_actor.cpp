#include "actors/cluster_actor.hpp"

namespace berth {

ClusterActor::ClusterActor(caf::actor_config& config, ClusterId id, std::shared_ptr<Book> book,
                           const Workload& workload)
    : caf::event_based_actor(config), id_(id), book_(std::move(book)), workload_(workload) {}

void ClusterActor::commit(Round& round, std::size_t which) {
  // What ended has ended, whether or not the award comes in time.
  book_->advance(round.now);
  for (const Ended& ended : round.ended) {
    if (ended.cluster == id_) book_->finish(ended.job, workload_.jobs[ended.job], ended.expected_end, round.now);
  }
  for (const Extended& extended : round.unusual().extended) {
    if (extended.cluster != id_) continue;
    book_->extend(extended.job, workload_.jobs[extended.job], extended.expected_end, extended.new_end);
  }
  for (const NodeChange& change : round.unusual().up) {
    if (change.cluster == id_) book_->bring_up(change.node, change.until);
  }
  for (const NodeChange& change : round.unusual().down) {
    if (change.cluster == id_) book_->take_down(change.node, change.until, round.now);
  }
  const bool in_time = book_->version() == round.awards[which].version;
  book_->bump_version();
  if (!in_time) {
    round.note_unusual().declined.push_back(id_);
    return;
  }
  for (const Preempted& preempted : round.unusual().preempted) {
    if (preempted.cluster != id_) continue;
    if (preempted.cost.grace_us > 0) {
      book_->close(book_->placement_of(preempted.job), round.now + preempted.cost.grace_us);
    }
    book_->finish(preempted.job, workload_.jobs[preempted.job], kNever, round.now);
  }
  for (std::size_t i = 0; i < round.starts.size(); ++i) {
    const Start& start = round.starts[i];
    if (start.cluster != id_) continue;
    const Job& job = workload_.jobs[start.job];
    if (round.placements.empty()) {
      book_->start(start.job, job, round.now);
    } else {
      book_->start_at(start.job, job, round.now, round.placements[i]);
    }
  }
}

caf::behavior ClusterActor::make_behavior() {
  return {
      [this](AwardMessage& award) {
        RoundPtr& folder = award.folder;
        commit(folder->round, folder->which);
        ++folder->messages;
        const std::vector<AwardedOn>& awards = folder->round.awards;
        if (++folder->which < awards.size()) {
          const caf::actor& next = corridor_->clusters[awards[folder->which].cluster];
          caf::anon_send(next, AwardMessage{std::move(folder)});
        } else {
          caf::anon_send(corridor_->conductor, OutcomeMessage{std::move(folder)});
        }
      },
      [this](const CorridorPtr& corridor) { corridor_ = corridor; },
      [this](CallAtom) {
        send(corridor_->scheduler, BidAtom::value, Bid{id_, std::shared_ptr<const Book>(book_->clone())});
      },
      // The cluster has changed beside the scheduler's knowledge: bids made before are void.
      [this](MovedAtom) { book_->bump_version(); },
  };
}

}  // namespace berth
