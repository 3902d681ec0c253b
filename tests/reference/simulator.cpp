#include "tests/reference/simulator.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "engine/model/portable_math.hpp"

namespace berth::reference {
namespace {

using Nodes = std::map<int, std::int64_t>;  // node → replicas

struct Hold {
  JobId job;
  int cluster;
  Nodes nodes;
  Time from;
  Time until;
};

struct Account {
  double usage = 0, rate = 0;
  Time since = 0;
};

enum Kind { kSubmission, kCompletion, kExtension };

class Simulator {
 public:
  Simulator(const Workload& workload, const std::vector<ClusterSpec>& clusters, const PolicySpec& policy,
            Semantics semantics, OverrunRule overrun)
      : workload_(workload), clusters_(clusters), policy_(policy), semantics_(semantics) {
    const OverrunRule rule = overrun == OverrunRule::kAsLogged ? workload.overrun : overrun;
    kills_ = rule == OverrunRule::kKill;
    records_.resize(workload.jobs.size());
    submitted_.resize(workload.jobs.size());
    units_ = true;
    for (const ClusterSpec& cluster : clusters) {
      for (const NodeGroup& group : cluster.groups) {
        units_ = units_ && group.per_node == clusters[0].groups[0].per_node;
        for (const Job& job : workload.jobs) units_ = units_ && times_in(job.per_replica, group.per_node) <= 1;
      }
    }
  }

  std::vector<Record> run() {
    for (;;) {
      const auto next = earliest_event();
      Time at = next ? std::get<0>(*next) : kNever;
      for (const Hold& hold : reserved_) {
        if (is_conservative() && (hold.from > now_ || !started_once_)) at = std::min(at, hold.from);
      }
      if (at == kNever) return records_;
      now_ = at;
      started_once_ = true;
      freed_early_ = extended_ = false;
      if (semantics_ == Semantics::kEvent) {
        if (next && std::get<0>(*next) == now_) happen(*next);
      } else {
        for (const Kind kind : {kCompletion, kExtension, kSubmission}) {
          while (const auto event = earliest_event(kind)) {
            if (std::get<0>(*event) != now_) break;
            happen(*event);
          }
        }
      }
      pass();
    }
  }

 private:
  using Event = std::tuple<Time, Kind, JobId>;

  const Job& job(JobId id) const { return workload_.jobs[id]; }
  bool is_conservative() const { return policy_.backfill.name == "conservative"; }
  Time true_end(JobId id) const {
    const Duration run = kills_ ? std::min(job(id).run_us, job(id).requested_us) : job(id).run_us;
    return records_[id].start_us + run;
  }

  // When a job that is neither submitted nor refused becomes eligible; kNever while it waits for others.
  Time eligible(JobId id) const {
    Time at = job(id).submit_us;
    for (const Dependency& dependency : workload_.dependencies) {
      if (dependency.job != id) continue;
      if (records_[dependency.on].end_us == kNever) return kNever;
      at = std::max(at, records_[dependency.on].end_us + dependency.think_us);
    }
    return at;
  }

  std::optional<Event> earliest_event(std::optional<Kind> wanted = {}) const {
    std::optional<Event> best;
    const auto offer = [&](Time at, Kind kind, JobId id) {
      if (at == kNever || (wanted && *wanted != kind)) return;
      if (!best || Event{at, kind, id} < *best) best = Event{at, kind, id};
    };
    for (JobId id = 0; id < records_.size(); ++id) {
      if (!submitted_[id] && records_[id].state == JobState::kWaiting) offer(eligible(id), kSubmission, id);
    }
    for (const Hold& hold : running_) {
      offer(true_end(hold.job), kCompletion, hold.job);
      if (!kills_ && true_end(hold.job) > hold.until) offer(hold.until, kExtension, hold.job);
    }
    return best;
  }

