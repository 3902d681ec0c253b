// What an organization's scheduler actor does, without the actor: clusters and deployments in people's terms around the
// engine's live scheduling. A command is decided into records for the journal, changes for the board, and awards for
// the clusters. Not thread-safe; owned by one actor.
//
// Every command has an instant of its own, later than the one before: where the machine's clock has been set back, the
// order is still that of the commands, and what is written down says so.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/live/folder.hpp"
#include "actors/live/numbers.hpp"
#include "actors/live/queues.hpp"
#include "engine/live/live_scheduler.hpp"

namespace berth::live {

class Desk {
 public:
  Desk(std::int64_t organization_id, NumbersPtr numbers);

  // Recovery: everything of the organization as it is published, and where its stream ends.
  void restore(const std::vector<ClusterShown>& clusters, const std::vector<DeploymentPtr>& deployments,
               const std::optional<Amounts>& quota, const std::vector<Queue>& queues, std::uint64_t sequence);

  // Decides the command. True when something follows that must be committed; otherwise the folder's answer stands
  // (a refusal, an explanation, a forecast).
  bool decide(Folder& folder);
  // What time alone brings; fills the folder if anything.
  bool tick(Folder& folder);
  std::int64_t organization_id() const { return organization_id_; }
  Time wake_at() const { return scheduler_.wake_at(); }
  // How the GPUs of clusters that have some are used as of now, to be published.
  std::vector<Publication> measure_gpus() const;

  // For a cluster actor's beginning: what it is and who runs there.
  Award beginning_of(std::int64_t cluster_id) const;
  std::vector<std::int64_t> cluster_ids() const;

 private:
  struct Room {  // a cluster
    Cluster view;
    ClusterId lane = 0;
    std::uint64_t version = 0;  // of the cluster actor's book
    std::optional<Shape> reshaped;
    bool is_new = false;
    bool removed = false;
  };

  bool create(Folder& folder, const CreateCluster& wish);
  bool change(Folder& folder, const ChangeCluster& wish);
  bool change(Folder& folder, const ChangeNodes& wish);
  bool change(Folder& folder, const MakeReservation& wish);
  bool change(Folder& folder, const EndReservation& wish);
  bool change_reservations(Folder& folder, Room& room, Cluster cluster, const char* event);
  bool remove(Folder& folder, const DeleteCluster& wish);
  bool create(Folder& folder, const CreateDeployment& wish);
  bool change(Folder& folder, const ChangeDeployment& wish);
  bool explain(Folder& folder, const ExplainDeployment& wish);
  bool measure(Folder& folder, const MeasureGpus& wish);
  bool measure(Folder& folder, const MeasureQueues& wish);
  ClusterGpus gpus_of(std::int64_t cluster_id, ClusterId lane) const;
  bool change_sharing(Folder& folder, const ChangeOrganization& wish);
  bool forecast(Folder& folder, Deployment wanted, const JobRequest& request);

  // Gives the command its instant.
  void set_instant(Folder& folder);
  bool refuse(Folder& folder, Fault fault, std::string code, std::string message);
  Room* find_room(std::int64_t cluster_id);
  JobId find_job(std::int64_t deployment_id) const;
  JobRequest request_for(const Deployment& deployment);
  // Turns what became of jobs into documents, awards and publications. `own` is the deployment the command is about
  // (kNoJob: none) with the word for what happened to it.
  // Whoever lost his place to nobody did so because a node failed where `failed` says so.
  void conclude(Folder& folder, const Changes& changes, JobId own, const std::string& own_event, bool failed = false);
  void record(Folder& folder, std::string kind, std::int64_t key, std::string event, std::string document,
              const std::string& reason = {});
  std::string reason_for(JobId job, const Change& change, bool failed) const;
  // What its queue has to do with a deployment that waits.
  void explain_queue(JobId job, Explanation& explanation) const;
  // What his owner has used goes with a deployment that changed it.
  void note_use(Deployment& deployment, JobId job) const;
  Award& award_on(Folder& folder, Room& room);
  void publish_used(Folder& folder);

  std::int64_t organization_id_;
  NumbersPtr numbers_;
  LiveScheduler scheduler_;
  std::vector<Queue> queues_;
  QueueNumbers queue_numbers_;
  std::map<std::int64_t, Room> rooms_;            // by cluster id
  std::vector<std::int64_t> cluster_by_lane_;     // 0: none any more
  std::vector<DeploymentPtr> views_;              // by JobId
  std::unordered_map<std::int64_t, JobId> jobs_;  // by deployment id; looked up only
  std::uint64_t sequence_ = 0;
  Time latest_us_ = 0;  // the instant of the last command
};

}  // namespace berth::live
