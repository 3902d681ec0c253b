#include "tests/reference/reference.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "tests/reference/machine.hpp"
#include "tests/reference/order.hpp"
#include "tests/reference/victims.hpp"

namespace berth::reference {
namespace {

class Simulation {
 public:
  Simulation(const Workload& workload, std::span<const ClusterSpec> clusters, const PolicySpec& policy,
             const ReplayOptions& options)
      : jobs_(workload.jobs), workload_(workload), policy_(policy), order_(workload, clusters, policy.order) {
    batch_ = options.semantics == Semantics::kBatch;
    kills_ = (options.overrun == OverrunRule::kAsLogged ? workload.overrun : options.overrun) == OverrunRule::kKill;
    in_units_ = policy.preemption.name == "none" && made_of_units(clusters, workload);
    for (const ClusterSpec& cluster : clusters) in_units_ &= cluster.closures.empty();
    for (const ClusterSpec& cluster : clusters) {
      machines_.emplace_back(cluster, workload, in_units_, policy.placement.name);
    }
    result_.records.resize(jobs_.size());
    result_.placements.resize(jobs_.size());
    eligible_.resize(jobs_.size(), kNever);
    saved_.resize(jobs_.size(), 0);
    restart_.resize(jobs_.size(), 0);
    for (ClusterId cluster = 0; cluster < clusters.size(); ++cluster) {
      recoveries_.push_back(clusters[cluster].recovery);
      node_counts_.push_back(static_cast<std::uint32_t>(clusters[cluster].node_count()));
      for (const Outage& outage : clusters[cluster].outages) outages_.push_back({cluster, outage});
      for (const Closure& closure : clusters[cluster].closures) closures_.emplace_back(cluster, closure);
    }
    std::sort(outages_.begin(), outages_.end(), [](const OnCluster& a, const OnCluster& b) {
      return std::tuple(a.outage.down_us, a.cluster, a.outage.node) <
             std::tuple(b.outage.down_us, b.cluster, b.outage.node);
    });
    is_down_.resize(outages_.size(), false);
    has_closed_.resize(closures_.size(), false);
    has_opened_.resize(closures_.size(), false);
  }

  Replay run() {
    while (true) {
      const auto event = next_event();
      const Time wake = next_wake_up();
      if (!event && wake == kNever) break;
      if (!event || wake < event->at) {
        now_ = wake;
      } else {
        now_ = event->at;
        if (batch_) {
          anything_ = false;
          for (const Kind kind : {Kind::kCompletion, Kind::kExtension, Kind::kReturn, Kind::kNodeUp, Kind::kNodeDown,
                                  Kind::kClosing, Kind::kOpening, Kind::kSubmission}) {
            take_all(kind);
          }
        } else {
          anything_ = false;
          take(*event);
        }
        const auto next = next_event();
        const bool due = (!next || next->at > now_) && std::any_of(reservations_.begin(), reservations_.end(),
                                                                   [&](const Hold& one) { return one.from == now_; });
        if (!anything_ && !due) continue;
      }
      pass();
    }
    return std::move(result_);
  }

 private:
  // In the order of events one by one.
  enum class Kind : std::uint8_t {
    kOpening,
    kSubmission,
    kCompletion,
    kExtension,
    kReturn,
    kNodeUp,
    kNodeDown,
    kClosing
  };
  struct Event {
    Time at;
    Kind kind;
    JobId job;  // of nodes: which outage, or closure
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

  // What happens next.

  std::vector<Event> pending() const {
    std::vector<Event> events;
    for (JobId job = 0; job < jobs_.size(); ++job) {
      const Record& record = result_.records[job];
      if (record.state == JobState::kWaiting && eligible_[job] == kNever) {
        const Time at = becomes_eligible(job);
        if (at != kNever) events.push_back({at, Kind::kSubmission, job});
      }
    }
    for (const Hold& hold : running_) {
      const Time end = hold.from + runs(hold.job);
      if (end <= hold.until) events.push_back({end, Kind::kCompletion, hold.job});
      if (end > hold.until) events.push_back({hold.until, Kind::kExtension, hold.job});
    }
    for (const auto& [job, leaving] : returning_) events.push_back({leaving.until, Kind::kReturn, job});
    if (all_over()) return events;
    for (JobId number = 0; number < outages_.size(); ++number) {
      const Outage& outage = outages_[number].outage;
      if (is_down_[number]) events.push_back({outage.up_us, Kind::kNodeUp, number});
      if (!is_down_[number] && number >= next_down_) events.push_back({outage.down_us, Kind::kNodeDown, number});
    }
    for (JobId number = 0; number < closures_.size(); ++number) {
      const Closure& closure = closures_[number].second;
      if (!has_closed_[number] && !closure.lets_finish) events.push_back({closure.from_us, Kind::kClosing, number});
      if (!has_opened_[number]) events.push_back({closure.until_us, Kind::kOpening, number});
    }
    return events;
  }