  void happen(const Event& event) {
    const auto [at, kind, id] = event;
    const auto hold =
        std::find_if(running_.begin(), running_.end(), [&](const Hold& h) { return h.job == std::get<2>(event); });
    if (kind == kSubmission) {
      submit(id);
    } else if (kind == kCompletion) {
      freed_early_ = freed_early_ || now_ < hold->until;
      records_[id].end_us = now_;
      records_[id].state = kills_ && job(id).run_us > job(id).requested_us ? JobState::kKilled : JobState::kCompleted;
      account(id, -1);
      running_.erase(hold);
    } else {
      hold->until += hold->until - hold->from;
      extended_ = true;
    }
  }

  void submit(JobId id) {
    submitted_[id] = true;
    records_[id].submit_us = now_;
    users_.insert(job(id).user);
    for (int cluster = 0; cluster < static_cast<int>(clusters_.size()); ++cluster) {
      if (can_ever(id, cluster)) {
        queue_.push_back(id);
        scores_[id] = score(id);
        return;
      }
    }
    refuse(id);
  }

  void refuse(JobId id) {
    records_[id].state = JobState::kRefused;
    for (const Dependency& dependency : workload_.dependencies) {
      if (dependency.on != id || records_[dependency.job].state == JobState::kRefused) continue;
      records_[dependency.job].submit_us = job(dependency.job).submit_us;
      submitted_[dependency.job] = true;
      refuse(dependency.job);
    }
  }

  // Resources.

  std::vector<Resources> empty_nodes(int cluster) const {
    std::vector<Resources> nodes;
    for (const NodeGroup& group : clusters_[cluster].groups) {
      for (std::int64_t i = 0; i < group.count; ++i) nodes.push_back(group.per_node);
    }
    return nodes;
  }

  std::optional<Nodes> place(JobId id, const std::vector<Resources>& free) const {
    std::vector<int> order;
    for (int i = 0; i < static_cast<int>(free.size()); ++i) order.push_back(i);
    if (policy_.placement.name == "best-fit") {
      std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return std::tuple(free[a].cpu_milli, free[a].memory_mib, free[a].gpu_milli) <
               std::tuple(free[b].cpu_milli, free[b].memory_mib, free[b].gpu_milli);
      });
    }
    Nodes nodes;
    std::int64_t missing = job(id).replicas;
    for (const int node : order) {
      Resources left = free[node];
      while (missing > 0 && job(id).per_replica.fits_in(left) && (!units_ || nodes[node] == 0)) {
        left -= job(id).per_replica;
        ++nodes[node];
        --missing;
      }
    }
    std::erase_if(nodes, [](const auto& entry) { return entry.second == 0; });
    if (missing > 0) return std::nullopt;
    return nodes;
  }

  bool can_ever(JobId id, int cluster) const { return place(id, empty_nodes(cluster)).has_value(); }

  // What is held at an instant: by expected ends and reservations, or in truth.
  std::vector<const Hold*> holds_at(int cluster, Time instant, bool in_truth) const {
    std::vector<const Hold*> holds;
    for (const Hold& hold : running_) {
      if (hold.cluster == cluster && (in_truth || instant < hold.until)) holds.push_back(&hold);
    }
    if (in_truth) return holds;
    for (const Hold& hold : reserved_) {
      if (hold.cluster == cluster && hold.from <= instant && instant < hold.until) holds.push_back(&hold);
    }
    return holds;
  }
  std::int64_t free_units(int cluster, Time instant, bool in_truth = false) const {
    std::int64_t free = clusters_[cluster].node_count();
    for (const Hold* hold : holds_at(cluster, instant, in_truth)) free -= job(hold->job).replicas;
    return free;
  }
  std::vector<Resources> free_nodes(int cluster, Time instant, bool in_truth = false) const {
    std::vector<Resources> nodes = empty_nodes(cluster);
    for (const Hold* hold : holds_at(cluster, instant, in_truth)) {
      for (const auto& [node, replicas] : hold->nodes) nodes[node] -= job(hold->job).per_replica * replicas;
    }
    return nodes;
  }
  std::vector<Time> instants_within(Time from, Time until) const {
    std::set<Time> instants{from};
    for (const auto* holds : {&running_, &reserved_}) {
      for (const Hold& hold : *holds) {
        for (const Time at : {hold.from, hold.until}) {
          if (at > from && at < until) instants.insert(at);
        }
      }
    }
    return {instants.begin(), instants.end()};
  }
  static Resources least(const Resources& a, const Resources& b) {
    return {std::min(a.cpu_milli, b.cpu_milli), std::min(a.memory_mib, b.memory_mib),
            std::min(a.gpu_milli, b.gpu_milli)};
  }

