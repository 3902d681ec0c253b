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
  // The cluster and instant of the earliest start before `before`; kNoCluster when there is none.
  std::pair<ClusterId, Time> earliest(const Pass& pass, const Job& job, Time before) const;
  void start_due(Pass& pass);

  bool scores_change_;
  std::size_t depth_;
  std::vector<Planned> plan_;  // in queue order
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
  for (ClusterId cluster = 0; cluster < pass.books.size(); ++cluster) {
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
  pass.books[cluster]->reserve(planned.waiting.job, job, at);
  planned.cluster = cluster;
  planned.at = at;
  if (at == pass.now || (at == was_at && cluster == was_on)) return;
  planned.waited = true;
  pass.promised(planned.waiting.job, cluster, Reason::kPlanned, at);
}

void Conservative::pass(Pass& pass) {
  take_in(pass);
  const bool replan = pass.ended_early || pass.extended;
  if (pass.extended) {
    for (Planned& planned : plan_) drop(pass, planned);
  }
  const std::size_t reach = depth_ == 0 ? plan_.size() : std::min(depth_, plan_.size());
  for (std::size_t i = reach; i < plan_.size(); ++i) {
    if (plan_[i].at == kNever) continue;
    drop(pass, plan_[i]);
    pass.promised(plan_[i].waiting.job, kNoCluster, Reason::kPlanned, kNever);
  }
  for (std::size_t i = 0; i < reach; ++i) {
    if (replan || plan_[i].at == kNever) reserve_anew(pass, plan_[i]);
  }
  start_due(pass);
}

void Conservative::start_due(Pass& pass) {
  const auto starts = [&](Planned& planned) {
    if (planned.at > pass.now) return false;
    Book& book = *pass.books[planned.cluster];
    const Job& job = pass.jobs[planned.waiting.job];
    if (!book.reservation_is_free(planned.waiting.job, job)) return false;
    book.start_reserved(planned.waiting.job, job, pass.now);
    pass.started(planned.waiting, planned.cluster, planned.waited ? Reason::kReservationDue : Reason::kFitsNow,
                 planned.at);
    return true;
  };
  std::erase_if(plan_, starts);
  for (const Planned& planned : plan_) {
    if (planned.at > pass.now) pass.wake_at = std::min(pass.wake_at, planned.at);
  }
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
       {kDepthParameter}},
      Foresight::kReservations,
      [](const Choice& choice, Scores scores) -> std::unique_ptr<Backfill> {
        return std::make_unique<Conservative>(scores, depth_of(choice));
      }};
  return algorithm;
}

}  // namespace berth
