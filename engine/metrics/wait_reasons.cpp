#include "engine/metrics/wait_reasons.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/cluster/node_pool.hpp"
#include "engine/metrics/stints.hpp"
#include "engine/policy/registry.hpp"

namespace berth {
namespace {

constexpr std::uint32_t kNoGroup = 0xFFFFFFFF;

// The placement by which it is tried whether a job finds room in one rack, or apart from others.
const Choice& trial() {
  static const Choice kTrial{"first-fit", {}};
  return kTrial;
}

// How near a cluster is to holding a request: the greater, the less it lacks.
int nearness(WaitReason reason) {
  switch (reason) {
    case WaitReason::kSeveral:
      return 0;
    case WaitReason::kConstraint:
      return 1;
    case WaitReason::kMemory:
      return 2;
    case WaitReason::kCpu:
      return 3;
    case WaitReason::kGpu:
      return 4;
    case WaitReason::kPieces:
      return 5;
    case WaitReason::kTopology:
      return 6;
    case WaitReason::kPolicy:
    case WaitReason::kDependency:
      break;
  }
  return 7;
}

}  // namespace

// Where placement is per node, a pool of nodes; else like nodes of which one replica takes one.
struct WaitReasons::Site {
  Site(const ClusterSpec& spec, const Workload& workload, bool per_node)
      : cluster(spec), placer(spec, workload, *find_placement(trial().name), trial()), free(spec.node_count()) {
    if (per_node) pool.emplace(spec, false);
  }

  void change(const Placement* seats, const Workload& workload, const Job& job, bool take) {
    if (!pool) {
      free += take ? -std::int64_t{job.replicas} : std::int64_t{job.replicas};
      return;
    }
    const std::string& name = workload.traits_of(job).apart;
    for (const Seat& seat : *seats) {
      take ? pool->take(seat, job.per_replica) : pool->give(seat, job.per_replica);
      if (name.empty()) continue;
      std::uint32_t& here = apart[name][seat.node];
      here += take ? seat.replicas : -seat.replicas;
      if (here == 0) apart[name].erase(seat.node);
    }
  }

  // Once for each instant that is looked at.
  void list_free() {
    nodes.clear();
    if (!pool) return;
    for (std::uint32_t i = 0; i < pool->class_count(); ++i) {
      const NodeState& state = pool->state(i);
      const auto count = static_cast<std::int64_t>(pool->members(i).size());
      if (count > 0 && !state.blocked) nodes.push_back({&state.room, state.group, count});
    }
  }

  WaitReason reason(const Workload& workload, JobId id) {
    const Job& job = workload.jobs[id];
    if (!pool) return unit_reason(job);
    const Traits& traits = workload.traits_of(job);
    std::vector<bool> allows(cluster.groups.size());
    for (std::uint32_t group = 0; group < allows.size(); ++group) allows[group] = placer.allows(job, group);
    const WaitReason by_amount =
        blocking(nodes, allows, job.per_replica, job.replicas, traits.spread != Spread::kAnywhere);
    if (by_amount != WaitReason::kPolicy) return by_amount;
    if (traits.pack == Pack::kAnywhere && traits.spread == Spread::kAnywhere && traits.apart.empty()) return by_amount;
    return placer.fits(*pool, apart, id, job) ? WaitReason::kPolicy : WaitReason::kTopology;
  }

  // A replica takes a like node whole, so that nodes are all it can lack: it is said of what it asks for first.
  WaitReason unit_reason(const Job& job) const {
    if (job.replicas <= free) return WaitReason::kPolicy;
    if (job.per_replica.cpu_milli > 0) return WaitReason::kCpu;
    return job.per_replica.gpu_milli > 0 ? WaitReason::kGpu : WaitReason::kMemory;
  }