  std::optional<Event> next_event() const {
    const std::vector<Event> events = pending();
    const auto rank = [](const Event& event) { return std::tuple(event.at, event.kind, event.job); };
    const auto next = std::min_element(events.begin(), events.end(),
                                       [&](const Event& a, const Event& b) { return rank(a) < rank(b); });
    if (next == events.end()) return std::nullopt;
    return *next;
  }

  Time next_wake_up() const {
    Time next = kNever;
    for (const Hold& reservation : reservations_) {
      if (reservation.from > now_) next = std::min(next, reservation.from);
    }
    return std::min(next, next_fall());
  }

  // When somebody who runs may make way for others who wait, or falls to a later queue of service; at every instant at
  // which he may.
  Time next_fall() const {
    Time next = kNever;
    const bool by_service = policy_.preemption.name == "las";
    if (policy_.preemption.name == "none" || queue_.empty() || (!by_service && min_run() == 0)) return next;
    for (const Hold& hold : running_) {
      const Time ripe = hold.since + std::max<Duration>(min_run(), 1);
      if (ripe > now_) next = std::min(next, ripe);
      // By halves: a queue never goes up again.
      Time still = now_, fallen = hold.until + kSecond;
      if (rank(hold.job, fallen) == rank(hold.job, still)) continue;
      while (fallen - still > 1) {
        const Time middle = still + (fallen - still) / 2;
        (rank(hold.job, middle) == rank(hold.job, now_) ? still : fallen) = middle;
      }
      next = std::min(next, fallen);
    }
    return next;
  }

  Time becomes_eligible(JobId job) const {
    Time at = jobs_[job].submit_us;
    for (const Dependency& dependency : workload_.dependencies) {
      if (dependency.job != job) continue;
      const Time end = result_.records[dependency.on].end_us;
      if (end == kNever) return kNever;
      at = std::max(at, end + dependency.think_us);
    }
    return at;
  }

  bool all_over() const {
    return std::all_of(result_.records.begin(), result_.records.end(), [](const Record& record) {
      return record.state != JobState::kWaiting && record.state != JobState::kRunning;
    });
  }

  Duration left_to_run(JobId job) const { return jobs_[job].run_us - saved_[job] + restart_[job]; }

  Duration runs(JobId job) const {
    return kills_ ? std::min(left_to_run(job), jobs_[job].requested_us) : left_to_run(job);
  }

  void take_all(Kind kind) {
    std::vector<Event> events = pending();
    std::erase_if(events, [&](const Event& event) { return event.at != now_ || event.kind != kind; });
    std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.job < b.job; });
    for (const Event& event : events) {
      const bool of_job = kind == Kind::kCompletion || kind == Kind::kExtension || kind == Kind::kSubmission;
      if (!of_job || result_.records[event.job].state != JobState::kRefused) take(event);
    }
  }

  void take(const Event& event) {
    if (event.kind != Kind::kClosing) anything_ = true;
    if (event.kind == Kind::kClosing) close(event.job);
    if (event.kind == Kind::kOpening) has_opened_[event.job] = true;
    if (event.kind == Kind::kSubmission) submit(event.job);
    if (event.kind == Kind::kCompletion) end(event.job);
    if (event.kind == Kind::kExtension) extend(event.job);
    if (event.kind == Kind::kReturn) come_back(event.job);
    if (event.kind == Kind::kNodeUp) is_down_[event.job] = false;
    if (event.kind == Kind::kNodeDown) node_down(event.job);
  }