  // Where the job could be for its requested time from `from` on; `now` says that it must be free in truth, too.
  std::optional<Nodes> room_for(JobId id, int cluster, Time from, bool now) const {
    const auto instants = instants_within(from, from + job(id).requested_us);
    if (units_) {
      for (const Time at : instants) {
        if (free_units(cluster, at) < job(id).replicas) return std::nullopt;
      }
      if (now && free_units(cluster, from, true) < job(id).replicas) return std::nullopt;
      return can_ever(id, cluster) ? std::optional(Nodes{}) : std::nullopt;
    }
    std::vector<Resources> room = now ? free_nodes(cluster, from, true) : empty_nodes(cluster);
    for (const Time at : instants) {
      const std::vector<Resources> then = free_nodes(cluster, at);
      for (std::size_t node = 0; node < room.size(); ++node) room[node] = least(room[node], then[node]);
    }
    return place(id, room);
  }

  // Free in truth right now, whatever is promised.
  std::optional<Nodes> room_in_truth(JobId id, int cluster) const {
    if (!units_) return place(id, free_nodes(cluster, now_, true));
    if (!can_ever(id, cluster) || free_units(cluster, now_, true) < job(id).replicas) return std::nullopt;
    return Nodes{};
  }

  Time earliest(JobId id, int cluster) const {
    for (const Time at : instants_within(now_, kNever)) {
      if (room_for(id, cluster, at, false)) return at;
    }
    return kNever;
  }

  double left_after(JobId id, int cluster, Time at, bool in_truth) const {
    if (units_) return static_cast<double>(free_units(cluster, at, in_truth) - job(id).replicas);
    Resources left = job(id).per_replica * -static_cast<std::int64_t>(job(id).replicas);
    for (const Resources& node : free_nodes(cluster, at, in_truth)) left += node;
    const Resources all = clusters_[cluster].capacity();
    double sum = 0;
    if (all.cpu_milli > 0) sum += static_cast<double>(left.cpu_milli) / static_cast<double>(all.cpu_milli);
    if (all.memory_mib > 0) sum += static_cast<double>(left.memory_mib) / static_cast<double>(all.memory_mib);
    if (all.gpu_milli > 0) sum += static_cast<double>(left.gpu_milli) / static_cast<double>(all.gpu_milli);
    return sum;
  }

  // Orders.

