#include "actors/live/desk.hpp"

#include <algorithm>

#include "actors/live/amounts.hpp"
#include "actors/live/cause.hpp"
#include "actors/live/shapes.hpp"

namespace berth::live {

using State = Standing::State;

Desk::Desk(std::int64_t organization_id, NumbersPtr numbers)
    : organization_id_(organization_id), numbers_(std::move(numbers)), scheduler_(kCountedPerCore) {}

bool Desk::refuse(Folder& folder, Fault fault, std::string code, std::string message) {
  folder.answer = Refused{fault, std::move(code), std::move(message)};
  return false;
}

Desk::Room* Desk::find_room(std::int64_t cluster_id) {
  const auto found = rooms_.find(cluster_id);
  return found == rooms_.end() ? nullptr : &found->second;
}

JobId Desk::find_job(std::int64_t deployment_id) const {
  const auto found = jobs_.find(deployment_id);
  return found == jobs_.end() ? kNoJob : found->second;
}

std::vector<std::int64_t> Desk::cluster_ids() const {
  std::vector<std::int64_t> ids;
  for (const auto& [id, room] : rooms_) ids.push_back(id);
  return ids;
}

Award Desk::beginning_of(std::int64_t cluster_id) const {
  const Room& room = rooms_.at(cluster_id);
  Award award{.cluster_id = cluster_id, .version = room.version};
  award.shape = Shape{nodes_of(spec_of(room.view)), {}};
  const Lane& lane = scheduler_.lane(room.lane);
  for (const JobId job : lane.running()) {
    award.granted.push_back({job, scheduler_.jobs()[job].per_replica, lane.book().placement_of(job)});
  }
  return award;
}

JobRequest Desk::request_for(const Deployment& deployment) {
  JobRequest request;
  request.per_replica = need_of(deployment.required);
  request.replicas = static_cast<std::uint32_t>(deployment.replicas);
  request.priority = deployment.priority;
  if (deployment.expected_duration_s) {
    request.expected_us = std::max<Duration>(
        1, static_cast<Duration>(std::min(*deployment.expected_duration_s, seconds(kUnknownDuration)) * 1e6));
  }
  request.user = static_cast<std::int32_t>(deployment.created_by);
  request.queue = queue_numbers_.of(deployment.queue);
  request.number = deployment.id;
  if (deployment.traits) request.traits = *deployment.traits;
  if (!deployment.any_cluster) {
    const auto room = rooms_.find(deployment.cluster_id);
    // A cluster that is no more takes nobody: a lane that never was.
    request.pinned = room == rooms_.end() ? static_cast<ClusterId>(kNoCluster - 1) : room->second.lane;
  }
  for (const std::int64_t id : deployment.dependency_ids) {
    if (const JobId job = find_job(id); job != kNoJob) request.depends_on.push_back(job);
  }
  return request;
}

void Desk::restore(const std::vector<ClusterShown>& clusters, const std::vector<DeploymentPtr>& deployments,
                   const std::optional<Amounts>& quota, const std::vector<Queue>& queues, std::uint64_t sequence) {
  sequence_ = sequence;
  if (quota) scheduler_.restore_quota(room_of(*quota));
  queues_ = queues;
  scheduler_.restore_tenants(tenants_of(queues_, queue_numbers_));
  std::vector<const Cluster*> by_lane;
  for (const ClusterShown& shown : clusters) {
    by_lane.push_back(&shown.cluster);
    latest_us_ = std::max(latest_us_, shown.cluster.created_us);
  }
  std::sort(by_lane.begin(), by_lane.end(),
            [](const auto* left, const auto* right) { return left->lane < right->lane; });
  for (const Cluster* cluster : by_lane) {
    while (scheduler_.lane_count() < cluster->lane) {
      scheduler_.restore_no_lane();
      cluster_by_lane_.push_back(0);
    }
    const ClusterId lane = scheduler_.restore_lane(lane_of(*cluster));
    rooms_[cluster->id] = {.view = *cluster, .lane = lane, .version = 0, .reshaped = {}};
    cluster_by_lane_.push_back(cluster->id);
  }
  views_.reserve(deployments.size());
  for (const DeploymentPtr& view : deployments) {
    const JobRequest request = request_for(*view);
    Standing standing;
    standing.pinned = request.pinned;
    standing.eligible_us = view->eligible_us;
    standing.completed = view->status == Status::kCompleted;
    standing.held_us = view->held_us;
    standing.preemptions = static_cast<std::uint32_t>(view->preemptions);
    const Room* room = find_room(view->cluster_id);
    if (view->status == Status::kRunning && room) {
      standing.state = State::kRunning;
      standing.lane = room->lane;
      standing.started_us = view->started_us;
      standing.expected_end_us = view->started_us + request.expected_us;
    } else if (view->status == Status::kPending) {
      const std::string& reason = view->reason;
      standing.state = reason == "held by dependency"    ? State::kHeldByDependency
                       : reason == "held by quota"       ? State::kHeldByQuota
                       : reason == "never fits" || !room ? State::kNever
                                                         : State::kWaiting;
      if (standing.state == State::kWaiting) standing.lane = room->lane;
    }
    const JobId job = scheduler_.restore_job(request, view->created_us, standing, view->nodes);
    if (view->turns) scheduler_.restore_turns(job, *view->turns);
    if (view->use) scheduler_.restore_use(job, *view->use);
    views_.push_back(view);
    jobs_[view->id] = job;
    latest_us_ = std::max(latest_us_, view->changed_us);
  }
}

// What time alone was looked at for, and brought nothing, may lie behind an instant that was taken on the way here.
void Desk::set_instant(Folder& folder) {
  folder.now = latest_us_ = std::max({folder.now, latest_us_ + 1, scheduler_.now()});
}

bool Desk::decide(Folder& folder) {
  set_instant(folder);
  folder.organization_id = organization_id_;
  return std::visit(
      [&](const auto& wish) -> bool {
        using Kind = std::decay_t<decltype(wish)>;
        if constexpr (std::is_same_v<Kind, ExplainDeployment>) {
          return explain(folder, wish);
        } else if constexpr (std::is_same_v<Kind, MeasureGpus> || std::is_same_v<Kind, MeasureQueues>) {
          return measure(folder, wish);
        } else if constexpr (std::is_same_v<Kind, CreateDeployment>) {
          return create(folder, wish);
        } else if constexpr (std::is_same_v<Kind, ChangeDeployment> || std::is_same_v<Kind, ChangeCluster> ||
                             std::is_same_v<Kind, ChangeNodes> || std::is_same_v<Kind, MakeReservation> ||
                             std::is_same_v<Kind, EndReservation>) {
          return change(folder, wish);
        } else if constexpr (std::is_same_v<Kind, CreateCluster>) {
          return create(folder, wish);
        } else if constexpr (std::is_same_v<Kind, DeleteCluster>) {
          return remove(folder, wish);
        } else if constexpr (std::is_same_v<Kind, ChangeOrganization>) {
          return change_sharing(folder, wish);
        } else {
          return true;  // decided before it came here; it only takes its place
        }
      },
      folder.wish);
}

bool Desk::tick(Folder& folder) {
  const Time before = latest_us_;
  set_instant(folder);
  Changes changes;
  scheduler_.tick(folder.now, changes);
  folder.organization_id = organization_id_;
  conclude(folder, changes, kNoJob, {});
  if (folder.records.empty()) latest_us_ = before;  // nothing happened, and no instant is taken
  return !folder.records.empty();
}

void Desk::record(Folder& folder, std::string kind, std::int64_t key, std::string event, std::string document,
                  const std::string& reason) {
  JournalRecord record;
  record.stream = "scheduler/" + std::to_string(organization_id_);
  record.sequence = ++sequence_;
  record.organization = organization_id_;
  record.kind = std::move(kind);
  record.key = std::to_string(key);
  record.event = std::move(event);
  record.at_us = folder.now;
  record.document = std::move(document);
  record.cause = cause_of(folder.caller, reason);
  folder.records.push_back(std::move(record));
}

Award& Desk::award_on(Folder& folder, Room& room) {
  for (Award& award : folder.awards) {
    if (award.cluster_id == room.view.id) return award;
  }
  folder.awards.push_back({.cluster_id = room.view.id, .version = room.version++});
  return folder.awards.back();
}

std::string Desk::reason_for(JobId job, const Change& change, bool failed) const {
  switch (scheduler_.standing(job).state) {
    case State::kHeldByDependency:
      return "held by dependency";
    case State::kHeldByQuota:
      return "held by quota";
    case State::kNever:
      return "never fits";
    case State::kRunning:
      return change.kind == Change::Kind::kMoved ? "moved" : "started";
    case State::kWaiting:
      if (change.kind != Change::Kind::kPreempted) return "queued";
      if (change.reason == Reason::kClosed) return "closed";
      return change.by == kNoJob                       ? (failed ? "node failed" : "evicted")
             : scheduler_.lane(change.lane).reclaims() ? "reclaimed"
                                                       : "preempted";
    case State::kEnded:
      break;
  }
  return {};
}

void Desk::note_use(Deployment& deployment, JobId job) const {
  const std::vector<Use::Part> parts = scheduler_.used_as_of_now(job);
  if (parts.empty()) return;
  Use use = deployment.use ? *deployment.use : Use{};
  for (const Use::Part& part : parts) use.note(part);
  deployment.use = std::make_shared<const Use>(std::move(use));
}

void Desk::conclude(Folder& folder, const Changes& changes, JobId own, const std::string& own_event, bool failed) {
  // Everybody's last change tells how he stands now; his view tells how he stood.
  std::vector<JobId> touched;
  std::unordered_map<JobId, const Change*> last;
  std::unordered_map<JobId, JobId> preempted_by;
  if (own != kNoJob) touched.push_back(own);
  for (const Change& change : changes) {
    if (change.kind == Change::Kind::kExtended) continue;
    if (change.job != own && !last.contains(change.job)) touched.push_back(change.job);
    last[change.job] = &change;
    if (change.kind == Change::Kind::kPreempted) preempted_by[change.job] = change.by;
    if (change.kind == Change::Kind::kMoved) preempted_by.try_emplace(change.job, kNoJob);
  }
  static const Change kNothing;
  for (const JobId job : touched) {
    const Deployment& was = *views_[job];
    const auto found = last.find(job);
    const Change& change = found == last.end() ? kNothing : *found->second;
    const Standing& standing = scheduler_.standing(job);
    const bool runs = standing.state == State::kRunning;
    const bool ran = was.status == Status::kRunning;
    Deployment now = was;
    // The command itself has put its own deployment's new view in place; others stand as they did.
    if (standing.state != State::kEnded) now.status = runs ? Status::kRunning : Status::kPending;
    const bool only_counted =
        found != last.end() && (change.kind == Change::Kind::kTurn || change.kind == Change::Kind::kCounted);
    if (found != last.end() && !only_counted) now.reason = reason_for(job, change, failed);
    if (standing.lane != kNoCluster) now.cluster_id = cluster_by_lane_[standing.lane];
    now.eligible_us = standing.eligible_us;
    now.held_us = standing.held_us;
    now.preemptions = standing.preemptions;
    if (const Turns* turns = scheduler_.turns(job); turns && (!now.turns || *now.turns != *turns)) {
      now.turns = std::make_shared<const Turns>(*turns);
    }
    note_use(now, job);
    const bool interrupted = preempted_by.contains(job);
    if (interrupted) {
      const JobId by = preempted_by[job];
      now.by = by == kNoJob ? 0 : views_[by]->id;
      if (failed && ran && by == kNoJob) now.lost_us += folder.now - was.started_us;
    }
    if (ran) {
      const bool stays = runs && !interrupted;
      if (!stays) {
        Room* room = find_room(was.cluster_id);
        if (room) award_on(folder, *room).released.push_back(job);
      }
    }
    if (runs && (!ran || interrupted)) {
      now.started_us = standing.started_us;
      now.nodes = scheduler_.lane(standing.lane).book().placement_of(job);
      award_on(folder, *find_room(now.cluster_id))
          .granted.push_back({job, scheduler_.jobs()[job].per_replica, now.nodes});
    }
    if (!runs) now.nodes.clear();
    now.changed_us = folder.now;
    if (job != own && !only_counted) ++now.version;
    std::string event = job == own && !own_event.empty() ? own_event
                        : only_counted ? (change.kind == Change::Kind::kTurn ? "deployment.turn" : "deployment.counted")
                        : now.reason == "reclaimed" ? "deployment.preempted"
                                                    : "deployment." + now.reason;
    std::replace(event.begin(), event.end(), ' ', '_');
    record(folder, "deployment", now.id, std::move(event), to_document(now), now.reason);
    auto view = std::make_shared<const Deployment>(std::move(now));
    views_[job] = view;
    folder.publications.emplace_back(view);
  }
  for (auto& [id, room] : rooms_) {
    if (!room.reshaped) continue;
    award_on(folder, room).shape = std::move(room.reshaped);
    room.reshaped.reset();
  }
}

}  // namespace berth::live
