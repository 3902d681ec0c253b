// EASY backfilling's pass, for every order of candidates: the head is promised the earliest instant at which it can
// start by the expected ends of what runs (its shadow time); a job behind it starts now if that breaks no promise,
// because it ends by the shadow time or uses only units the head will not need then (the spare ones).
// Lifka, The ANL/IBM SP Scheduling System, JSSPP 1995; Mu'alem & Feitelson, TPDS 12(6), 2001.
#pragma once

#include "engine/policy/backfill/head_first.hpp"

namespace berth {

enum class Candidates : std::uint8_t { kInOrder, kShortestFirst };

class EasyPass final : public HeadFirst {
 public:
  // `depth`: how many jobs behind the head are looked at; 0: all.
  EasyPass(const Queueing& queueing, Candidates candidates, std::size_t depth)
      : HeadFirst(queueing, true), candidates_(candidates), depth_(depth) {}

 private:
  bool starts_behind_head(Pass& pass, const Waiting& arrival) override { return try_start(pass, arrival); }
  void behind_head(Pass& pass, const Waiting& head) override;
  void no_head(Pass& pass) override;
  bool may_skip(const Pass& pass) const override;

  void promise(Pass& pass, const Waiting& head);
  bool try_start(Pass& pass, const Waiting& one);
  void try_queued(Pass& pass, const Waiting& candidate) {
    if (try_start(pass, candidate)) queue().erase(candidate);
  }
  // The first job behind `after` that may fit some cluster; false when there is none.
  bool next_candidate(const Pass& pass, const Waiting& after, Waiting& found);
  std::vector<Waiting> collect(const Pass& pass, const Waiting& head);

  Candidates candidates_;
  std::size_t depth_;
  JobId promised_job_ = kNoJob;  // the last promise made, to tell only of new ones
  ClusterId promised_cluster_ = kNoCluster;
  Time promised_at_ = kNever;
};

std::size_t depth_of(const Choice& choice);

}  // namespace berth
