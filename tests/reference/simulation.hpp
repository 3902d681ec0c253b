// One naive replay under way: what has happened, who holds what, and what was decided.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/simulation/replay.hpp"
#include "tests/reference/machine.hpp"
#include "tests/reference/order.hpp"

namespace berth::reference {

// In the order of events one by one.
enum class Kind : std::uint8_t {
  kOpening,
  kSubmission,
  kCompletion,
  kExtension,
  kReturn,
  kNodeUp,
  kNodeDown,
  kClosing,
  kBooted,
  kIdle,
  kSwitchOn
};

struct Event {
  Time at;
  Kind kind;
  JobId job;  // of nodes: which outage, or closure, or node of all clusters
};

struct OnCluster {
  ClusterId cluster;
  Outage outage;
};

struct Option {  // a cluster that could be chosen
  ClusterId cluster;
  Time start;
  double left;
  Taken taken;
};

// Of being interrupted.
struct Cost {
  Interruption by;
  Duration grace, checkpoint, restart;
};

// A node that victims have not left yet.
struct BeingLeft {
  ClusterId cluster;
  std::uint32_t node;
  Time until;
};

// A victim in its grace.
struct Leaving {
  Time until;
  std::size_t stint;
  Duration saved, restart;  // before
  Hold hold;
};

class Simulation {
 public:
  Simulation(const Workload& workload, std::span<const ClusterSpec> clusters, const PolicySpec& policy,
             const ReplayOptions& options);

  Replay run();

 private:
  // events.cpp: what happens next, and what it does.
  std::vector<Event> pending() const;
  std::optional<Event> next_event() const;
  Time next_wake_up() const;
  // When somebody who runs may make way for others who wait, or falls to a later queue of service; at every instant at
  // which he may.
  Time next_fall() const;
  Time becomes_eligible(JobId job) const;
  bool all_over() const;
  Duration left_to_run(JobId job) const {
    return restart_[job] + ((jobs_[job].run_us - saved_[job]) * kUsualSpeed + speed_[job] - 1) / speed_[job];
  }
  Duration runs(JobId job) const;
  void take_all(Kind kind);
  void take(const Event& event);
  void submit(JobId job);
  void refuse(JobId job);
  void end(JobId job);
  void node_down(JobId number);
  // Interrupts whoever runs where he may not now; nothing has happened where that is nobody.
  void close(JobId number);
  // Without the nodes that are closed to the job at some time while it would run, or holds its place.
  Free open_to(JobId job, ClusterId cluster, Time from, Free free, Duration longer = 0) const;
  bool is_shut(const Closure& closure, JobId job, Time from, Duration longer) const;
  bool stands_on(const Hold& hold, std::uint32_t node) const;
  // By what becomes of its node: it waits again, from when it first did.
  void interrupt_by(Interruption by, const Hold& hold);
  // It no longer holds anything, and keeps what it had saved.
  void interrupt(const Hold& hold, const Cost& cost);
  // Not the last instant of its work.
  void settle(const Hold& hold, const Cost& cost, Stint& stint);
  // Victims in their grace lose it with their node, those who are not admitted to it any more.
  void cut_short(ClusterId cluster, std::uint32_t node, const Closure* closure = nullptr);
  void come_back(JobId job);
  // The lowest-numbered units nobody holds.
  std::vector<std::uint32_t> lowest_free_units(ClusterId cluster, std::uint32_t count) const;
  // Takes out the nodes that are down, of those that are down now, at `at`.
  void take_out_down(ClusterId cluster, Time at, Free& free) const;
  void extend(JobId job);

  // room.cpp: what is free, and promised.
  static std::vector<Hold>::iterator find(std::vector<Hold>& holds, JobId job);
  Free free_now(ClusterId cluster, const std::vector<JobId>& without = {}) const;
  Free promised_free(ClusterId cluster, Time at) const;
  static Free least(Free one, const Free& other);
  // The least that is free at any instant of [from, until): less becomes free only where a reservation begins.
  Free promised_free_during(ClusterId cluster, Time from, Time until) const;
  // Nodes of those of `holds` that the job keeps apart from, and that are there at any instant of [from, until).
  Nodes kept_from(JobId job, const std::vector<Hold>& holds, ClusterId cluster, Time from, Time until) const;
  Nodes kept_from_now(JobId job, ClusterId cluster) const { return kept_from(job, running_, cluster, -1, kNever); }
  Nodes kept_from_during(JobId job, ClusterId cluster, Time from, Time until) const;
  double left(ClusterId cluster, Free free, JobId job, const Taken& taken) const;
  // The earliest start a cluster can promise.
  std::optional<Option> earliest(JobId job, ClusterId cluster) const;
  static std::optional<Option> best(const std::vector<Option>& options);
  std::optional<Option> best_promise(JobId job) const;
  std::optional<Option> start_at_once(JobId job, ClusterId cluster, const Free& room) const;
  void start(JobId job, const Option& option, Duration delay = 0);

  // pass.cpp: who starts.
  void pass();
  void backfill();
  // Each time the next in turn: of all who wait, or, if whoever does not fit is passed over, of those who fit.
  void take_turns();
  // How many of the waiting are looked at; a depth of 0 means all.
  std::size_t depth(std::size_t waiting) const;
  // Returns the place of the job that blocks.
  std::size_t start_in_order(const std::vector<JobId>& queue);
  void easy(const std::vector<JobId>& queue, std::size_t place_of_head);
  void conservative(std::vector<JobId> queue);
  // In truth, not by promise.
  bool is_free(const Hold& reservation) const;
  void drop_reservation(JobId job);

