// The book of a cluster whose nodes differ or host several replicas: placement is per node and per GPU, and a promise
// names its nodes. Starting now looks at node classes; looking into the future is exact and plain: each end of a hold
// is tried in turn.
//
// Closures are known beforehand: their nodes count as blocked for whoever would still run, by requested time, when they
// are closed to him.
#pragma once

#include <map>
#include <memory>
#include <utility>

#include "engine/cluster/book.hpp"
#include "engine/cluster/placer.hpp"

namespace berth {

class NodeBook final : public Book {
 public:
  // `workload` and `algorithm` outlive it.
  NodeBook(const ClusterSpec& cluster, const Workload& workload, const PlacementAlgorithm& algorithm,
           const Choice& choice);
  NodeBook(const NodeBook& other);

  std::unique_ptr<Book> clone() const override { return std::make_unique<NodeBook>(*this); }

  bool can_ever(const Job& job) const override;
  bool fits_now(const Job& job) const override;
  double left_after(const Job& job) const override;
  double left_after(const Job& job, Time at) const override;

  bool advance(Time now) override;
  void start(JobId id, const Job& job, Time now) override;
  void finish(JobId id, const Job& job, Time expected_end, Time now) override;
  void extend(JobId id, const Job& job, Time expected_end, Time new_end) override;

  Time promise_head(JobId id, const Job& job, Time now) override;
  void forget_head() override;
  Window window(Time now) const override;
  Reason beside_head(const Job& job, Time now) const override;
  void start_beside_head(JobId id, const Job& job, Time now, Reason reason) override;
  bool units_are_alike() const override { return false; }

  Time earliest(const Job& job, Time from, Time before) const override;
  Time earlier(const Job&, Time, Time, Time) const override { return kNever; }
  void reserve(JobId id, const Job& job, Time at) override;
  void drop_reservation(JobId id, const Job& job, Time at) override;
  void restore_reservation(JobId id, const Job& job, Time at) override;
  bool reservation_is_free(JobId id, const Job& job) const override;
  void start_reserved(JobId id, const Job& job, Time now) override;
  std::int64_t most_free(Time, Time) const override { return kCountLimit; }

  void take_down(std::uint32_t node, Time until, Time now) override;
  void bring_up(std::uint32_t node, Time until) override;

  Placement placement_of(JobId id) const override { return running_.at(id).nodes; }
  void start_at(JobId id, const Job& job, Time now, const Placement& nodes) override;
  void close(const Placement& nodes, Time until) override;

  // While it lives the nodes count as blocked, now, that are closed to a job at some time while it would run.
  class Shut;
  Shut shut_for(const Job& job) const;
  // Whether only closures keep a job from starting now.
  bool is_shut_out(const Job& job) const { return !fits_now(job) && placer_.fits(pool_, apart_, kNoJob, job); }
  bool has_closures() const { return !cluster_->closures.empty(); }

  const Placement& running_placement(JobId id) const { return running_.at(id).nodes; }
  const NodePool& pool() const { return pool_; }
  const Resources& capacity() const { return total_; }
  void forget_reservations() {
    reserved_.clear();
    head_ = kNoJob;
  }
  // Whether the job's traits let it onto a node.
  bool allows(const Job& job, std::uint32_t node) const;

 private:
  struct Hold {
    Placement nodes;
    Resources per_replica;
    TraitsId traits = 0;
    Time from = 0;
    Time until = 0;
  };
  // The nodes as they are throughout a span of time.
  struct Future {
    NodePool pool;
    Apart apart;
  };

  // What every node has free throughout [from, until), by expected ends and reservations.
  std::vector<Room> room(Time from, Time until) const;
  Future future(Time from, Time until) const { return future_with(room(from, until), from, until); }
  // The same, and also free in truth now.
  Future future_now(Time now, Time until) const;
  Future future_with(std::vector<Room> rooms, Time from, Time until) const;
  // Where it would go if it ran from then on.
  std::optional<Placement> place_in(Future future, JobId id, const Job& job, Time from) const;
  void take(std::vector<Room>& nodes, const Hold& hold) const;
  double ratio_left(const Resources& free, const Job& job) const;
  void keep_apart(const Hold& hold, Apart& apart, bool together) const;
  void run(JobId id, Hold hold);
  void add(JobId id, Hold hold);

  std::shared_ptr<const ClusterSpec> cluster_;
  const Workload* workload_;
  Resources total_;
  // Looking for room tries it out, and gives it back.
  mutable NodePool pool_;  // in truth, now
  mutable Placer placer_;
  mutable Placer ahead_;    // for pools of the future
  mutable NodePool empty_;  // as nobody ran
  mutable Placer never_;
  Apart apart_;
  std::map<std::uint32_t, Time> down_;  // nodes, and until when
  std::map<JobId, Hold> running_;
  std::map<JobId, Hold> reserved_;             // by job; the head's promise too
  Hold dropped_;                               // the reservation dropped last
  std::multimap<Time, std::uint32_t> closed_;  // nodes, by when they are open again
  JobId head_ = kNoJob;
  Time now_ = 0;
};

class NodeBook::Shut {
 public:
  Shut(NodePool& pool, const ClusterSpec& cluster, const Job& job, Time from);
  ~Shut();
  Shut(const Shut&) = delete;
  Shut& operator=(const Shut&) = delete;

  // By whom, as positions among the cluster's closures: where these are the same, so are the nodes.
  const std::vector<std::uint32_t>& closures() const { return closures_; }

 private:
  void block(int by);

  NodePool& pool_;
  const ClusterSpec& cluster_;
  std::vector<std::uint32_t> closures_;
};

inline NodeBook::Shut NodeBook::shut_for(const Job& job) const { return {pool_, *cluster_, job, now_}; }

}  // namespace berth