  void submit(JobId job) {
    eligible_[job] = now_;
    result_.records[job].submit_us = now_;
    order_.submitted(job);
    const bool possible = std::any_of(machines_.begin(), machines_.end(),
                                      [&](const Machine& m) { return m.place(m.empty(), jobs_[job], {}).has_value(); });
    if (possible && order_.may_ever_hold(job)) return queue_.push_back(job);
    refuse(job);
  }

  void refuse(JobId job) {
    if (result_.records[job].state == JobState::kRefused) return;
    result_.records[job].state = JobState::kRefused;
    if (eligible_[job] == kNever) result_.records[job].submit_us = jobs_[job].submit_us;
    result_.refusals.push_back({job, ""});
    for (const Dependency& dependency : workload_.dependencies) {
      if (dependency.on == job) refuse(dependency.job);
    }
  }

  void end(JobId job) {
    const auto hold = find(running_, job);
    if (now_ < hold->until) ended_early_ = true;
    running_.erase(hold);
    order_.ended(job, now_);
    result_.records[job].end_us = now_;
    result_.records[job].state = runs(job) < left_to_run(job) ? JobState::kKilled : JobState::kCompleted;
  }

  void node_down(JobId number) {
    const auto& [cluster, outage] = outages_[number];
    std::vector<Hold> hit;
    for (const Hold& hold : running_) {
      if (hold.cluster == cluster && stands_on(hold, outage.node)) hit.push_back(hold);
    }
    for (const Hold& hold : hit) interrupt_by(Interruption::kNodeDown, hold);
    cut_short(cluster, outage.node);
    is_down_[number] = true;
    next_down_ = number + 1;
    extended_ = true;
  }

  // Interrupts whoever runs where he may not now; nothing has happened where that is nobody.
  void close(JobId number) {
    const auto& [cluster, closure] = closures_[number];
    has_closed_[number] = true;
    std::vector<Hold> hit;
    for (const Hold& hold : running_) {
      if (hold.cluster != cluster || closure.admits(jobs_[hold.job])) continue;
      const bool here = std::any_of(closure.nodes.begin(), closure.nodes.end(),
                                    [&](std::uint32_t node) { return stands_on(hold, node); });
      if (here) hit.push_back(hold);
    }
    for (const Hold& hold : hit) {
      interrupt_by(Interruption::kClosed, hold);
      extended_ = true;
      anything_ = true;
    }
  }

  // Without the nodes that are closed to the job at some time while it would run.
  Free open_to(JobId job, ClusterId cluster, Time from, Free free) const {
    for (const auto& [where, closure] : closures_) {
      const bool closed = closure.from_us < from + jobs_[job].requested_us && from < closure.until_us;
      if (where != cluster || !closed || closure.admits(jobs_[job])) continue;
      for (const std::uint32_t node : closure.nodes) free[node] = {};
    }
    return free;
  }

  bool stands_on(const Hold& hold, std::uint32_t node) const {
    if (!in_units_) return hold.taken[node] > 0;
    return std::find(hold.units.begin(), hold.units.end(), node) != hold.units.end();
  }

  struct Cost {
    Interruption by;
    Duration grace, checkpoint, restart;
  };

  // By what becomes of its node: it waits again, from when it first did.
  void interrupt_by(Interruption by, const Hold& hold) {
    const JobId job = hold.job;
    const Recovery& recovery = recoveries_[hold.cluster];
    interrupt(hold, {by, 0, recovery.checkpoint_us, recovery.restart_us});
    queue_.push_back(job);
  }

  // It no longer holds anything, and keeps what it had saved.
  void interrupt(const Hold& hold, const Cost& cost) {
    const JobId job = hold.job;
    result_.interrupted.push_back({job, hold.cluster, hold.from, 0, 0, cost.by, kNoJob, {}});
    settle(hold, cost, result_.interrupted.back());
    order_.ended(job, now_);
    result_.records[job].state = JobState::kWaiting;
    result_.placements[job].clear();
    std::erase_if(running_, [&](const Hold& one) { return one.job == job; });
  }

  // Not the last instant of its work.
  void settle(const Hold& hold, const Cost& cost, Stint& stint) {
    const JobId job = hold.job;
    stint.end_us = std::min(std::max(hold.from, now_ + cost.grace), hold.from + runs(job));
    const Duration ran = stint.end_us - hold.from;
    Duration kept = 0;
    if (cost.checkpoint > 0) kept = cost.grace > 0 ? ran : ran / cost.checkpoint * cost.checkpoint;
    kept = std::min(kept, runs(job) - 1);
    stint.lost_us = ran - kept;
    saved_[job] += std::max<Duration>(0, kept - restart_[job]);
    restart_[job] = cost.restart;
  }

