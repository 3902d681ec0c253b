// Random commands on an organization's live scheduling, its promises checked after each.
#include <gtest/gtest.h>
#include <map>
#include <random>

#include "engine/live/live_scheduler.hpp"

namespace berth::live {
namespace {

using State = Standing::State;

class RandomCommands : public ::testing::TestWithParam<int> {
 protected:
  std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n)); }

  LaneSpec lane(const char* policy) {
    LaneSpec spec;
    spec.cluster.name = "c";
    for (std::int64_t group = 0; group <= below(2); ++group) {
      spec.cluster.groups.push_back({"g" + std::to_string(group),
                                     1 + below(3),
                                     {2 + below(8), 2 + below(8), below(3)},
                                     true,
                                     below(2) == 0 ? "fast" : "slow"});
    }
    spec.policy = *parse_policy(policy);
    return spec;
  }

  // Nothing over-allocated, and nobody waits who fits where nothing is reserved.
  void check(const LiveScheduler& scheduler) {
    std::map<TenantId, Resources> held;
    for (ClusterId id = 0; id < scheduler.lane_count(); ++id) {
      if (!scheduler.has_lane(id)) continue;
      const Lane& here = scheduler.lane(id);
      std::vector<Resources> nodes;
      for (const NodeGroup& group : here.spec().cluster.groups) {
        nodes.insert(nodes.end(), static_cast<std::size_t>(group.count), group.per_node);
      }
      for (const JobId job : here.running()) {
        ASSERT_EQ(scheduler.standing(job).state, State::kRunning);
        std::uint32_t replicas = 0;
        for (const auto& [node, count, slot] : here.book().running_placement(job)) {
          nodes.at(node) -= scheduler.jobs()[job].per_replica * count;
          ASSERT_FALSE(nodes[node].is_negative()) << "over-allocated";
          replicas += count;
        }
        ASSERT_EQ(replicas, scheduler.jobs()[job].replicas);
      }
      for (std::uint32_t node = 0; node < nodes.size(); ++node) {
        ASSERT_EQ(nodes[node], here.book().pool().room(node).total());
      }
      for (const JobId job : here.running()) {
        for (const Seat& seat : here.book().running_placement(job)) {
          ASSERT_FALSE(std::binary_search(here.spec().down.begin(), here.spec().down.end(), seat.node))
              << "on a node "
                 "that is down";
        }
      }
      ASSERT_TRUE(here.shut_out(scheduler.now()).empty()) << "on a node that is closed to it";
      if (here.takes_turns()) add_held(scheduler, here, held);
      if (here.spec().policy.backfill.name != "greedy" || here.spec().cordoned) continue;
      for (const auto& [priority, eligible_us, job] : here.waiting()) {
        if (here.takes_turns() && !may_take(scheduler, job)) continue;
        ASSERT_FALSE(here.book().fits_now(scheduler.jobs()[job])) << "somebody waits who fits";
      }
    }
    std::size_t in_lanes = 0, standing_in_lanes = 0;
    for (ClusterId id = 0; id < scheduler.lane_count(); ++id) {
      if (scheduler.has_lane(id)) in_lanes += scheduler.lane(id).running().size() + scheduler.lane(id).waiting().size();
    }
    for (JobId job = 0; job < scheduler.jobs().size(); ++job) {
      const State state = scheduler.standing(job).state;
      standing_in_lanes += state == State::kRunning || state == State::kWaiting;
    }
    ASSERT_EQ(in_lanes, standing_in_lanes) << "somebody is lost, or there twice";
    for (const auto& [leaf, amount] : held) ASSERT_EQ(amount, scheduler.shares().held(leaf)) << "wrongly counted";
  }

  static Resources need(const LiveScheduler& scheduler, JobId job) {
    return scheduler.jobs()[job].per_replica * scheduler.jobs()[job].replicas;
  }
  static TenantId leaf(const LiveScheduler& scheduler, JobId job) {
    return scheduler.shares().known_leaf(scheduler.jobs()[job]);
  }
  static bool may_take(const LiveScheduler& scheduler, JobId job) {
    return scheduler.shares().may_take(leaf(scheduler, job), need(scheduler, job));
  }
  static void add_held(const LiveScheduler& scheduler, const Lane& lane, std::map<TenantId, Resources>& held) {
    for (const JobId job : lane.running()) held[leaf(scheduler, job)] += need(scheduler, job);
  }

  // Whoever was preempted was strictly less important than whom it made room for; by attained service, it had held its
  // places for a while.
  static void check(const LiveScheduler& scheduler, const Changes& changes) {
    for (const Change& change : changes) {
      if (change.kind != Change::Kind::kPreempted || change.by == kNoJob) continue;
      if (scheduler.lane(change.lane).counts_service()) {
        ASSERT_GT(scheduler.standing(change.job).held_us, 0);
        continue;
      }
      if (scheduler.lane(change.lane).gives_turns()) continue;
      if (scheduler.lane(change.lane).reclaims()) {
        ASSERT_NE(leaf(scheduler, change.job), leaf(scheduler, change.by)) << "one's own part is not taken back";
        ASSERT_TRUE(scheduler.shares().has_quota(leaf(scheduler, change.by)) ||
                    scheduler.shares().has_quota(scheduler.shares().parent(leaf(scheduler, change.by))));
        continue;
      }
      ASSERT_LT(scheduler.jobs()[change.job].priority, scheduler.jobs()[change.by].priority);
    }
    ASSERT_LT(changes.size(), 2000U) << "a command that does not come to an end";
  }

  // Does something; the same seed does the same.
  void command(LiveScheduler& scheduler, Time now, Changes& changes) {
    const auto jobs = static_cast<std::int64_t>(scheduler.jobs().size());
    const std::int64_t what = below(21);
    const auto some_job = [&] { return static_cast<JobId>(below(jobs)); };
    const auto some_lane = [&] { return static_cast<ClusterId>(below(scheduler.lane_count())); };
    if (what < 9 || jobs == 0) {
      JobRequest request;
      request.per_replica = {below(6), below(6), below(5) == 0 ? 1 : 0};
      if (below(2) == 0) request.traits.speeds = {{"fast", 1000 * (1 + below(4))}};
      request.replicas = below(4) == 0 ? static_cast<std::uint32_t>(1 + below(3)) : 1;
      request.priority = static_cast<std::int32_t>(below(4));
      request.user = static_cast<std::int32_t>(below(3));
      request.queue = static_cast<std::int32_t>(below(6));
      if (below(2) == 0) request.expected_us = (1 + below(50)) * kSecond;
      const ClusterId pinned = some_lane();
      if (below(3) > 0 && scheduler.has_lane(pinned)) request.pinned = pinned;
      if (jobs > 0 && below(6) == 0) request.depends_on = {some_job()};
      scheduler.submit(request, now, changes);
    } else if (what < 15) {
      const JobId job = some_job();
      about_ = job;
      if (scheduler.standing(job).state != State::kEnded) scheduler.end(job, below(2) == 0, now, changes);
    } else if (what == 15) {
      const JobId job = some_job();
      if (scheduler.standing(job).state == State::kEnded) scheduler.resubmit(job, now, changes);
    } else if (what == 16) {
      scheduler.set_priority(some_job(), static_cast<std::int32_t>(below(4)), now, changes);
    } else if (what == 17) {
      const ClusterId id = some_lane();
      if (!scheduler.has_lane(id)) return;
      LaneSpec spec = scheduler.lane(id).spec();
      std::vector<std::uint32_t> moved;
      spec.cluster.closures.clear();
      if (const std::int64_t how = below(6); how == 5) {
        for (std::int64_t from = 0; from <= below(2); ++from) {
          Closure closure{.name = "closed", .from_us = now + from * 5 * kSecond, .lets_finish = below(3) == 0};
          closure.until_us = closure.from_us + (1 + below(15)) * kSecond;
          for (std::int64_t node = 0; node < spec.cluster.node_count(); ++node) {
            if (below(2) == 0) closure.nodes.push_back(static_cast<std::uint32_t>(node));
          }
          if (below(2) == 0) closure.users = {1};
          spec.cluster.closures.push_back(std::move(closure));
        }
      } else if (how == 4) {
        const Choice& order = spec.policy.order;
        if (order.name != "fairshare" && order.name != "multifactor") return;
        spec.policy.order = parse_policy("fairshare(half_life=" + std::to_string(20 + 20 * below(2)) + ")")->order;
      } else if (how == 0) {
        spec.cordoned = !spec.cordoned;
      } else if (how == 1) {
        // Nodes fail, or are back.
        spec.down.clear();
        for (std::int64_t node = 0; node < spec.cluster.node_count(); ++node) {
          if (below(3) == 0) spec.down.push_back(static_cast<std::uint32_t>(node));
        }
      } else {
        spec.down.clear();
        NodeGroup& group = spec.cluster.groups.front();
        const std::int64_t old = group.count;
        group.count = 1 + below(3);
        for (std::int64_t node = 0; node < scheduler.lane(id).spec().cluster.node_count(); ++node) {
          const bool first = node < old;
          const bool gone = first && node >= group.count;
          moved.push_back(gone ? Lane::kGone : static_cast<std::uint32_t>(first ? node : node - old + group.count));
        }
      }
      scheduler.change_lane(id, std::move(spec), moved, now, changes);
    } else if (what == 18) {
      const ClusterId id = some_lane();
      if (scheduler.has_lane(id)) scheduler.drain_lane(id, now, changes);
    } else if (what == 19) {
      scheduler.set_tenants(tenants(), now, changes);
    } else {
      scheduler.set_quota(below(3) == 0 ? kNoQuota : Resources{10 + below(30), 10 + below(30), 5}, now, changes);
    }
  }

  // Queues 0 to 3 with a parent above the first two; nobody speaks of 4 and 5. Sometimes none at all.
  Tenants tenants() {
    Tenants made;
    if (below(4) == 0) return made;
    made.by = TenantBy::kQueue;
    const auto some = [&] { return Resources{below(6), below(8), below(2)}; };
    made.list.push_back({.name = "above", .weight = 2, .quota = some()});
    for (std::int32_t queue = 0; queue < 4; ++queue) {
      made.list.push_back({.name = std::to_string(queue),
                           .parent = queue < 2 ? 0 : -1,
                           .weight = 1.0 + static_cast<double>(below(3)),
                           .quota = below(3) == 0 ? Resources{} : some(),
                           .limit = below(5) == 0 ? Resources{8, 9, 3} : kNoLimit,
                           .owns = {queue}});
    }
    return made;
  }

  std::mt19937_64 random_;
  JobId about_ = kNoJob;  // whom the last command ended
};