  // fleet.cpp: which nodes are on.
  enum class PowerState : std::uint8_t { kOn, kBooting, kOff };
  struct Power {
    ClusterId cluster;
    std::uint32_t node;
    std::size_t group;
    std::optional<Autoscaling> scaling;
    PowerState state = PowerState::kOn;
    Time ready = 0;
    Time idle_since = kNever;
    bool is_idle = false;  // for long enough, and told so
  };
  void know_fleet(std::span<const ClusterSpec> clusters);
  JobId number_of(ClusterId cluster, std::uint32_t node) const;  // among power_
  bool is_down(ClusterId cluster, std::uint32_t node) const;
  bool is_empty(const Power& one) const;
  std::int64_t on_or_booting(const Power& of) const;  // of its group
  void add_fleet_events(std::vector<Event>& events) const;
  // A job leaves its nodes, or takes them.
  void nodes_left(const Hold& hold, Time at);
  void nodes_taken(const Hold& hold);
  void switch_on(Power& one);
  void switch_off(Power& one);
  void scale();
  // Which nodes waiting jobs need; those that are off are switched on.
  std::set<JobId> try_all(std::vector<JobId> waiting);
  bool would_fit_if_empty(JobId job, ClusterId cluster) const;
  // A node for each replica, as far as there is room.
  std::vector<JobId> try_one(JobId job, ClusterId cluster, std::vector<NodeRoom>& room) const;
  void unstick();

  // elastic.cpp: replicas beyond those jobs must have, and how fast jobs are.
  bool is_elastic(JobId job) const;
  std::int64_t slowest(JobId job, ClusterId cluster, const Placement& seats) const;
  // Since it started, in replicas × microseconds; no more than there is to do.
  std::int64_t work_by(JobId job, Time until) const;
  Time over(const Hold& hold) const;
  void set_pace(JobId job, std::int64_t replicas);
  void drop_extra(JobId job);
  bool may_take_extra(const Hold& hold, std::uint32_t node) const;
  void deal();

  // reclaim.cpp: who gives back what.
  using Shape = std::tuple<TraitsId, std::int64_t, std::int64_t, std::int64_t, std::uint32_t, std::vector<std::size_t>>;
  // What it asks for, and which closures keep it out.
  Shape shape_of(JobId job) const;
  // For the first waiting job of the tenant in turn that may take others' places. Who finds nobody is given up, with
  // those of his tenant who ask for the same.
  bool take_back(std::vector<JobId>& left, std::set<std::pair<int, Shape>>& given_up);
  std::vector<JobId> givers_among(JobId job, ClusterId cluster) const;

  // preempt.cpp: who makes way.
  Duration seconds_of(const char* parameter) const;
  Duration min_run() const;
  Duration checkpoint() const;
  static bool has(const Choice& choice, const std::string& parameter);
  // By what the policy preempts, the highest first.
  std::int32_t rank(JobId job, Time at) const;
  // Whether anybody made way.
  bool preempt();
  // For the most important waiting job that is helped by others' leaving; false where there is none.
  bool make_room(std::vector<JobId>& left);
  bool may_preempt(JobId job) const;
  bool fits_now(JobId job) const;
  // By how long it has run, and how often it has made way.
  bool may_leave(const Hold& hold) const;
  // Of lower rank; by service, where those do not suffice, whoever came later to the same queue besides.
  // Where it would go in the place of those who leave.
  std::optional<Taken> place_of(JobId job, ClusterId cluster, const std::vector<JobId>& without) const;
  std::vector<JobId> victims_for(JobId job, ClusterId cluster) const;
  std::vector<JobId> victims_among(JobId job, ClusterId cluster, bool same_rank) const;
  void swap(JobId job, ClusterId cluster, const std::vector<JobId>& victims);
  // Nodes that victims have not left yet.
  Nodes nodes_being_left(ClusterId cluster) const;

  const std::vector<Job>& jobs_;
  const Workload& workload_;
  const PolicySpec& policy_;
  Order order_;
  std::vector<Machine> machines_;

  Time now_ = -1;
  std::vector<Time> eligible_;
  std::vector<JobId> queue_;  // eligible and waiting, in no order
  std::vector<Hold> running_;
  std::vector<Hold> reservations_;
  std::vector<OnCluster> outages_;
  std::vector<std::pair<ClusterId, Closure>> closures_;
  std::vector<bool> has_closed_, has_opened_;  // by closure
  std::vector<bool> is_down_;                  // by outage
  JobId next_down_ = 0;                        // the first that has not begun
  std::vector<Recovery> recoveries_;           // by cluster
  std::vector<std::uint32_t> node_counts_;     // by cluster
  std::vector<BeingLeft> being_left_;
  std::map<JobId, Leaving> returning_;            // preempted, and running on
  std::set<std::pair<Time, JobId>> lost_graces_;  // until when they would have run on
  std::multiset<JobId> preempted_;                // as often as they were
  std::vector<Duration> saved_, restart_;         // by job: work that need not be done again; what starting again costs
  std::vector<std::int64_t> speed_;               // by job, in thousandths, of its last stint
  std::vector<Power> power_;                      // of all clusters' nodes
  std::vector<Event> switch_on_;
  std::optional<JobId> demanded_;
  std::vector<JobId> just_refused_;                                    // since the last pass
  std::map<JobId, std::pair<Time, Placement>> extra_;                  // replicas, since when
  std::map<JobId, std::vector<std::pair<Time, std::int64_t>>> paces_;  // replicas from when on, in the last stint
  Replay result_;
  bool batch_ = true;
  bool kills_ = false;
  bool in_units_ = true;   // else by node, on every cluster
  bool anything_ = false;  // has happened at this instant
  bool scales_ = false, has_scaled_ = false;
  bool any_grows_ = false;
  bool ended_early_ = false;  // since the last pass
  bool extended_ = false;
};

}  // namespace berth::reference