  // Victims in their grace lose it with their node.
  void cut_short(ClusterId cluster, std::uint32_t node) {
    std::map<JobId, Leaving> leaving;
    std::swap(leaving, returning_);
    for (const auto& [job, one] : leaving) {
      Stint& stint = result_.interrupted[one.stint];
      if (one.hold.cluster != cluster || !stands_on(one.hold, node) || stint.end_us <= now_) {
        returning_.emplace(job, one);
        continue;
      }
      saved_[job] = one.saved;
      restart_[job] = one.restart;
      settle(one.hold, {Interruption::kPreempted, 0, checkpoint(), seconds_of("restart")}, stint);
      queue_.push_back(job);
    }
  }

  void come_back(JobId job) {
    queue_.push_back(job);
    returning_.erase(job);
  }

  // The lowest-numbered units nobody holds.
  std::vector<std::uint32_t> lowest_free_units(ClusterId cluster, std::uint32_t count) const {
    std::vector<std::uint32_t> units;
    for (std::uint32_t unit = 0; unit < node_counts_[cluster] && units.size() < count; ++unit) {
      bool held = false;
      for (const Hold& hold : running_) held |= hold.cluster == cluster && stands_on(hold, unit);
      for (JobId number = 0; number < outages_.size(); ++number) {
        held |= is_down_[number] && outages_[number].cluster == cluster && outages_[number].outage.node == unit;
      }
      if (!held) units.push_back(unit);
    }
    return units;
  }

  // Takes out the nodes that are down, of those that are down now, at `at`.
  void take_out_down(ClusterId cluster, Time at, Free& free) const {
    for (JobId number = 0; number < outages_.size(); ++number) {
      if (!is_down_[number] || outages_[number].cluster != cluster || at >= outages_[number].outage.up_us) continue;
      if (in_units_) {
        --free.front().cpu_milli;
      } else {
        free[outages_[number].outage.node] = {};
      }
    }
  }

  void extend(JobId job) {
    const auto hold = find(running_, job);
    hold->until = hold->from + 2 * (hold->until - hold->from);
    extended_ = true;
  }

  // Free, promised.

  static std::vector<Hold>::iterator find(std::vector<Hold>& holds, JobId job) {
    return std::find_if(holds.begin(), holds.end(), [&](const Hold& hold) { return hold.job == job; });
  }

  Free free_now(ClusterId cluster, const std::vector<JobId>& without = {}) const {
    Free free = machines_[cluster].empty();
    for (const Hold& hold : running_) {
      const bool gone = std::find(without.begin(), without.end(), hold.job) != without.end();
      if (hold.cluster == cluster && !gone) machines_[cluster].take(free, jobs_[hold.job], hold.taken);
    }
    take_out_down(cluster, -1, free);
    return free;
  }

  Free promised_free(ClusterId cluster, Time at) const {
    Free free = machines_[cluster].empty();
    for (const Hold& hold : running_) {
      if (hold.cluster == cluster && at < hold.until) machines_[cluster].take(free, jobs_[hold.job], hold.taken);
    }
    for (const Hold& hold : reservations_) {
      if (hold.cluster == cluster && hold.from <= at && at < hold.until) {
        machines_[cluster].take(free, jobs_[hold.job], hold.taken);
      }
    }
    take_out_down(cluster, at, free);
    return free;
  }

  static Free least(Free one, const Free& other) {
    for (std::size_t node = 0; node < one.size(); ++node) one[node] = reference::least(one[node], other[node]);
    return one;
  }

  // The least that is free at any instant of [from, until): less becomes free only where a reservation begins.
  Free promised_free_during(ClusterId cluster, Time from, Time until) const {
    Free free = promised_free(cluster, from);
    for (const Hold& hold : reservations_) {
      if (hold.cluster == cluster && from < hold.from && hold.from < until) {
        free = least(std::move(free), promised_free(cluster, hold.from));
      }
    }
    return free;
  }

