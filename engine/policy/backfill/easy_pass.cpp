#include "engine/policy/backfill/easy_pass.hpp"

#include <algorithm>

namespace berth {

std::size_t depth_of(const Choice& choice) {
  return static_cast<std::size_t>(std::min(choice.parameter("depth", 0), 1e9));
}

bool EasyPass::may_skip(const Pass& pass) const {
  // With nodes to choose from, a promise computed anew may choose others; with a depth, who is looked at depends on
  // the whole queue; several arrivals are to be tried shortest first where that is the order of candidates.
  if (candidates_ == Candidates::kShortestFirst && pass.arrivals.size() > 1) return false;
  return depth_ == 0 && pass.books.front()->units_are_alike();
}

void EasyPass::no_head(Pass& pass) {
  for (Book* book : pass.books) book->forget_head();
}

void EasyPass::promise(Pass& pass, const Waiting& head) {
  const Job& job = pass.jobs[head.job];
  ClusterId best = 0;
  if (pass.books.size() > 1) {
    best = kNoCluster;
    Time earliest = kNever;
    double least = 0;
    for (ClusterId cluster = 0; cluster < pass.cluster_count(); ++cluster) {
      const Book& book = *pass.books[cluster];
      if (!book.can_ever(job)) continue;
      const Time at = book.earliest(job, pass.now, kNever);
      const double left = book.left_after(job, at);
      if (best == kNoCluster || at < earliest || (at == earliest && left < least)) {
        best = cluster;
        earliest = at;
        least = left;
      }
    }
  }
  const Time shadow = pass.books[best]->promise_head(head.job, job, pass.now);
  if (promised_job_ == head.job && promised_at_ == shadow && promised_cluster_ == best) return;
  promised_job_ = head.job;
  promised_at_ = shadow;
  promised_cluster_ = best;
  pass.promised(head.job, best, Reason::kBlockedHead, shadow);
}

bool EasyPass::try_start(Pass& pass, const Waiting& one) {
  const Job& job = pass.jobs[one.job];
  ClusterId best = kNoCluster;
  Reason why = Reason::kNone;
  double least = 0;
  for (ClusterId cluster = 0; cluster < pass.cluster_count(); ++cluster) {
    const Book& book = *pass.books[cluster];
    const Reason reason = book.beside_head(job, pass.now);
    if (reason == Reason::kNone) continue;
    const double left = pass.books.size() > 1 ? book.left_after(job) : 0;
    if (best == kNoCluster || left < least) {
      best = cluster;
      why = reason;
      least = left;
    }
  }
  if (best == kNoCluster) return false;
  pass.books[best]->start_beside_head(one.job, job, pass.now, why);
  pass.started(one, best, why, promised_at_);
  return true;
}

bool EasyPass::next_candidate(const Pass& pass, const Waiting& after, Waiting& found) {
  bool any = false;
  for (const Book* book : pass.books) {
    Waiting candidate;
    if (!queue().next(after, book->window(pass.now), candidate)) continue;
    if (!any || candidate < found) found = candidate;
    any = true;
  }
  return any;
}

std::vector<Waiting> EasyPass::collect(const Pass& pass, const Waiting& head) {
  std::vector<Waiting> found;
  Waiting at = head;
  for (std::size_t looked_at = 0; depth_ == 0 || looked_at < depth_; ++looked_at) {
    Waiting candidate;
    const bool any = depth_ == 0 ? next_candidate(pass, at, candidate) : queue().next(at, kAnyJob, candidate);
    if (!any) break;
    found.push_back(candidate);
    at = candidate;
  }
  if (candidates_ == Candidates::kShortestFirst) {
    std::stable_sort(found.begin(), found.end(),
                     [](const Waiting& left, const Waiting& right) { return left.requested_us < right.requested_us; });
  }
  return found;
}

void EasyPass::behind_head(Pass& pass, const Waiting& head) {
  promise(pass, head);
  if (candidates_ == Candidates::kShortestFirst || depth_ > 0) {
    for (const Waiting& candidate : collect(pass, head)) try_queued(pass, candidate);
    return;
  }
  Waiting at = head;
  for (Waiting candidate; next_candidate(pass, at, candidate); at = candidate) try_queued(pass, candidate);
}

}  // namespace berth