TEST_P(RandomCommands, KeepEveryPromise) {
  constexpr const char* kPolicies[] = {"priority,greedy,preemption=priority",
                                       "fcfs,none",
                                       "fcfs,easy",
                                       "priority,conservative,preemption=priority",
                                       "sjf,greedy,placement=best-fit",
                                       "las(threshold=10,queues=3,factor=2),greedy,preemption=las(min_run=2)",
                                       "drf,greedy,preemption=reclaim",
                                       "drf,greedy,preemption=reclaim(min_run=3,budget=2)",
                                       "fcfs,greedy,preemption=gavel(round=5)",
                                       "priority,greedy,preemption=priority(min_run=4,budget=2)"};
  random_.seed(static_cast<std::uint64_t>(GetParam()));
  LiveScheduler scheduler;
  Changes changes;
  Time now = kSecond;
  for (std::int64_t i = 0; i <= below(3); ++i) scheduler.add_lane(lane(kPolicies[below(10)]), now, changes);
  for (int step = 0; step < 150; ++step) {
    now += below(3) * kSecond;
    changes.clear();
    command(scheduler, now, changes);
    scheduler.tick(now, changes);
    ASSERT_NO_FATAL_FAILURE(check(scheduler)) << "step " << step;
    ASSERT_NO_FATAL_FAILURE(check(scheduler, changes)) << "step " << step;
  }
}