  // Nodes of those of `holds` that the job keeps apart from, and that are there at any instant of [from, until).
  Nodes kept_from(JobId job, const std::vector<Hold>& holds, ClusterId cluster, Time from, Time until) const {
    Nodes nodes;
    const std::string& name = workload_.traits_of(jobs_[job]).apart;
    for (const Hold& hold : holds) {
      const bool meets = hold.cluster == cluster && hold.from < until && from < hold.until;
      if (!meets || name.empty() || workload_.traits_of(jobs_[hold.job]).apart != name) continue;
      for (const Seat& seat : hold.taken.seats) nodes.insert(seat.node);
    }
    return nodes;
  }

  Nodes kept_from_now(JobId job, ClusterId cluster) const { return kept_from(job, running_, cluster, -1, kNever); }

  Nodes kept_from_during(JobId job, ClusterId cluster, Time from, Time until) const {
    Nodes nodes = kept_from(job, running_, cluster, from, until);
    nodes.merge(kept_from(job, reservations_, cluster, from, until));
    return nodes;
  }

  double left(ClusterId cluster, Free free, JobId job, const Taken& taken) const {
    machines_[cluster].take(free, jobs_[job], taken);
    return machines_[cluster].units_left(free);
  }

  // The earliest start a cluster can promise.
  std::optional<Option> earliest(JobId job, ClusterId cluster) const {
    std::vector<Time> instants = {now_};
    for (const Hold& hold : running_) {
      if (hold.cluster == cluster && hold.until > now_) instants.push_back(hold.until);
    }
    for (const Hold& hold : reservations_) {
      if (hold.cluster == cluster && hold.until > now_) instants.push_back(hold.until);
    }
    for (JobId number = 0; number < outages_.size(); ++number) {
      const auto& [where, outage] = outages_[number];
      if (is_down_[number] && where == cluster && outage.up_us > now_) instants.push_back(outage.up_us);
    }
    for (const auto& [where, closure] : closures_) {
      if (where == cluster && closure.until_us > now_) instants.push_back(closure.until_us);
    }
    std::sort(instants.begin(), instants.end());
    for (const Time at : instants) {
      const Free free = promised_free_during(cluster, at, at + jobs_[job].requested_us);
      if (const auto taken =
              machines_[cluster].place(open_to(job, cluster, at, free), jobs_[job],
                                       kept_from_during(job, cluster, at, at + jobs_[job].requested_us))) {
        return Option{cluster, at, left(cluster, promised_free(cluster, at), job, *taken), *taken};
      }
    }
    return std::nullopt;
  }

  static std::optional<Option> best(const std::vector<Option>& options) {
    const auto rank = [](const Option& option) { return std::tuple(option.start, option.left, option.cluster); };
    const auto found = std::min_element(options.begin(), options.end(),
                                        [&](const Option& a, const Option& b) { return rank(a) < rank(b); });
    if (found == options.end()) return std::nullopt;
    return *found;
  }

  std::optional<Option> best_promise(JobId job) const {
    std::vector<Option> options;
    for (ClusterId cluster = 0; cluster < machines_.size(); ++cluster) {
      if (const auto option = earliest(job, cluster)) options.push_back(*option);
    }
    return best(options);
  }

  std::optional<Option> start_at_once(JobId job, ClusterId cluster, const Free& room) const {
    Nodes avoid = kept_from_during(job, cluster, now_, now_ + jobs_[job].requested_us);
    avoid.merge(kept_from_now(job, cluster));
    avoid.merge(nodes_being_left(cluster));
    const auto taken = machines_[cluster].place(open_to(job, cluster, now_, room), jobs_[job], avoid);
    if (!taken) return std::nullopt;
    return Option{cluster, now_, left(cluster, free_now(cluster), job, *taken), *taken};
  }

  void start(JobId job, const Option& option, Duration delay = 0) {
    const Time from = now_ + delay;
    Hold hold{job, option.cluster, from, from + jobs_[job].requested_us, option.taken, {}, now_};
    if (in_units_ && !outages_.empty()) hold.units = lowest_free_units(option.cluster, jobs_[job].replicas);
    running_.push_back(hold);
    queue_.erase(std::find(queue_.begin(), queue_.end(), job));
    order_.started(job, now_);
    if (result_.records[job].start_us == kNever) result_.records[job].start_us = from;
    result_.records[job].cluster = option.cluster;
    result_.records[job].state = JobState::kRunning;
    result_.placements[job].clear();
    for (const std::uint32_t unit : hold.units) result_.placements[job].push_back({unit, 1});
    if (!in_units_) result_.placements[job] = option.taken.seats;
  }