  const ClusterSpec& cluster;
  Placer placer;
  std::optional<NodePool> pool;
  std::int64_t free;  // like nodes
  Apart apart;
  std::vector<AlikeNodes> nodes;
};

WaitReasons::WaitReasons(const Workload& workload, std::span<const ClusterSpec> clusters, const Replay& replay)
    : workload_(workload), replay_(replay) {
  for (const ClusterSpec& cluster : clusters) {
    sites_.push_back(std::make_unique<Site>(cluster, workload, !replay.placements.empty()));
  }
  standing_.resize(replay.records.size(), Standing::kAway);
  for (ClusterId cluster = 0; cluster < clusters.size() && !replay.placements.empty(); ++cluster) {
    for (const Outage& outage : clusters[cluster].outages) {
      changes_.push_back({outage.down_us, What::kNodeDown, outage.node, cluster, nullptr});
      changes_.push_back({outage.up_us, What::kNodeUp, outage.node, cluster, nullptr});
    }
    std::uint32_t node = 0;
    for (const NodeGroup& group : clusters[cluster].groups) {
      const auto end = node + static_cast<std::uint32_t>(group.count);
      for (; node < end && group.autoscaling; ++node) changes_.push_back({0, What::kNodeDown, node, cluster, nullptr});
      node = end;
    }
    for (const Closure& closure : clusters[cluster].closures) {
      if (!closure.is_maintenance()) continue;
      for (const std::uint32_t closed : closure.nodes) {
        changes_.push_back({closure.from_us, What::kNodeDown, closed, cluster, nullptr});
        changes_.push_back({closure.until_us, What::kNodeUp, closed, cluster, nullptr});
      }
    }
  }
  for (const Powered& on : replay.powered) {
    if (replay.placements.empty()) break;
    if (on.until_us <= on.ready_us) continue;  // it went down while it booted
    changes_.push_back({on.ready_us, What::kNodeUp, on.node, on.cluster, nullptr});
    if (on.until_us != kNever) changes_.push_back({on.until_us, What::kNodeDown, on.node, on.cluster, nullptr});
  }
  list_changes();
  number_requests();
  for (auto& site : sites_) site->list_free();
}

WaitReasons::~WaitReasons() = default;

void WaitReasons::list_changes() {
  const auto run = [&](JobId job, ClusterId cluster, Time start, Time end, const Placement* seats, bool again) {
    changes_.push_back({start, What::kStart, job, cluster, seats});
    if (end != kNever) changes_.push_back({end, What::kEnd, job, cluster, seats, again});
  };
  for (const Stint& stint : replay_.interrupted) {
    if (stint.start_us < stint.end_us) run(stint.job, stint.cluster, stint.start_us, stint.end_us, &stint.nodes, true);
  }
  const Stints stints(replay_);
  for (JobId id = 0; id < replay_.records.size(); ++id) {
    const Record& record = replay_.records[id];
    if (record.state == JobState::kRefused) continue;
    if (record.submit_us != workload_.jobs[id].submit_us) {
      changes_.push_back({workload_.jobs[id].submit_us, What::kSubmission, id, kNoCluster, nullptr});
    }
    if (record.submit_us == kNever) continue;
    changes_.push_back({record.submit_us, What::kEligible, id, kNoCluster, nullptr});
    const Time start = stints.last_start(id);
    if (start == kNever) continue;
    if (start == record.end_us) {  // holds nothing at the end of any instant
      changes_.push_back({start, What::kStart, id, kNoCluster, nullptr});
      continue;
    }
    run(id, record.cluster, start, record.end_us, replay_.placements.empty() ? nullptr : &replay_.placements[id],
        false);
  }
  std::sort(changes_.begin(), changes_.end(), [](const Change& left, const Change& right) {
    return std::tie(left.at_us, left.what, left.job) < std::tie(right.at_us, right.what, right.job);
  });
}

void WaitReasons::number_requests() {
  group_of_.resize(replay_.records.size(), kNoGroup);
  std::map<Request, std::uint32_t> numbers;
  const auto number = [&](JobId id) {
    const Job& job = workload_.jobs[id];
    const auto [found, is_new] = numbers.try_emplace(Request{job.per_replica, job.replicas, job.traits},
                                                     static_cast<std::uint32_t>(numbers.size()));
    if (is_new) groups_.push_back({id});
    group_of_[id] = found->second;
  };
  for (JobId id = 0; id < replay_.records.size(); ++id) {
    const Record& record = replay_.records[id];
    if (record.state != JobState::kRefused && record.start_us != record.submit_us) number(id);
  }
  for (const Stint& stint : replay_.interrupted) number(stint.job);
}

std::uint64_t WaitReasons::looks() const {
  std::uint64_t nodes = 0;
  for (const auto& site : sites_) nodes += site->pool ? site->pool->node_count() : 1;
  return nodes * groups_.size();
}

void WaitReasons::stand(JobId job, Standing standing) {
  const auto count = [&](std::uint64_t by) {
    if (standing_[job] == Standing::kDepends) depending_ += by;
    if (standing_[job] == Standing::kWaits && group_of_[job] != kNoGroup) groups_[group_of_[job]].waiting += by;
  };
  count(~std::uint64_t{0});
  standing_[job] = standing;
  count(1);
}

void WaitReasons::apply(const Change& change) {
  if (change.what == What::kNodeUp || change.what == What::kNodeDown) {
    sites_[change.cluster]->pool->block(change.job, change.what == What::kNodeDown ? 1 : -1);
    return;
  }
  const Job& job = workload_.jobs[change.job];
  switch (change.what) {
    case What::kSubmission:
      stand(change.job, Standing::kDepends);
      break;
    case What::kEligible:
      stand(change.job, Standing::kWaits);
      break;
    case What::kStart:
      stand(change.job, Standing::kAway);
      if (change.cluster != kNoCluster) sites_[change.cluster]->change(change.seats, workload_, job, true);
      break;
    case What::kEnd:
      sites_[change.cluster]->change(change.seats, workload_, job, false);
      if (change.waits_again) stand(change.job, Standing::kWaits);
      break;
    case What::kNodeUp:
    case What::kNodeDown:
      break;
  }
}

void WaitReasons::advance(Time at) {
  const std::size_t before = next_;
  for (; next_ < changes_.size() && changes_[next_].at_us <= at; ++next_) apply(changes_[next_]);
  if (next_ == before) return;
  ++look_;
  for (auto& site : sites_) site->list_free();
}

WaitReason WaitReasons::reason_of(Group& group) {
  if (group.looked_at == look_) return group.reason;
  group.looked_at = look_;
  group.reason = sites_.front()->reason(workload_, group.example);
  for (std::size_t i = 1; i < sites_.size() && group.reason != WaitReason::kPolicy; ++i) {
    const WaitReason here = sites_[i]->reason(workload_, group.example);
    if (nearness(here) > nearness(group.reason)) group.reason = here;
  }
  return group.reason;
}

WaitCounts WaitReasons::counts() {
  WaitCounts counts{};
  counts[static_cast<std::size_t>(WaitReason::kDependency)] = depending_;
  for (Group& group : groups_) {
    if (group.waiting > 0) counts[static_cast<std::size_t>(reason_of(group))] += group.waiting;
  }
  return counts;
}

std::optional<WaitReason> WaitReasons::of(JobId job) {
  if (standing_[job] == Standing::kDepends) return WaitReason::kDependency;
  if (standing_[job] != Standing::kWaits || group_of_[job] == kNoGroup) return std::nullopt;
  return reason_of(groups_[group_of_[job]]);
}

}  // namespace berth
