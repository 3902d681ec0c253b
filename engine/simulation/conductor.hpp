// The replay's clock: knows what happens next (submissions, completions, extensions, outages, closures, wake-ups),
// hands the scheduler one round at a time, and records what became of it. Pure; the direct replay calls it, the
// conductor actor holds it.
#pragma once

#include <span>
#include <vector>

#include "engine/negotiation.hpp"
#include "engine/scheduler/dependencies.hpp"
#include "engine/simulation/elastic.hpp"
#include "engine/simulation/event_heap.hpp"
#include "engine/simulation/fleet.hpp"
#include "engine/simulation/node_watch.hpp"
#include "engine/simulation/replay.hpp"
#include "engine/simulation/work_left.hpp"

namespace berth {

class Conductor {
 public:
  // `workload` and `clusters` outlive the conductor.
  Conductor(const Workload& workload, std::span<const ClusterSpec> clusters, const ReplayOptions& options);

  // Fills in the next round's instant and what happened. False when nothing will happen any more, or a stop was asked
  // for.
  bool next(Round& round);

  // Takes in what was decided: starts, refusals, when to wake up.
  void apply(const Round& round);

  // The same where clusters declined: takes in the rest, and turns the round into one that decides again, at this
  // instant, on the jobs whose start was declined.
  void apply_but_declined(Round& round);

  Replay finish(std::uint64_t passes, std::uint64_t decisions) &&;

 private:
  void advance_in_file();
  void take_all(Round& round);
  void take_one(Round& round);
  void take(const Event& event, Round& round);
  void take_booted(std::uint32_t number, Round& round);
  void take_submission(Round& round);
  void take_completion(JobId job, Round& round) {
    if (work_.is_due(job, round.now)) end(job, round);
  }
  void end(JobId job, Round& round);
  void leave_nodes(JobId job, Time at);
  void apply_unusual(const Round& round);
  // `nodes`: where it was placed, which may be for us to decide; null where nobody asks.
  void start(const Start& start, Time now, const Placement* nodes);
  void release_dependents(JobId job, Time now);
  void extend(JobId job, Round& round);
  void refuse(JobId job, std::string reason, Reason why, Time now);
  void preempt(const Preempted& preempted, Time now);
  void interrupt(JobId job, Stint stint, const PreemptionCost& cost);
  // What of a stint's work is kept, and what is to be done again.
  void settle(JobId job, Stint& stint, const PreemptionCost& cost);
  // Victims lose their node before their grace is over; where it is closed, those whom that keeps out.
  void cut_short(ClusterId cluster, std::uint32_t node, const Closure* closure, Round& round);
  // Nodes come back and go down, and who runs there is interrupted.
  void node_up(std::uint32_t outage, Round& round);
  void node_down(std::uint32_t outage, Round& round);
  // Whoever runs on nodes that are closed to him is interrupted, unless he may finish.
  void close(std::uint32_t closure, Round& round);
  void fail(JobId job, Interruption by, Round& round);
  void await_outage(std::size_t outage);
  // It waits from now on, with its old place in the queue.
  void waits_again(JobId job, Round& round);
  // Where nodes follow the queue: what is to be heard of them later; which are switched on and off before a pass; and
  // whether one must be switched on for anything to happen at all.
  void keep_events();
  void scale(Round& round);
  void unstick(Time now);
  // Deals out what is free to elastic jobs.
  void deal(Time now);
  // When what it runs at the moment began, and will be over by its requested time.
  Time stint_start(JobId job) const;
  Time expected_end(JobId job) const;
  // From now on stints may end before their time.
  void keep_stints();
  void note_nodes(JobId job, Placement placement);
  void log(Time now, JobId job, DecisionKind kind, Reason reason, Time at);

  const Workload& workload_;
  std::span<const ClusterSpec> clusters_;
  Semantics semantics_;
  WorkLeft work_;
  DecisionLog* log_;
  Progress* progress_;

  Dependencies dependencies_;
  NodeWatch nodes_;
  Fleet fleet_;
  Elastic elastic_;
  bool nodes_matter_ = false;  // to one of these three
  std::vector<Event> fleet_events_;
  EventHeap heap_;          // submissions of dependents, completions, extensions
  JobId next_in_file_ = 0;  // submissions that wait for nobody come straight from the workload
  Time next_submit_us_ = kNever;
  Time wake_at_ = kNever;
  std::vector<std::pair<JobId, Time>> extended_;  // running jobs beyond their requested time; few
  std::vector<Dependencies::Eligible> eligible_;
  std::vector<JobId> lost_;

  // Preempted, and running on for a grace: which stint, and how it stood before it was settled.
  struct Leaving {
    JobId job;
    Time until;
    std::size_t stint;
    WorkLeft::Kept kept;
    PreemptionCost cost;
  };
  std::vector<Leaving> leaving_;

  Replay replay_;
  std::uint64_t ended_ = 0;
  std::uint64_t waiting_ = 0;
};

}  // namespace berth
