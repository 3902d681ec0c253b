// Conservative backfilling: every waiting job holds a reservation, made when it arrives and kept or bettered since.
// When a job ends early the plan is compressed: each waiting job in turn, in queue order, gives up its reservation and
// takes the earliest start there is then, never a later one.
// Mu'alem & Feitelson, Utilization, Predictability, Workloads, and User Runtime Estimates, TPDS 12(6), 2001.
#include <algorithm>
#include <vector>

#include "engine/policy/backfill/easy_pass.hpp"

namespace berth {
namespace {

struct Planned {
  Waiting waiting;
  Time at = kNever;  // its reserved start; kNever: none (beyond the depth)
  ClusterId cluster = kNoCluster;
  bool waited = false;  // promised a later start than the instant of the promise
};

// A stretch of the timeline where units have come free since the plan was last compressed.
struct Stretch {
  Time from;
  Time until;
  std::int64_t most_free = 0;  // units free at any instant of it when it came free
};

// What one compression knows of where nobody needs to look for an earlier start.
class Searched {
 public:
  void begin(Time now) {
    now_ = now;
    most_free_ = 0;
    freed_ = {kNever, 0};
    failures_.clear();
    oldest_ = 0;
  }

  void came_free(const Stretch& stretch) {
    freed_ = {std::min(freed_.from, stretch.from), std::max(freed_.until, stretch.until)};
    most_free_ = std::max(most_free_, stretch.most_free);
    for (Failure& failure : failures_) failure.touched = std::min(failure.touched, stretch.from);
  }

  // A job of this size and length, with a reservation at `reserved`, found nothing before `until`: neither will one as
  // large and long.
  void found_nothing(std::int64_t units, Duration length, Time reserved, Time until) {
    const Failure failure{units, length, reserved, until, kNever};
    if (failures_.size() < kFailuresKept) {
      failures_.push_back(failure);
    } else {
      failures_[oldest_] = failure;
      oldest_ = (oldest_ + 1) % kFailuresKept;
    }
  }

  // Where a job has to look: starts in the stretch alone can be new. Empty when there is nothing to look for.
  Stretch where_to_look(std::int64_t units, Duration length, Time reserved) const {
    if (units > most_free_) return {reserved, reserved};
    // A job that found nothing when it was last asked can only use what has come free since.
    Time from = std::max(now_, freed_.from - length);
    for (const Failure& failure : failures_) {
      if (failure.units > units || failure.length > length) continue;
      Time until = failure.until;
      if (failure.touched != kNever) until = std::min(until, failure.touched - length);
      // Its search took its own reservation for room: a job reserved earlier cannot count on that.
      if (reserved < failure.reserved) until = std::min(until, reserved - failure.length);
      from = std::max(from, until);
    }
    return {from, std::min(reserved, freed_.until)};
  }

 private:
  static constexpr std::size_t kFailuresKept = 4;
  struct Failure {
    std::int64_t units;
    Duration length;
    Time reserved;
    Time until;
    Time touched;  // units came free from here on after the search failed
  };

  Time now_ = 0;
  std::int64_t most_free_ = 0;
  Stretch freed_{kNever, 0};  // holds all that came free
  std::vector<Failure> failures_;
  std::size_t oldest_ = 0;
};

class Conservative final : public Backfill {
 public:
  Conservative(Scores scores, std::size_t depth) : scores_change_(scores == Scores::kChanging), depth_(depth) {}
  std::size_t waiting() const override { return plan_.size(); }
  void pass(Pass& pass) override;
  void forget(ClusterId cluster) override {
    for (Planned& planned : plan_) {
      if (planned.cluster == cluster) planned.at = kNever;
    }
  }

