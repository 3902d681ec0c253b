// The book of a cluster whose nodes differ or host several replicas: placement is per node, and a promise names its
// nodes. Exact and plain: looking for an instant tries each end of a hold in turn.
#pragma once

#include <map>
#include <utility>

#include "engine/cluster/book.hpp"
#include "engine/policy/placement/placement.hpp"

namespace berth {

class NodeBook final : public Book {
 public:
  NodeBook(const ClusterSpec& cluster, const PlacementAlgorithm& placement);

  std::unique_ptr<Book> clone() const override { return std::make_unique<NodeBook>(*this); }

  bool can_ever(const Job& job) const override;
  bool fits_now(const Job& job) const override;
  double left_after(const Job& job) const override;
  double left_after(const Job& job, Time at) const override;

  void advance(Time now) override { now_ = now; }
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
  bool reservation_is_free(JobId id, const Job& job) const override;
  void start_reserved(JobId id, const Job& job, Time now) override;
  std::int64_t most_free(Time, Time) const override { return kCountLimit; }

  Placement placement_of(JobId id) const override { return running_.at(id).nodes; }
  void start_at(JobId id, const Job& job, Time now, const Placement& nodes) override;

  const Placement& running_placement(JobId id) const { return running_.at(id).nodes; }
  const std::vector<Resources>& free() const { return free_; }
  const Resources& capacity() const { return total_; }
  const PlacementAlgorithm& placement() const { return *placement_; }
  void forget_reservations() {
    reserved_.clear();
    head_ = kNoJob;
  }

 private:
  struct Hold {
    Placement nodes;
    Resources per_replica;
    Time from = 0;
    Time until = 0;
  };

  // What every node has free throughout [from, until), by expected ends and reservations.
  std::vector<Resources> room(Time from, Time until) const;
  // The same, and also free in truth now.
  std::vector<Resources> room_now(Time now, Time until) const;
  void take(std::vector<Resources>& nodes, const Hold& hold, std::int64_t times) const;
  double ratio_left(const std::vector<Resources>& nodes, const Job& job) const;
  Hold hold_for(const Job& job, Time from, const std::vector<Resources>& nodes) const;
  void run(JobId id, Hold hold);

  std::vector<Resources> capacity_;
  Resources total_;
  std::vector<Resources> free_;  // in truth, now
  const PlacementAlgorithm* placement_;
  std::map<JobId, Hold> running_;
  std::map<JobId, Hold> reserved_;  // by job; the head's promise too
  JobId head_ = kNoJob;
  Time now_ = 0;
};

}  // namespace berth