TEST_P(RandomCommands, DecideTheSameTwice) {
  const auto run = [this] {
    random_.seed(static_cast<std::uint64_t>(GetParam()));
    LiveScheduler scheduler;
    Changes changes;
    scheduler.add_lane(lane("priority,greedy,preemption=priority"), 0, changes);
    scheduler.add_lane(lane("fcfs,easy"), 0, changes);
    for (int step = 0; step < 80; ++step) command(scheduler, step * kSecond, changes);
    std::string text;
    for (const Change& change : changes) {
      text += std::to_string(static_cast<int>(change.kind)) + " " + std::to_string(change.job) + " " +
              std::to_string(change.lane) + " " + std::to_string(change.by) + "\n";
    }
    return text;
  };
  EXPECT_EQ(run(), run());
}

// The same scheduler as recovery would make it.
std::unique_ptr<LiveScheduler> recovered(const LiveScheduler& from, const std::vector<Use>& use) {
  auto scheduler = std::make_unique<LiveScheduler>();
  scheduler->restore_quota(from.quota());
  scheduler->restore_tenants(from.tenants());
  for (ClusterId lane = 0; lane < from.lane_count(); ++lane) scheduler->restore_lane(from.lane(lane).spec());
  for (JobId id = 0; id < from.jobs().size(); ++id) {
    const Job& job = from.jobs()[id];
    const Standing& standing = from.standing(id);
    JobRequest request{.per_replica = job.per_replica,
                       .replicas = job.replicas,
                       .priority = job.priority,
                       .expected_us = job.requested_us,
                       .user = job.user,
                       .queue = job.queue,
                       .number = job.number,
                       .pinned = standing.pinned,
                       .depends_on = {from.depends_on(id).begin(), from.depends_on(id).end()},
                       .traits = from.traits()[job.traits]};
    const bool runs = standing.state == State::kRunning;
    scheduler->restore_job(request, job.submit_us, standing,
                           runs ? from.lane(standing.lane).book().placement_of(id) : Placement{});
    if (const Turns* turns = from.turns(id)) scheduler->restore_turns(id, *turns);
    if (id < use.size()) scheduler->restore_use(id, use[id]);
  }
  return scheduler;
}