  // The scheduling pass.

  void pass() {
    backfill();
    if (policy_.preemption.name != "none" && preempt()) backfill();
    ended_early_ = extended_ = false;
  }

  void backfill() {
    if (order_.takes_turns()) return take_turns();
    const std::vector<JobId> queue = order_.sorted(queue_, eligible_, now_);
    if (policy_.backfill.name == "conservative") {
      conservative(queue);
    } else if (policy_.backfill.name == "greedy") {
      for (const JobId job : queue) start_in_order({job});
    } else {
      const std::size_t head = start_in_order(queue);
      if (policy_.backfill.name != "none" && head < queue.size()) easy(queue, head);
    }
  }

  // Each time the next in turn: of all who wait, or, if whoever does not fit is passed over, of those who fit.
  void take_turns() {
    for (;;) {
      std::vector<JobId> candidates = queue_;
      if (policy_.backfill.name == "greedy") {
        std::erase_if(candidates, [&](JobId job) {
          if (!order_.may_hold(job)) return true;
          for (ClusterId cluster = 0; cluster < machines_.size(); ++cluster) {
            if (start_at_once(job, cluster, free_now(cluster))) return false;
          }
          return true;
        });
      }
      if (candidates.empty() || start_in_order({order_.next_in_turn(candidates, eligible_)}) == 0) return;
    }
  }

  // How many of the waiting are looked at; a depth of 0 means all.
  std::size_t depth(std::size_t waiting) const {
    const auto limit = static_cast<std::size_t>(policy_.backfill.parameter("depth", 0));
    return limit == 0 ? waiting : std::min(waiting, limit);
  }

  // Returns the place of the job that blocks.
  std::size_t start_in_order(const std::vector<JobId>& queue) {
    for (std::size_t place = 0; place < queue.size(); ++place) {
      std::vector<Option> options;
      for (ClusterId cluster = 0; cluster < machines_.size(); ++cluster) {
        if (const auto option = start_at_once(queue[place], cluster, free_now(cluster))) options.push_back(*option);
      }
      const auto chosen = best(options);
      if (!chosen) return place;
      start(queue[place], *chosen);
    }
    return queue.size();
  }

  void easy(const std::vector<JobId>& queue, std::size_t place_of_head) {
    const JobId head = queue[place_of_head];
    const Option promise = *best_promise(head);
    std::int64_t extra = 0;
    if (in_units_) {
      extra = promised_free(promise.cluster, promise.start).front().cpu_milli - jobs_[head].replicas;
    } else {
      reservations_ = {{head, promise.cluster, promise.start, promise.start + jobs_[head].requested_us, promise.taken}};
    }

    std::vector<JobId> behind(queue.begin() + static_cast<std::ptrdiff_t>(place_of_head) + 1, queue.end());
    behind.resize(depth(behind.size()));
    if (policy_.backfill.name == "easy-sjbf") {
      std::stable_sort(behind.begin(), behind.end(),
                       [&](JobId a, JobId b) { return jobs_[a].requested_us < jobs_[b].requested_us; });
    }
    for (const JobId job : behind) {
      const Time end = now_ + jobs_[job].requested_us;
      std::vector<Option> options;
      for (ClusterId cluster = 0; cluster < machines_.size(); ++cluster) {
        Free room = free_now(cluster);
        if (cluster == promise.cluster && in_units_) {
          if (end > promise.start && jobs_[job].replicas > extra) continue;
        } else if (cluster == promise.cluster) {
          room = least(std::move(room), promised_free_during(cluster, now_, end));
        }
        if (const auto option = start_at_once(job, cluster, room)) options.push_back(*option);
      }
      const auto chosen = best(options);
      if (!chosen) continue;
      start(job, *chosen);
      if (chosen->cluster == promise.cluster && end > promise.start) extra -= jobs_[job].replicas;
    }
    reservations_.clear();
  }

