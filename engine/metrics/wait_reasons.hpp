// Why jobs of a replay waited, at instants of choice: the state of the clusters is built up again from who ran when and
// where, and every waiting request is held against it (engine/metrics/blocking.hpp). Nothing is recorded during the
// replay, and it costs nothing there.
//
// Each answer is exact for its instant, as things stand after all that happened then. Jobs that ask for the same wait
// for the same reason: an answer costs one look at each node class for each distinct request that waits. Where there
// are several clusters, the reason is that of the one that lacks least, the last but kPolicy in the order kSeveral,
// kConstraint, kMemory, kCpu, kGpu, kPieces, kTopology.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/metrics/blocking.hpp"
#include "engine/model/cluster_spec.hpp"
#include "engine/model/workload.hpp"
#include "engine/simulation/record.hpp"

namespace berth {

using WaitCounts = std::array<std::uint64_t, kWaitReasons>;  // jobs, by WaitReason

class WaitReasons {
 public:
  // All given outlive it. Refused jobs do not wait.
  WaitReasons(const Workload& workload, std::span<const ClusterSpec> clusters, const Replay& replay);
  ~WaitReasons();
  WaitReasons(const WaitReasons&) = delete;
  WaitReasons& operator=(const WaitReasons&) = delete;

  // REQUIRES: not before the instant it stands at.
  void advance(Time at);

  // All jobs that wait.
  WaitCounts counts();
  // Nothing when it does not wait.
  std::optional<WaitReason> of(JobId job);

  // Looks at a node that all waiting requests take together, at most: what counts() may cost.
  std::uint64_t looks() const;

 private:
  // At one instant in this order.
  enum class What : std::uint8_t { kEnd, kNodeUp, kNodeDown, kSubmission, kEligible, kStart };
  enum class Standing : std::uint8_t { kAway, kDepends, kWaits };
  struct Change {
    Time at_us;
    What what;
    JobId job;                 // of nodes: the node
    ClusterId cluster;         // of kStart, kEnd and nodes
    const Placement* seats;    // of kStart and kEnd, where placement is per node
    bool waits_again = false;  // after kEnd
  };
  struct Request {
    Resources one;
    std::uint32_t replicas = 1;
    TraitsId traits = 0;
    friend auto operator<=>(const Request& left, const Request& right) { return left.key() <=> right.key(); }
    std::array<std::int64_t, 5> key() const { return {one.cpu_milli, one.memory_mib, one.gpu_milli, replicas, traits}; }
  };
  struct Group {
    JobId example = kNoJob;  // a job that asks for this
    std::uint64_t waiting = 0;
    std::uint64_t looked_at = 0;  // the look at which `reason` was found
    WaitReason reason = WaitReason::kPolicy;
  };
  struct Site;  // a cluster, and what is free in it

  void list_changes();
  void number_requests();
  void apply(const Change& change);
  void stand(JobId job, Standing standing);
  WaitReason reason_of(Group& group);

  const Workload& workload_;
  const Replay& replay_;
  std::vector<Change> changes_;
  std::size_t next_ = 0;
  std::vector<std::unique_ptr<Site>> sites_;
  std::vector<Group> groups_;
  std::vector<std::uint32_t> group_of_;  // by job; of those that wait at some time
  std::vector<Standing> standing_;       // by job
  std::uint64_t depending_ = 0;
  std::uint64_t look_ = 1;  // counts instants, so that reasons found earlier are known to be old
};

}  // namespace berth