TEST_P(RandomCommands, DecideOnAsBeforeARecovery) {
  random_.seed(static_cast<std::uint64_t>(GetParam()));
  auto scheduler = std::make_unique<LiveScheduler>();
  Changes changes, twins;
  scheduler->add_lane(lane("las(threshold=10,queues=3,factor=2),greedy,preemption=las(min_run=2,budget=4)"), 0,
                      changes);
  scheduler->add_lane(lane("priority,greedy,placement=fgd,preemption=priority"), 0, changes);
  scheduler->add_lane(lane("priority,greedy,preemption=priority(min_run=4,budget=3)"), 0, changes);
  scheduler->add_lane(lane("drf,greedy,preemption=reclaim"), 0, changes);
  scheduler->add_lane(lane("fcfs,greedy,preemption=gavel(round=5)"), 0, changes);
  scheduler->add_lane(lane("fcfs,greedy,preemption=gavel(round=5)"), 0, changes);
  scheduler->add_lane(lane("drf,greedy,preemption=reclaim(min_run=3,budget=4)"), 0, changes);
  scheduler->add_lane(lane("fairshare(half_life=20),greedy"), 0, changes);
  scheduler->add_lane(lane("multifactor(half_life=20,age=1),easy"), 0, changes);
  std::vector<Use> use;  // as it goes with whom a command is about, and who is touched by it
  const auto note_use = [&] {
    use.resize(scheduler->jobs().size());
    if (about_ != kNoJob) changes.push_back({.job = about_});
    for (const Change& change : changes) {
      for (const Use::Part& part : scheduler->used_as_of_now(change.job)) use[change.job].note(part);
    }
    if (about_ != kNoJob) changes.pop_back();
    about_ = kNoJob;
  };
  Time now = 0;
  for (int step = 0; step < 120; ++step) {
    now += 1 + below(4) * kSecond;
    const auto twin = step % 10 == 0 ? recovered(*scheduler, use) : nullptr;
    if (twin) twin->tick(now, twins);
    scheduler->tick(now, changes);
    note_use();
    const std::mt19937_64 random = random_;
    changes.clear();
    twins.clear();
    command(*scheduler, ++now, changes);
    note_use();
    if (!twin) continue;
    random_ = random;
    command(*twin, now, twins);
    // What the instants after it bring is the same, too, and when more is to be looked for.
    for (const Time instant : {now + 1, now + 2}) {
      scheduler->tick(instant, changes);
      note_use();
      twin->tick(instant, twins);
    }
    now += 2;
    ASSERT_EQ(twins.size(), changes.size()) << "step " << step;
    for (std::size_t i = 0; i < twins.size(); ++i) {
      ASSERT_EQ(static_cast<int>(twins[i].kind), static_cast<int>(changes[i].kind)) << "step " << step;
      ASSERT_EQ(twins[i].job, changes[i].job) << "step " << step;
      ASSERT_EQ(twins[i].lane, changes[i].lane) << "step " << step;
      ASSERT_EQ(twins[i].by, changes[i].by) << "step " << step;
      ASSERT_EQ(twins[i].nodes, changes[i].nodes) << "step " << step;
    }
    ASSERT_EQ(twin->wake_at(), scheduler->wake_at()) << "step " << step;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomCommands, ::testing::Range(0, 240));

}  // namespace
}  // namespace berth::live