  void conservative(std::vector<JobId> queue) {
    const std::size_t holders = depth(queue.size());
    for (std::size_t place = holders; place < queue.size(); ++place) drop_reservation(queue[place]);
    queue.resize(holders);
    if (extended_) reservations_.clear();
    for (const JobId job : queue) {
      const auto held = find(reservations_, job);
      if (held != reservations_.end() && !ended_early_) continue;
      const std::optional<Hold> was = held == reservations_.end() ? std::nullopt : std::optional(*held);
      drop_reservation(job);
      const Option promise = *best_promise(job);
      if (was && was->from >= now_ && promise.start > was->from) {
        reservations_.push_back(*was);
        continue;
      }
      reservations_.push_back(
          {job, promise.cluster, promise.start, promise.start + jobs_[job].requested_us, promise.taken});
    }
    for (const JobId job : queue) {
      const Hold reservation = *find(reservations_, job);
      if (reservation.from > now_) continue;
      if (!is_free(reservation)) continue;
      drop_reservation(job);
      start(job, {reservation.cluster, now_, 0, reservation.taken});
    }
  }

  // In truth, not by promise.
  bool is_free(const Hold& reservation) const {
    const Nodes kept = kept_from_now(reservation.job, reservation.cluster);
    for (const Seat& seat : reservation.taken.seats) {
      if (kept.contains(seat.node)) return false;
    }
    return machines_[reservation.cluster].fits(free_now(reservation.cluster), jobs_[reservation.job],
                                               reservation.taken);
  }

  void drop_reservation(JobId job) {
    std::erase_if(reservations_, [&](const Hold& hold) { return hold.job == job; });
  }

  // Preemption.

  Duration seconds_of(const char* parameter) const {
    return static_cast<Duration>(policy_.preemption.parameter(parameter, 0) * static_cast<double>(kSecond));
  }

  Duration min_run() const {
    return policy_.preemption.name == "las" && !has(policy_.preemption, "min_run") ? 60 * kSecond
                                                                                   : seconds_of("min_run");
  }

  Duration checkpoint() const {
    return policy_.preemption.name == "las" && !has(policy_.preemption, "checkpoint") ? kSecond
                                                                                      : seconds_of("checkpoint");
  }

  static bool has(const Choice& choice, const std::string& parameter) {
    return std::any_of(choice.parameters.begin(), choice.parameters.end(),
                       [&](const auto& one) { return one.first == parameter; });
  }

  // By what the policy preempts, the highest first.
  std::int32_t rank(JobId job, Time at) const {
    return policy_.preemption.name == "las" ? -order_.service_queue(job, at) : jobs_[job].priority;
  }

  // Whether anybody made way.
  bool preempt() {
    std::vector<JobId> victims;
    while (make_room(victims)) {
    }
    if (seconds_of("grace") == 0) queue_.insert(queue_.end(), victims.begin(), victims.end());
    return !victims.empty();
  }

  // For the most important waiting job that is helped by others' leaving; false where there is none.
  bool make_room(std::vector<JobId>& left) {
    std::vector<JobId> waiting = queue_;
    std::sort(waiting.begin(), waiting.end(), [&](JobId a, JobId b) {
      return std::tuple(-rank(a, now_), eligible_[a], a) < std::tuple(-rank(b, now_), eligible_[b], b);
    });
    for (const JobId job : waiting) {
      if (!may_preempt(job) || fits_now(job)) continue;
      for (ClusterId cluster = 0; cluster < machines_.size(); ++cluster) {
        const auto victims = victims_for(job, cluster);
        if (victims.empty()) continue;
        swap(job, cluster, victims);
        left.insert(left.end(), victims.begin(), victims.end());
        return true;
      }
    }
    return false;
  }

  bool may_preempt(JobId job) const {
    const Traits& traits = workload_.traits_of(jobs_[job]);
    if (order_.takes_turns() && !order_.may_hold(job)) return false;
    if (!traits.apart.empty()) return false;
    const bool one_place = traits.pack == Pack::kRack || traits.pack == Pack::kZone;
    return jobs_[job].replicas == 1 || (traits.spread == Spread::kAnywhere && !one_place);
  }

  bool fits_now(JobId job) const {
    for (ClusterId cluster = 0; cluster < machines_.size(); ++cluster) {
      if (start_at_once(job, cluster, free_now(cluster))) return true;
    }
    return false;
  }

