// Lets jobs take turns, round by round, so that each gets its share of the time on each cluster: the mechanism of Gavel
// (Narayanan et al., OSDI 2020, section 5), a cluster being a kind of machine. The shares are those of
// throughput_shares.hpp, by weights of tenants (tenant_weights.hpp), anew whenever other jobs are there, or other GPUs.
//
// At the beginning of a round all jobs with GPUs, waiting or not, are gone through by priority,
//
//   the time due on a cluster ÷ the time had there,
//
// due being its share of every round since it came, this one included; who has had none comes first. Each goes to the
// cluster where its turn comes first and GPUs are left. Who is there already stays; who is not takes the place of those
// whose turn is somewhere else, or not now: as few as will do. Who would be no faster there than where he is comes
// last, and stays where he is if he still can. Between rounds, whoever fits starts where there is room.
#pragma once

#include "engine/scheduler/preemptor.hpp"
#include "engine/scheduler/tenant_weights.hpp"

namespace berth {

class ThroughputPreemptor final : public Preemptor {
 public:
  // All given outlive it.
  ThroughputPreemptor(const Workload& workload, const PreemptionAlgorithm& algorithm, const Choice& choice,
                      std::span<const ClusterSpec> clusters);

  void waits(JobId job, Time submit_us) override;
  void waits_no_more(JobId, Time) override {}
  void runs(JobId job, ClusterId cluster, const Book& book, Time submit_us, Time now) override;
  void ended(JobId job, ClusterId cluster, const Book& book, Time now) override;
  void node_changed(ClusterId, std::uint32_t) override {}
  bool goes_first() const override { return true; }
  void begin() override {}
  std::optional<Swap> next(std::span<Book* const> books, const MayStart& may_start, Time now) override;
  Time wake_at(Time now) override;
  void preempted(JobId job, ClusterId, const Placement&, Time) override { present_.at(job).is_over = false; }

  // For who begins with jobs that have had turns before, and keeps the rounds' time himself:
  // what is due to a job that is here, and what it had up to when it last left a cluster;
  void know_turns(JobId job, ClusterId cluster, Duration had_us, double due_us);
  double due(JobId job, ClusterId cluster) const;
  // where a job may be at all;
  void let_only(std::function<bool(JobId, ClusterId)> may_be) { may_be_ = std::move(may_be); }
  // a round begins now.
  void hold_round(std::span<Book* const> books, Time now) { begin_round(books, now); }
  static Duration round_of(const Choice& choice);

 private:
  // Jobs that are alike to the shares.
  struct Kind {
    std::int64_t width = 0;            // GPUs in thousandths
    std::vector<std::int64_t> speeds;  // by cluster
    std::size_t leaf = 0;              // whose they are
    friend bool operator<(const Kind& left, const Kind& right) {
      return std::tie(left.width, left.speeds, left.leaf) < std::tie(right.width, right.speeds, right.leaf);
    }
  };
  struct Present {
    Time submit_us = 0;
    std::size_t kind = kNoKind;
    std::vector<Duration> had;    // by cluster
    std::vector<double> due;      // by cluster, in µs
    ClusterId turn = kNoCluster;  // where it is to run in this round
    bool is_over = false;         // unless it comes back before the next round
  };
  static constexpr std::size_t kNoKind = static_cast<std::size_t>(-1);

  bool takes_turns(JobId job) const { return workload_.jobs[job].per_replica.gpu_milli > 0; }
  std::int64_t gpus_of(JobId job) const {
    return workload_.jobs[job].per_replica.gpu_milli * workload_.jobs[job].replicas;
  }
  std::size_t kind_of(JobId job, std::span<Book* const> books);
  // In thousandths, without those of nodes that are down.
  std::vector<std::int64_t> gpus(std::span<Book* const> books, Time now) const;
  // Decides on a round: whose turn it is where.
  void begin_round(std::span<Book* const> books, Time now);
  void share_out(const std::vector<std::int64_t>& gpus);
  void give_turns(std::vector<std::int64_t> gpus_left, Time now);
  std::vector<JobId> victims_for(const Job& wanted, ClusterId cluster, const NodeBook& book, Time now) const;
  ClusterId place_of(JobId job) const;
  // Whether a job is better off where its turn is than where it is.
  bool gains(JobId job) const;

  std::span<const ClusterSpec> clusters_;
  std::vector<std::string> models_;  // by cluster
  Duration round_us_;
  std::function<bool(JobId, ClusterId)> may_be_;  // none: anywhere
  std::map<JobId, Present> present_;
  std::vector<Stays> running_;  // by cluster
  TenantWeights weights_;
  std::map<Kind, std::size_t> kind_ids_;
  std::vector<Kind> kinds_;
  // What the shares were found for: jobs by kind, GPUs by cluster.
  std::vector<std::size_t> counts_;
  std::vector<std::int64_t> gpus_;
  std::vector<std::vector<double>> shares_;  // by kind and cluster

  Time round_begun_ = kNever;
  std::vector<JobId> to_start_;  // of this round, in the order of their turns
  std::size_t next_ = 0;
};

}  // namespace berth