 private:
  void take_in(Pass& pass);
  void drop(Pass& pass, Planned& planned);
  void reserve_anew(Pass& pass, Planned& planned);
  void compress(Pass& pass, std::size_t reach);
  void move_earlier(Pass& pass, Planned& planned);
  // The cluster and instant of the earliest start before `before`; kNoCluster when there is none.
  std::pair<ClusterId, Time> earliest(const Pass& pass, const Job& job, Time before) const;
  void start_due(Pass& pass);

  bool scores_change_;
  std::size_t depth_;
  std::vector<Planned> plan_;  // in queue order

  // Freed by the moves of the last compression: jobs before the mover have not been asked about it.
  std::vector<Stretch> freed_;
  Searched searched_;
};

void Conservative::take_in(Pass& pass) {
  for (const Waiting& arrival : pass.arrivals) {
    const auto at = std::upper_bound(plan_.begin(), plan_.end(), arrival,
                                     [](const Waiting& left, const Planned& right) { return left < right.waiting; });
    plan_.insert(at, Planned{arrival, kNever, kNoCluster, false});
  }
  if (!scores_change_) return;
  for (Planned& planned : plan_) planned.waiting.score = (*pass.rescore)(planned.waiting);
  std::sort(plan_.begin(), plan_.end(),
            [](const Planned& left, const Planned& right) { return left.waiting < right.waiting; });
}

void Conservative::drop(Pass& pass, Planned& planned) {
  if (planned.at == kNever) return;
  pass.books[planned.cluster]->drop_reservation(planned.waiting.job, pass.jobs[planned.waiting.job], planned.at);
  planned.at = kNever;
}

std::pair<ClusterId, Time> Conservative::earliest(const Pass& pass, const Job& job, Time before) const {
  ClusterId best = kNoCluster;
  Time best_at = kNever;
  double least = 0;
  for (ClusterId cluster = 0; cluster < pass.cluster_count(); ++cluster) {
    const Book& book = *pass.books[cluster];
    if (!book.can_ever(job)) continue;
    const Time at = book.earliest(job, pass.now, before);
    if (at == kNever) continue;
    const double left = pass.books.size() > 1 ? book.left_after(job, at) : 0;
    if (best == kNoCluster || at < best_at || (at == best_at && left < least)) {
      best = cluster;
      best_at = at;
      least = left;
    }
  }
  return {best, best_at};
}

void Conservative::reserve_anew(Pass& pass, Planned& planned) {
  const Job& job = pass.jobs[planned.waiting.job];
  const Time was_at = planned.at;
  const ClusterId was_on = planned.cluster;
  drop(pass, planned);
  const auto [cluster, at] = earliest(pass, job, kNever);
  if (was_at != kNever && was_at >= pass.now && at > was_at) {
    // Where single GPUs are shared, what is looked for within the least that is free over a span of time may miss the
    // place there was. It is still free.
    pass.books[was_on]->restore_reservation(planned.waiting.job, job, was_at);
    planned.at = was_at;
    return;
  }
  pass.books[cluster]->reserve(planned.waiting.job, job, at);
  planned.cluster = cluster;
  planned.at = at;
  if (at == pass.now || (at == was_at && cluster == was_on)) return;
  planned.waited = true;
  pass.promised(planned.waiting.job, cluster, Reason::kPlanned, at);
}

// What drop and reserve_anew would come to, found from the plan as it stands.
void Conservative::move_earlier(Pass& pass, Planned& planned) {
  Book& book = *pass.books.front();
  const Job& job = pass.jobs[planned.waiting.job];
  const auto [units, length] =
      std::pair{static_cast<std::int64_t>(planned.waiting.replicas), planned.waiting.requested_us};
  const Stretch look = searched_.where_to_look(units, length, planned.at);
  if (look.from >= look.until) return;
  const Time at = book.earlier(job, planned.at, look.from, look.until);
  searched_.found_nothing(units, length, planned.at, std::min(at, planned.at));
  if (at == kNever) return;
  book.drop_reservation(planned.waiting.job, job, planned.at);
  book.reserve(planned.waiting.job, job, at);
  Stretch freed{std::max(planned.at, at + length), planned.at + length};
  freed.most_free = book.most_free(freed.from, freed.until);
  planned.at = at;
  freed_.push_back(freed);
  searched_.came_free(freed);
  if (at == pass.now) return;
  planned.waited = true;
  pass.promised(planned.waiting.job, planned.cluster, Reason::kPlanned, at);
}

void Conservative::compress(Pass& pass, std::size_t reach) {
  const Book& book = *pass.books.front();
  searched_.begin(pass.now);
  searched_.came_free({pass.now, pass.freed_until, book.most_free(pass.now, pass.freed_until)});
  for (const Stretch& stretch : freed_) {
    if (pass.now < stretch.until) {
      searched_.came_free({std::max(stretch.from, pass.now), stretch.until, stretch.most_free});
    }
  }
  freed_.clear();
  for (std::size_t i = 0; i < reach; ++i) {
    if (plan_[i].at == kNever) {
      reserve_anew(pass, plan_[i]);
    } else {
      move_earlier(pass, plan_[i]);
    }
  }
}

void Conservative::pass(Pass& pass) {
  take_in(pass);
  if (pass.extended) {
    for (Planned& planned : plan_) drop(pass, planned);
    freed_.clear();
  }
  const std::size_t reach = depth_ == 0 ? plan_.size() : std::min(depth_, plan_.size());
  for (std::size_t i = reach; i < plan_.size(); ++i) {
    if (plan_[i].at == kNever) continue;
    drop(pass, plan_[i]);
    pass.promised(plan_[i].waiting.job, kNoCluster, Reason::kPlanned, kNever);
  }
  // With a depth reservations also come and go outside compression, and what they free is not noted.
  const bool notes_freed = depth_ == 0 && pass.books.size() == 1 && pass.books.front()->units_are_alike();
  if (pass.freed_until > 0 && !pass.extended && notes_freed) {
    compress(pass, reach);
  } else {
    const bool replan = pass.freed_until > 0 || pass.extended;
    for (std::size_t i = 0; i < reach; ++i) {
      if (replan || plan_[i].at == kNever) reserve_anew(pass, plan_[i]);
    }
  }
  start_due(pass);
}

void Conservative::start_due(Pass& pass) {
  Time wake_at = kNever;
  const auto starts = [&](Planned& planned) {
    Book& book = *pass.books[planned.cluster];
    const Job& job = pass.jobs[planned.waiting.job];
    if (!book.reservation_is_free(planned.waiting.job, job)) return false;
    book.start_reserved(planned.waiting.job, job, pass.now);
    pass.started(planned.waiting, planned.cluster, planned.waited ? Reason::kReservationDue : Reason::kFitsNow,
                 planned.at);
    return true;
  };
  std::erase_if(plan_, [&](Planned& planned) {
    if (planned.at > pass.now) {
      wake_at = std::min(wake_at, planned.at);
      return false;
    }
    return starts(planned);
  });
  pass.wake_at = std::min(pass.wake_at, wake_at);
}

}  // namespace

const BackfillAlgorithm& conservative() {
  static const BackfillAlgorithm algorithm{
      {"backfill",
       "conservative",
       "a reservation for every waiting job; nobody is delayed by who comes later",
       "earliest start at which n units are free for r; compressed when a job ends early",
       "Mu'alem & Feitelson, Utilization, Predictability, Workloads, and User Runtime Estimates, TPDS 12(6), 2001",
       "when a promised start matters to users more than the last bit of utilization",
       {{"depth", 0, "how many jobs, the first of the queue, hold reservations; 0: all"}}},
      Foresight::kReservations,
      [](const Choice& choice, const Queueing& queueing) -> std::unique_ptr<Backfill> {
        return std::make_unique<Conservative>(queueing.scores, depth_of(choice));
      }};
  return algorithm;
}

}  // namespace berth