  // Of lower rank; by service, where those do not suffice, whoever came later to the same queue besides.
  std::vector<JobId> victims_for(JobId job, ClusterId cluster) const {
    std::vector<JobId> victims = victims_among(job, cluster, false);
    if (victims.empty() && policy_.preemption.name == "las") victims = victims_among(job, cluster, true);
    return victims;
  }

  std::vector<JobId> victims_among(JobId job, ClusterId cluster, bool same_rank) const {
    std::vector<Leaver> leavers;
    for (const Hold& hold : running_) {
      const std::int32_t his = rank(hold.job, now_), own = rank(job, now_);
      const bool came_later = std::pair(eligible_[hold.job], hold.job) > std::pair(eligible_[job], job);
      if (hold.cluster != cluster || !(his < own || (same_rank && his == own && came_later))) continue;
      if (hold.since == now_ || now_ - hold.since < min_run()) continue;
      const double budget = policy_.preemption.parameter("budget", 0);
      if (budget > 0 && preempted_.count(hold.job) >= static_cast<std::size_t>(budget)) continue;
      leavers.push_back({hold.job, his, hold.since});
    }
    const auto suffice = [&](const std::vector<JobId>& victims) {
      return machines_[cluster].place(free_now(cluster, victims), jobs_[job], nodes_being_left(cluster)).has_value();
    };
    return fewest(leavers, suffice).value_or(std::vector<JobId>{});
  }

  void swap(JobId job, ClusterId cluster, const std::vector<JobId>& victims) {
    const Duration grace = seconds_of("grace");
    const Nodes closed = nodes_being_left(cluster);
    for (const JobId victim : victims) {
      const Hold hold = *find(running_, victim);
      if (grace > 0) {
        returning_[victim] = {std::max(hold.from, now_ + grace), result_.interrupted.size(), saved_[victim],
                              restart_[victim], hold};
      }
      interrupt(hold, {Interruption::kPreempted, grace, checkpoint(), seconds_of("restart")});
      preempted_.insert(victim);
      if (grace == 0) continue;
      for (const Seat& seat : hold.taken.seats) being_left_.push_back({cluster, seat.node, now_ + grace});
    }
    start(job, {cluster, now_, 0, *machines_[cluster].place(free_now(cluster), jobs_[job], closed)}, grace);
  }

  // Nodes that victims have not left yet.
  Nodes nodes_being_left(ClusterId cluster) const {
    Nodes nodes;
    for (const BeingLeft& one : being_left_) {
      if (one.cluster == cluster && now_ < one.until) nodes.insert(one.node);
    }
    return nodes;
  }

  struct BeingLeft {
    ClusterId cluster;
    std::uint32_t node;
    Time until;
  };

  struct Leaving {
    Time until;
    std::size_t stint;
    Duration saved, restart;  // before
    Hold hold;
  };

  const std::vector<Job>& jobs_;
  const Workload& workload_;
  const PolicySpec& policy_;
  Order order_;
  bool batch_ = true;
  bool kills_ = false;
  bool in_units_ = true;  // else by node, on every cluster
  std::vector<Machine> machines_;

  Time now_ = -1;
  std::vector<Time> eligible_;
  std::vector<JobId> queue_;  // eligible and waiting, in no order
  std::vector<Hold> running_;
  std::vector<Hold> reservations_;
  std::vector<OnCluster> outages_;
  std::vector<std::pair<ClusterId, Closure>> closures_;
  std::vector<bool> has_closed_, has_opened_;  // by closure
  bool anything_ = false;                      // has happened at this instant
  std::vector<bool> is_down_;                  // by outage
  JobId next_down_ = 0;                        // the first that has not begun
  std::vector<Recovery> recoveries_;           // by cluster
  std::vector<std::uint32_t> node_counts_;     // by cluster
  std::vector<BeingLeft> being_left_;
  std::map<JobId, Leaving> returning_;     // preempted, and running on
  std::multiset<JobId> preempted_;         // as often as they were
  std::vector<Duration> saved_, restart_;  // by job: work that need not be done again; what starting again costs
  bool ended_early_ = false;               // since the last pass
  bool extended_ = false;
  Replay result_;
};

}  // namespace

Replay replay(const Workload& workload, std::span<const ClusterSpec> clusters, const PolicySpec& policy,
              const ReplayOptions& options) {
  return Simulation(workload, clusters, policy, options).run();
}

}  // namespace berth::reference
