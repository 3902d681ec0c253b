// Gives back to tenants what they may count on: a waiting job whose tenant stays within its quota with it takes the
// place of jobs of tenants that hold more than theirs (engine/model/tenants.hpp).
//
// Who may take from whom is asked where their branches of the tree part. Say a and b are siblings, the waiting job is
// below a, the running one below b. a holds within its quota, the job included: of every resource its quota names, and
// the job asks for one of them. b, and everybody from there down to whose the running job is, holds more than its
// quota: of a resource its quota names, or, where it names none, anything. So whoever takes back stays within its
// quota, nobody within his own loses anything, and no two can take from each other in turn. Of several victims of one
// tenant each finds it beyond its quota when he leaves; the last may leave it a part of a job below.
//
// Waiting jobs are tried tenant by tenant in the order of their turns (dominant_shares.hpp), those of one in theirs.
// Victims are the fewest; of as many, those of tenants with the largest share, then the youngest, then the highest
// JobId.
#pragma once

#include <set>

#include "engine/scheduler/dominant_shares.hpp"
#include "engine/scheduler/preemptor.hpp"

namespace berth {

class Reclaimer final : public Preemptor {
 public:
  // All given outlive it.
  Reclaimer(const Workload& workload, const PreemptionAlgorithm& algorithm, const Choice& choice, std::size_t clusters,
            DominantShares& shares);

  void waits(JobId job, Time submit_us) override;
  void waits_no_more(JobId job, Time submit_us) override;
  void runs(JobId job, ClusterId cluster, const Book& book, Time submit_us, Time now) override;
  void ended(JobId job, ClusterId cluster, const Book& book, Time now) override;
  void node_changed(ClusterId, std::uint32_t) override {}
  void begin() override;
  std::optional<Swap> next(std::span<Book* const> books, const MayStart& may_start, Time now) override;
  std::vector<JobId> would_leave_for(JobId job, std::span<Book* const> books, Time now) const override;
  Time wake_at(Time now) override;
  void preempted(JobId job, ClusterId, const Placement&, Time) override;

 private:
  // In the order in which jobs of one tenant leave: minus the instant it started, all others of the JobId.
  using Leaving = std::pair<Time, JobId>;
  struct Leaf {
    std::map<Shape, std::set<std::pair<Time, JobId>>> waiting;  // by submission, then job; none empty
    std::vector<std::set<Leaving>> running;                     // by cluster
  };
  // A leaf some of whose jobs a waiting one may take the place of, and its ancestor, or itself, where their branches
  // part.
  struct Giver {
    TenantId leaf;
    TenantId branch;
  };
  using Givers = std::vector<Giver>;  // the largest share first
  Givers givers_for(TenantId taker, const Resources& amount) const;
  // Leaves with somebody waiting and a quota on the way up, the smallest share first.
  std::vector<TenantId> takers() const;
  // Whose jobs are asked about: who waits, with since when, in order.
  std::vector<std::pair<Time, JobId>> askers(TenantId taker, std::span<Book* const> books) const;
  // Whose turn it is first of two leaves.
  bool comes_before(TenantId left, TenantId right) const;

  // What a waiting job makes of those who run: whom it takes the place of; nothing where that is nobody.
  std::optional<Swap> swap_for(TenantId taker, JobId id, Time submit_us, std::span<Book* const> books, Time now) const;
  std::vector<JobId> victims_for(const Job& wanted, const Givers& givers, ClusterId cluster, const NodeBook& book,
                                 Time now) const;
  // Who makes room alone; kNoJob when nobody does.
  JobId one_alone(const Job& wanted, const Givers& givers, ClusterId cluster, const NodeBook& book, Time now) const;
  std::vector<JobId> on_one_node(const Job& wanted, const Givers& givers, ClusterId cluster, const NodeBook& book,
                                 Time now) const;

  struct Candidate {
    JobId job;
    std::uint32_t giver;  // position among the givers
  };
  // The smallest set that makes room, each of whom finds his tenants beyond their quotas when those before him have
  // left. `free` and `running`: of the nodes looked at. Exact as long as `work` lasts.
  std::vector<JobId> choose(const Job& wanted, std::span<const Room> free, std::vector<Running> running,
                            const Givers& givers, std::int64_t& work) const;
  // Whether they may all leave, and who of them may, in that order, giver by giver.
  bool may_all_leave(const std::vector<Candidate>& jobs, const Givers& givers) const;
  std::vector<Candidate> within_excess(const std::vector<Candidate>& jobs, const Givers& givers) const;
  // All of the givers' jobs that may leave by now, in the order in which they leave.
  std::vector<Candidate> candidates(const Givers& givers, ClusterId cluster, Time now) const;

  DominantShares& shares_;
  std::map<TenantId, Leaf> leaves_;
  std::vector<Stays> running_;  // by cluster
  bool made_room_ = false;      // since `begin`
  std::set<std::pair<TenantId, Asked>> hopeless_;
};

}  // namespace berth
