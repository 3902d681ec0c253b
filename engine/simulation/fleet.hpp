// Autoscaling: which nodes of the groups that follow the queue are on. Nodes are switched on when waiting jobs would
// have room there, and off again once nobody has used them for a while and no waiting job has room there.
//
// What waiting jobs need is found by placing them, in the order in which they became eligible, where there is room:
// first on nodes that are on or booting, then on nodes that are off, always the lowest-numbered ones. A job goes to the
// first cluster that has room for all its replicas, else to the first where most of them find room: those that do not
// wait for nodes in use. Nodes that maintenance or a reservation would close to the job before it ended are no room for
// it. It is an estimate: racks, zones and jobs to be kept apart are not looked at.
//
// A node that goes down is off from then on, until it is up and needed again: others are switched on in its place.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/model/workload.hpp"
#include "engine/negotiation.hpp"
#include "engine/simulation/event_heap.hpp"

namespace berth {

class Fleet {
 public:
  // `workload` outlives it.
  Fleet(const Workload& workload, std::span<const ClusterSpec> clusters);

  // Who plans ahead counts on a node that is off only when nothing else is left.
  static constexpr Time kSomeTime = kHorizonLimit;

  // Whether any group follows the queue; else there is nothing to call.
  bool any() const { return any_; }

  void waits(JobId job, Time submit_us) { waiting_.insert({submit_us, job}); }
  void waits_no_more(JobId job, Time submit_us) { waiting_.erase({submit_us, job}); }
  void started(JobId job, ClusterId cluster, const Placement& nodes);
  // What is to be heard of later goes to `events`.
  void ended(JobId job, ClusterId cluster, const Placement& nodes, Time now, std::vector<Event>& events);

  // Before a pass: which nodes are off from now on, or will be on at a known time.
  void decide(Time now, std::vector<NodeChange>& changes, std::vector<Event>& events);
  // A node, by the number an event says, is on from now on; nothing where it went down meanwhile.
  std::optional<NodeChange> booted(std::uint32_t number, Time now, std::vector<Event>& events);
  // A node goes down, with nobody on it any more, or comes back: whether it is of a group that follows the queue. Then
  // it is off.
  bool went_down(ClusterId cluster, std::uint32_t node, Time now);
  bool came_up(ClusterId cluster, std::uint32_t node);
  // One has perhaps been idle for long enough; whether it has, and that is news.
  bool is_idle(std::uint32_t number, Time now);

  // The estimate was wrong: nobody runs and no node boots, but jobs wait. The next node to switch on, if one is off.
  bool is_stuck() const { return holds_ == 0 && booting_ == 0 && !waiting_.empty(); }
  std::optional<std::uint32_t> next_off() const;
  // It is to be switched on before the next pass.
  void demand(std::uint32_t number) { demanded_ = number; }

  // When nodes of such groups were on, so far.
  std::vector<Powered> powered() && { return std::move(powered_); }

 private:
  enum class Power : std::uint8_t { kOff, kBooting, kOn };
  struct Node {
    Room room;
    std::uint32_t group = 0;  // of all clusters
    Power power = Power::kOn;
    bool down = false;
    std::uint32_t seats = 0;  // in use
    Time idle_since = 0;
    Time ready = 0;           // it was, or will be, on
    std::size_t stretch = 0;  // in powered_
  };
  struct Group {
    const NodeGroup* spec;
    std::uint32_t first = 0;  // node
    std::int64_t on = 0;      // or booting
  };
  struct Site {
    std::uint32_t first = 0, end = 0;  // nodes
    std::vector<Closure> closures;
  };
  // Where a request was last found to have no room: all before is full.
  struct Cursor {
    std::uint32_t in_use = 0, off = 0;
  };
  using Cursors = std::map<std::tuple<ClusterId, TraitsId, std::int64_t, std::int64_t, std::int64_t>, Cursor>;
  using Seats = std::vector<Seat>;  // nodes by number through all clusters

  bool scales(const Node& node) const { return groups_[node.group].spec->autoscaling.has_value(); }
  bool allows(const Job& job, const Node& node) const;
  bool could_ever(const Job& job, ClusterId cluster) const;
  ClusterId cluster_of(std::uint32_t number) const;
  // Finds room for what is missing, on nodes that are off or on others, and takes it.
  void seat(const Job& job, ClusterId cluster, bool off, const std::vector<std::uint32_t>& shut, std::uint32_t& cursor,
            std::uint32_t& missing, Seats& seats);
  // Nodes of the cluster that will be closed to the job before it would end, ascending.
  std::vector<std::uint32_t> shut_to(const Job& job, const Site& site, Time now) const;
  void give_back(const Job& job, const Seats& seats);
  // Takes the job's seats; which they are.
  Seats try_job(const Job& job, Time now, Cursors& cursors);
  // Switches on what waiting jobs need. Which nodes they need.
  std::set<std::uint32_t> serve(Time now, std::vector<NodeChange>& changes, std::vector<Event>& events);
  // Switches on nodes of groups fewer of which are on than must be.
  void keep_least(Time now, std::vector<NodeChange>& changes, std::vector<Event>& events);
  void switch_on(std::uint32_t number, Time now, std::vector<NodeChange>& changes, std::vector<Event>& events);
  void switch_off(std::uint32_t number, Time now, std::vector<NodeChange>& changes);
  void await_idle(std::uint32_t number, Time now, std::vector<Event>& events);

  const Workload& workload_;
  bool any_ = false;
  bool began_ = false;
  std::vector<NodeGroup> specs_;
  std::vector<Group> groups_;
  std::vector<Site> sites_;  // by cluster
  std::vector<Node> nodes_;
  std::set<std::pair<Time, JobId>> waiting_;
  std::optional<std::uint32_t> demanded_;
  std::set<std::uint32_t> idle_;                     // on, for long enough unused
  std::uint64_t off_ = 0, booting_ = 0, holds_ = 0;  // off_: and not down
  std::vector<Powered> powered_;
};

}  // namespace berth