  double usage(const Account& account) const {
    const double half_life = policy_.order.parameter("half_life", 604800);
    const double f = portable::exp2(-seconds(now_ - account.since) / half_life);
    return account.usage * f + account.rate * (half_life / std::log(2.0)) * (1 - f);
  }
  void account(JobId id, int sign) {
    for (Account* account : {&accounts_[job(id).user], &everyone_}) {
      account->usage = usage(*account);
      account->since = now_;
      account->rate += sign * static_cast<double>(job(id).per_replica.cpu_milli * job(id).replicas) / 1000.0;
    }
  }
  // Smaller is earlier.
  double score(JobId id) {
    const std::string& order = policy_.order.name;
    const double r = seconds(job(id).requested_us), n = job(id).replicas;
    const double s = seconds(records_[id].submit_us), w = seconds(now_ - records_[id].submit_us);
    const double log_s = portable::log10(std::max(s, 1.0));
    if (order == "fcfs") return 0;
    if (order == "sjf") return static_cast<double>(job(id).requested_us);
    if (order == "ljf") return -static_cast<double>(job(id).requested_us);
    if (order == "saf") return static_cast<double>(job(id).requested_us) * n;
    if (order == "laf") return -static_cast<double>(job(id).requested_us) * n;
    if (order == "narrow-first") return n;
    if (order == "wide-first") return -n;
    if (order == "priority") return -job(id).priority;
    if (order == "f1") return portable::log10(std::max(r, 1.0)) * n + 870 * log_s;
    if (order == "f2") return std::sqrt(r) * n + 25600 * log_s;
    if (order == "f3") return r * n + 6860000 * log_s;
    if (order == "f4") return r * std::sqrt(n) + 530000 * log_s;
    if (order == "wfp3") return -(w / r) * (w / r) * (w / r) * n;
    if (order == "unicep") return -(w / (portable::log2(std::max(n, 2.0)) * r));
    if (order == "hrrn") return -(w + r) / r;
    if (order == "fairshare") return usage(accounts_[job(id).user]);
    double cores = 0;
    for (const ClusterSpec& cluster : clusters_) cores += static_cast<double>(cluster.capacity().cpu_milli) / 1000.0;
    const double total = usage(everyone_);
    const double share = total > 0 ? usage(accounts_[job(id).user]) / total : 0;
    return -(policy_.order.parameter("age", 1000) * std::min(1.0, w / policy_.order.parameter("max_age", 604800)) +
             policy_.order.parameter("size", 1000) *
                 (n * static_cast<double>(job(id).per_replica.cpu_milli) / 1000.0 / cores) +
             policy_.order.parameter("priority", 1000) *
                 std::clamp(job(id).priority / policy_.order.parameter("priority_max", 100), 0.0, 1.0) +
             policy_.order.parameter("fairshare", 1000) * portable::exp2(-share * static_cast<double>(users_.size())));
  }
  void sort_queue() {
    static const std::set<std::string> changing{"wfp3", "unicep", "hrrn", "fairshare", "multifactor"};
    if (changing.contains(policy_.order.name)) {
      for (const JobId id : queue_) scores_[id] = score(id);
    }
    std::sort(queue_.begin(), queue_.end(), [&](JobId a, JobId b) {
      return std::tuple(scores_[a], records_[a].submit_us, a) < std::tuple(scores_[b], records_[b].submit_us, b);
    });
  }

  // Passes.

  void start(JobId id, int cluster, Nodes nodes) {
    running_.push_back({id, cluster, std::move(nodes), now_, now_ + job(id).requested_us});
    records_[id].start_us = now_;
    records_[id].cluster = static_cast<ClusterId>(cluster);
    records_[id].state = JobState::kRunning;
    std::erase(queue_, id);
    account(id, 1);
  }

  void pass() {
    sort_queue();
    if (is_conservative()) {
      conservative();
      return;
    }
    while (!queue_.empty() && start_on_best(queue_.front())) {
    }
    if (queue_.empty() || policy_.backfill.name == "none") return;
    easy(queue_.front());
  }

  bool start_on_best(JobId id) {
    int best = -1;
    for (int cluster = 0; cluster < static_cast<int>(clusters_.size()); ++cluster) {
      if (!room_in_truth(id, cluster)) continue;
      if (best < 0 || left_after(id, cluster, now_, true) < left_after(id, best, now_, true)) best = cluster;
    }
    if (best < 0) return false;
    start(id, best, *room_in_truth(id, best));
    return true;
  }

  std::pair<int, Time> best_promise(JobId id) const {
    int best = -1;
    Time at = kNever;
    for (int cluster = 0; cluster < static_cast<int>(clusters_.size()); ++cluster) {
      if (!can_ever(id, cluster)) continue;
      const Time here = earliest(id, cluster);
      if (best < 0 || here < at ||
          (here == at && left_after(id, cluster, here, false) < left_after(id, best, at, false))) {
        best = cluster;
        at = here;
      }
    }
    return {best, at};
  }

  void easy(JobId head) {
    const auto [head_cluster, shadow] = best_promise(head);
    std::int64_t extra = 0;
    if (units_) {
      extra = free_units(head_cluster, shadow) - job(head).replicas;
    } else {
      reserved_.push_back(
          {head, head_cluster, *room_for(head, head_cluster, shadow, false), shadow, shadow + job(head).requested_us});
    }
    std::vector<JobId> candidates(queue_.begin() + 1, queue_.end());
    const auto depth = static_cast<std::size_t>(policy_.backfill.parameter("depth", 0));
    if (depth > 0 && candidates.size() > depth) candidates.resize(depth);
    if (policy_.backfill.name == "easy-sjbf") {
      std::stable_sort(candidates.begin(), candidates.end(),
                       [&](JobId a, JobId b) { return job(a).requested_us < job(b).requested_us; });
    }
    for (const JobId id : candidates) {
      int best = -1;
      Nodes nodes;
      for (int cluster = 0; cluster < static_cast<int>(clusters_.size()); ++cluster) {
        std::optional<Nodes> here = units_ ? room_in_truth(id, cluster) : room_for(id, cluster, now_, true);
        if (units_ && here && cluster == head_cluster && now_ + job(id).requested_us > shadow &&
            job(id).replicas > extra) {
          here.reset();
        }
        if (!here) continue;
        if (best >= 0 && left_after(id, cluster, now_, true) >= left_after(id, best, now_, true)) continue;
        best = cluster;
        nodes = *here;
      }
      if (best < 0) continue;
      if (best == head_cluster && now_ + job(id).requested_us > shadow) extra -= job(id).replicas;
      start(id, best, nodes);
    }
    reserved_.clear();
  }

  Hold* reservation(JobId id) {
    const auto found =
        std::find_if(reserved_.begin(), reserved_.end(), [&](const Hold& hold) { return hold.job == id; });
    return found == reserved_.end() ? nullptr : &*found;
  }
  void drop(JobId id) {
    std::erase_if(reserved_, [&](const Hold& hold) { return hold.job == id; });
  }

  void conservative() {
    if (extended_) reserved_.clear();
    std::vector<JobId> reach = queue_;
    const auto depth = static_cast<std::size_t>(policy_.backfill.parameter("depth", 0));
    if (depth > 0 && reach.size() > depth) {
      for (std::size_t i = depth; i < reach.size(); ++i) drop(reach[i]);
      reach.resize(depth);
    }
    for (const JobId id : reach) {
      if (!freed_early_ && !extended_ && reservation(id)) continue;
      drop(id);
      const auto [cluster, at] = best_promise(id);
      reserved_.push_back({id, cluster, *room_for(id, cluster, at, false), at, at + job(id).requested_us});
    }
    for (const JobId id : reach) {
      const Hold hold = *reservation(id);
      if (hold.from > now_ || !is_free(hold)) continue;
      drop(id);
      start(id, hold.cluster, hold.nodes);
    }
  }

  bool is_free(const Hold& hold) const {
    if (units_) return free_units(hold.cluster, now_, true) >= job(hold.job).replicas;
    const std::vector<Resources> free = free_nodes(hold.cluster, now_, true);
    return std::all_of(hold.nodes.begin(), hold.nodes.end(), [&](const auto& entry) {
      return (job(hold.job).per_replica * entry.second).fits_in(free[entry.first]);
    });
  }

  const Workload& workload_;
  const std::vector<ClusterSpec>& clusters_;
  const PolicySpec& policy_;
  Semantics semantics_;
  bool kills_ = false;
  bool units_ = true;
  Time now_ = 0;
  bool started_once_ = false;
  bool freed_early_ = false, extended_ = false;
  std::vector<Record> records_;
  std::vector<bool> submitted_;
  std::vector<JobId> queue_;
  std::map<JobId, double> scores_;
  std::vector<Hold> running_, reserved_;
  std::map<std::int32_t, Account> accounts_;
  Account everyone_;
  std::set<std::int32_t> users_;
};

}  // namespace

std::vector<Record> simulate(const Workload& workload, const std::vector<ClusterSpec>& clusters,
                             const PolicySpec& policy, Semantics semantics, OverrunRule overrun) {
  return Simulator(workload, clusters, policy, semantics, overrun).run();
}

}  // namespace berth::reference
