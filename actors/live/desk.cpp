#include "actors/live/desk.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "actors/live/amounts.hpp"
#include "actors/live/cause.hpp"
#include "engine/live/gpu_use.hpp"

namespace berth::live {
namespace {

using State = Standing::State;

PolicySpec policy_of(const std::string& text) {
  Result<PolicySpec> policy = parse_policy(text);
  return policy ? *policy : default_policy();
}

LaneSpec lane_of(const Cluster& cluster) {
  return {.cluster = spec_of(cluster), .policy = policy_of(cluster.policy), .cordoned = cluster.cordoned};
}

std::vector<Resources> nodes_of(const ClusterSpec& spec) {
  std::vector<Resources> nodes;
  for (const NodeGroup& group : spec.groups) {
    nodes.insert(nodes.end(), static_cast<std::size_t>(group.count), group.per_node);
  }
  return nodes;
}

Amounts total(const std::vector<NodeGroupView>& groups) {
  Amounts sum;
  for (const NodeGroupView& group : groups) {
    const auto count = static_cast<double>(group.count);
    sum.cpu += group.per_node.cpu * count;
    sum.ram += group.per_node.ram * count;
    sum.gpu += group.per_node.gpu * count;
  }
  return sum;
}

// Where each old node is after the groups changed: by group name and place within it.
std::vector<std::uint32_t> moved_nodes(const Cluster& from, const Cluster& to) {
  std::vector<std::uint32_t> moved;
  if (from.groups.empty() || to.groups.empty()) {
    std::size_t nodes = from.groups.empty() ? 1 : 0;
    for (const NodeGroupView& group : from.groups) nodes += static_cast<std::size_t>(group.count);
    // A pool of totals stays the one node it is; between a pool and groups nothing can stay.
    const bool stays = from.groups.empty() && to.groups.empty();
    moved.assign(nodes, stays ? 0 : Lane::kGone);
    return moved;
  }
  for (const NodeGroupView& group : from.groups) {
    std::uint32_t first = 0;
    std::int64_t count = 0;
    for (const NodeGroupView& other : to.groups) {
      if (other.name == group.name) {
        count = other.count;
        break;
      }
      first += static_cast<std::uint32_t>(other.count);
    }
    for (std::int64_t i = 0; i < group.count; ++i) {
      moved.push_back(i < count ? first + static_cast<std::uint32_t>(i) : Lane::kGone);
    }
  }
  return moved;
}

// The contract's table: pending → cancelled; running → completed, failed, cancelled; failed → pending, cancelled;
// completed → pending; cancelled → pending.
bool may_become(Status from, Status to) {
  switch (from) {
    case Status::kPending:
      return to == Status::kCancelled;
    case Status::kRunning:
      return to == Status::kCompleted || to == Status::kFailed || to == Status::kCancelled;
    case Status::kFailed:
      return to == Status::kPending || to == Status::kCancelled;
    case Status::kCompleted:
    case Status::kCancelled:
      return to == Status::kPending;
  }
  return false;
}

}  // namespace

// Of a cluster that is a sum, and of nodes with a part of a GPU, GPUs are an amount, of which any part may be taken.
// Else nodes have single ones: whole, or shared by those who ask for less than one.
ClusterSpec spec_of(const Cluster& cluster) {
  ClusterSpec spec;
  spec.name = cluster.name;
  if (cluster.groups.empty()) spec.groups.push_back({"pool", 1, room_of(cluster.limit), true});
  for (const NodeGroupView& group : cluster.groups) {
    NodeGroup& nodes = spec.groups.emplace_back();
    nodes.name = group.name;
    nodes.count = group.count;
    nodes.per_node = room_of(group.per_node);
    nodes.gpus_pooled = nodes.per_node.gpu_milli % kWholeGpu != 0;
    nodes.gpu_model = group.gpu_model;
    nodes.gpu_memory_mib = room_of({0, group.gpu_memory, 0}).memory_mib;
    nodes.labels = group.labels;
    nodes.taints = group.taints;
    nodes.rack = group.rack;
    nodes.zone = group.zone;
    nodes.nodes_per_rack = group.nodes_per_rack;
    std::sort(nodes.labels.begin(), nodes.labels.end());
    std::sort(nodes.taints.begin(), nodes.taints.end());
  }
  return spec;
}

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

JobRequest Desk::request_for(const Deployment& deployment) const {
  JobRequest request;
  request.per_replica = need_of(deployment.required);
  request.replicas = static_cast<std::uint32_t>(deployment.replicas);
  request.priority = deployment.priority;
  if (deployment.expected_duration_s) {
    request.expected_us = std::max<Duration>(
        1, static_cast<Duration>(std::min(*deployment.expected_duration_s, seconds(kUnknownDuration)) * 1e6));
  }
  request.user = static_cast<std::int32_t>(deployment.created_by);
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
                   const std::optional<Amounts>& quota, std::uint64_t sequence) {
  sequence_ = sequence;
  if (quota) scheduler_.restore_quota(room_of(*quota));
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
    views_.push_back(view);
    jobs_[view->id] = job;
    latest_us_ = std::max(latest_us_, view->changed_us);
  }
}

void Desk::set_instant(Folder& folder) { folder.now = latest_us_ = std::max(folder.now, latest_us_ + 1); }

bool Desk::decide(Folder& folder) {
  set_instant(folder);
  folder.organization_id = organization_id_;
  return std::visit(
      [&](const auto& wish) -> bool {
        using Kind = std::decay_t<decltype(wish)>;
        if constexpr (std::is_same_v<Kind, ExplainDeployment>) {
          return explain(folder, wish);
        } else if constexpr (std::is_same_v<Kind, MeasureGpus>) {
          return measure(folder, wish);
        } else if constexpr (std::is_same_v<Kind, CreateDeployment>) {
          return create(folder, wish);
        } else if constexpr (std::is_same_v<Kind, ChangeDeployment> || std::is_same_v<Kind, ChangeCluster>) {
          return change(folder, wish);
        } else if constexpr (std::is_same_v<Kind, CreateCluster>) {
          return create(folder, wish);
        } else if constexpr (std::is_same_v<Kind, DeleteCluster>) {
          return remove(folder, wish);
        } else if constexpr (std::is_same_v<Kind, ChangeOrganization>) {
          return change_quota(folder, wish);
        } else {
          return true;  // decided before it came here; it only takes its place
        }
      },
      folder.wish);
}

bool Desk::measure(Folder& folder, const MeasureGpus& wish) {
  const Room* room = find_room(wish.cluster_id);
  if (!room) return refuse(folder, Fault::kNotFound, "not_found", "Cluster not found");
  const GpuUse use = gpu_use(scheduler_, room->lane);
  const auto gpus = [](double milli) { return milli / static_cast<double>(kWholeGpu); };
  folder.answer = ClusterGpus{wish.cluster_id, gpus(static_cast<double>(use.capacity)),
                              gpus(static_cast<double>(use.allocated)), gpus(use.fragmented)};
  return false;
}

bool Desk::tick(Folder& folder) {
  set_instant(folder);
  Changes changes;
  scheduler_.tick(folder.now, changes);
  folder.organization_id = organization_id_;
  conclude(folder, changes, kNoJob, {});
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

std::string Desk::reason_for(JobId job, const Change& change) const {
  switch (scheduler_.standing(job).state) {
    case State::kHeldByDependency:
      return "held by dependency";
    case State::kHeldByQuota:
      return "held by quota";
    case State::kNever:
      return "never fits";
    case State::kRunning:
      return "started";
    case State::kWaiting:
      if (change.kind == Change::Kind::kPreempted) return change.by == kNoJob ? "evicted" : "preempted";
      return "queued";
    case State::kEnded:
      break;
  }
  return {};
}

void Desk::conclude(Folder& folder, const Changes& changes, JobId own, const std::string& own_event) {
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
    if (found != last.end()) now.reason = reason_for(job, change);
    if (standing.lane != kNoCluster) now.cluster_id = cluster_by_lane_[standing.lane];
    now.eligible_us = standing.eligible_us;
    now.held_us = standing.held_us;
    now.preemptions = standing.preemptions;
    const bool interrupted = preempted_by.contains(job);
    if (interrupted) {
      const JobId by = preempted_by[job];
      now.by = by == kNoJob ? 0 : views_[by]->id;
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
    if (job != own) ++now.version;
    std::string event = job == own && !own_event.empty() ? own_event : "deployment." + now.reason;
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

bool Desk::create(Folder& folder, const CreateCluster& wish) {
  if (wish.organization_id && *wish.organization_id != organization_id_) {
    return refuse(folder, Fault::kForbidden, "foreign_organization",
                  "Clusters can only be created in your own organization");
  }
  if (scheduler_.lane_count() >= kNoCluster - 2) {
    return refuse(folder, Fault::kConflict, "too_many_clusters",
                  "This organization has had as many clusters as it may");
  }
  Cluster cluster;
  cluster.name = wish.name;
  cluster.organization_id = organization_id_;
  cluster.groups = wish.groups;
  cluster.limit = wish.groups.empty() ? wish.limit : total(wish.groups);
  if (wish.policy) {
    const Result<PolicySpec> policy = parse_policy(*wish.policy);
    if (!policy) return refuse(folder, Fault::kBadRequest, "bad_policy", policy.error().text());
    cluster.policy = policy->text();
  } else {
    cluster.policy = default_policy().text();
  }
  cluster.id = numbers_->cluster.fetch_add(1);
  cluster.created_us = folder.now;
  cluster.lane = scheduler_.lane_count();
  cluster_by_lane_.push_back(cluster.id);
  Room& room = rooms_[cluster.id];
  room.view = cluster;
  room.lane = cluster.lane;
  room.reshaped = Shape{nodes_of(spec_of(cluster)), {}};
  Changes changes;
  scheduler_.add_lane(lane_of(cluster), folder.now, changes);
  record(folder, "cluster", cluster.id, "cluster.created", to_document(cluster));
  folder.publications.emplace_back(cluster);
  conclude(folder, changes, kNoJob, {});
  folder.answer = ClusterShown{cluster, left_of(cluster.limit, {})};
  return true;
}

bool Desk::change(Folder& folder, const ChangeCluster& wish) {
  Room* room = find_room(wish.id);
  if (!room) return refuse(folder, Fault::kNotFound, "not_found", "Cluster not found");
  const Cluster old = room->view;
  if (wish.if_version && *wish.if_version != old.version) {
    return refuse(folder, Fault::kVersionMismatch, "changed_meanwhile", "The cluster has changed since it was read");
  }
  Cluster cluster = old;
  if (wish.name) cluster.name = *wish.name;
  if (wish.policy) {
    const Result<PolicySpec> policy = parse_policy(*wish.policy);
    if (!policy) return refuse(folder, Fault::kBadRequest, "bad_policy", policy.error().text());
    cluster.policy = policy->text();
  }
  if (wish.groups) {
    cluster.groups = *wish.groups;
    cluster.limit = total(cluster.groups);
  }
  if (wish.cpu_limit || wish.ram_limit || wish.gpu_limit) {
    if (!cluster.groups.empty()) {
      return refuse(folder, Fault::kBadRequest, "limits_of_groups",
                    "The limits of a cluster of node groups follow from its groups; change these");
    }
    cluster.limit = {wish.cpu_limit.value_or(old.limit.cpu), wish.ram_limit.value_or(old.limit.ram),
                     wish.gpu_limit.value_or(old.limit.gpu)};
  }
  if (wish.cordoned) cluster.cordoned = *wish.cordoned;
  if (wish.drain) cluster.cordoned = true;
  ++cluster.version;
  const bool reshaped = wish.groups || wish.cpu_limit || wish.ram_limit || wish.gpu_limit;
  const std::vector<std::uint32_t> moved = reshaped ? moved_nodes(old, cluster) : std::vector<std::uint32_t>();
  const bool preempts = policy_of(cluster.policy).preemption.name != "none";
  if (reshaped && !preempts && scheduler_.would_evict(room->lane, lane_of(cluster), moved)) {
    return refuse(folder, Fault::kConflict, "in_use",
                  "More is in use than the cluster would have, and its policy does not preempt: wait, cancel "
                  "deployments, drain it, or set preemption=priority");
  }
  room->view = cluster;
  if (reshaped) room->reshaped = Shape{nodes_of(spec_of(cluster)), moved};
  Changes changes;
  if (wish.drain) scheduler_.drain_lane(room->lane, folder.now, changes);
  scheduler_.change_lane(room->lane, lane_of(cluster), moved, folder.now, changes);
  const char* event = wish.drain                        ? "cluster.drained"
                      : reshaped                        ? "cluster.resized"
                      : wish.cordoned && *wish.cordoned ? "cluster.cordoned"
                      : wish.cordoned                   ? "cluster.uncordoned"
                                                        : "cluster.changed";
  record(folder, "cluster", cluster.id, event, to_document(cluster));
  folder.publications.emplace_back(cluster);
  conclude(folder, changes, kNoJob, {});
  folder.answer = ClusterShown{cluster, left_of(cluster.limit, scheduler_.used(room->lane))};
  return true;
}

bool Desk::remove(Folder& folder, const DeleteCluster& wish) {
  Room* room = find_room(wish.id);
  if (!room) return refuse(folder, Fault::kNotFound, "not_found", "Cluster not found");
  if (wish.if_version && *wish.if_version != room->view.version) {
    return refuse(folder, Fault::kVersionMismatch, "changed_meanwhile", "The cluster has changed since it was read");
  }
  std::vector<JobId> pinned;
  for (JobId job = 0; job < views_.size(); ++job) {
    const Standing& standing = scheduler_.standing(job);
    if (standing.state != State::kEnded && standing.pinned == room->lane) pinned.push_back(job);
  }
  const std::size_t running = scheduler_.lane(room->lane).running().size();
  if (!wish.force && (running > 0 || !pinned.empty())) {
    return refuse(folder, Fault::kConflict, "in_use",
                  "Cluster is in use: " + std::to_string(running) + " deployments run there and " +
                      std::to_string(pinned.size()) + " may only run there; end them first, or add force=true");
  }
  Changes changes;
  for (const JobId job : pinned) {
    // They could run nowhere else.
    Deployment cancelled = *views_[job];
    const bool ran = cancelled.status == Status::kRunning;
    cancelled.status = Status::kCancelled;
    cancelled.reason = "cluster deleted";
    cancelled.ended_us = cancelled.changed_us = folder.now;
    cancelled.nodes.clear();
    ++cancelled.version;
    if (ran) award_on(folder, *room).released.push_back(job);
    record(folder, "deployment", cancelled.id, "deployment.cancelled", to_document(cancelled), cancelled.reason);
    auto view = std::make_shared<const Deployment>(std::move(cancelled));
    views_[job] = view;
    folder.publications.emplace_back(view);
  }
  scheduler_.drain_lane(room->lane, folder.now, changes);
  for (const JobId job : pinned) scheduler_.end(job, false, folder.now, changes);
  scheduler_.remove_lane(room->lane, folder.now, changes);
  std::erase_if(changes, [&](const Change& change) {
    return std::find(pinned.begin(), pinned.end(), change.job) != pinned.end();
  });
  conclude(folder, changes, kNoJob, {});
  award_on(folder, *room).removed = true;
  cluster_by_lane_[room->lane] = 0;
  record(folder, "cluster", wish.id, "cluster.deleted", {});
  folder.publications.emplace_back(ClusterRemoved{wish.id, organization_id_});
  rooms_.erase(wish.id);
  folder.answer = Removed{wish.id};
  return true;
}

bool Desk::create(Folder& folder, const CreateDeployment& wish) {
  Deployment wanted;
  wanted.organization_id = organization_id_;
  if (wish.cluster_id) {
    if (!find_room(*wish.cluster_id)) return refuse(folder, Fault::kNotFound, "not_found", "Cluster not found");
    wanted.cluster_id = *wish.cluster_id;
  }
  wanted.any_cluster = !wish.cluster_id;
  for (const std::int64_t id : wish.dependency_ids) {
    if (find_job(id) == kNoJob) return refuse(folder, Fault::kNotFound, "not_found", "Dependency not found");
  }
  wanted.name = wish.name;
  wanted.docker_image = wish.docker_image;
  wanted.required = wish.required;
  wanted.replicas = wish.replicas;
  wanted.priority = wish.priority;
  wanted.expected_duration_s = wish.expected_duration_s;
  wanted.dependency_ids = wish.dependency_ids;
  wanted.traits = wish.traits;
  wanted.created_by = folder.caller.user_id;
  wanted.created_us = wanted.changed_us = wanted.eligible_us = folder.now;
  JobRequest request = request_for(wanted);
  if (wish.refuse_never && !scheduler_.could_ever(request)) {
    return refuse(folder, Fault::kNeverFits, "never_fits",
                  "The deployment is larger than the cluster it asks for, even when that is empty");
  }
  if (wish.dry_run) return forecast(folder, std::move(wanted), request);
  wanted.id = request.number = numbers_->deployment.fetch_add(1);
  const auto job = static_cast<JobId>(views_.size());
  jobs_[wanted.id] = job;
  views_.push_back(std::make_shared<const Deployment>(std::move(wanted)));
  Changes changes;
  scheduler_.submit(request, folder.now, changes);
  conclude(folder, changes, job, "deployment.created");
  folder.answer = *views_[job];
  return true;
}

bool Desk::forecast(Folder& folder, Deployment wanted, const JobRequest& request) {
  const LiveScheduler::Fate fate = scheduler_.try_submit(request, folder.now);
  Forecast forecast;
  wanted.status = fate.standing.state == State::kRunning ? Status::kRunning : Status::kPending;
  if (fate.standing.lane != kNoCluster) wanted.cluster_id = cluster_by_lane_[fate.standing.lane];
  wanted.reason = fate.standing.state == State::kRunning            ? "started"
                  : fate.standing.state == State::kNever            ? "never fits"
                  : fate.standing.state == State::kHeldByQuota      ? "held by quota"
                  : fate.standing.state == State::kHeldByDependency ? "held by dependency"
                                                                    : "queued";
  forecast.deployment = std::move(wanted);
  for (const JobId victim : fate.victims) forecast.victims.push_back(views_[victim]->id);
  if (fate.expected_start_us != kNever) forecast.expected_start_us = fate.expected_start_us;
  folder.answer = std::move(forecast);
  return false;
}

bool Desk::change(Folder& folder, const ChangeDeployment& wish) {
  const JobId job = find_job(wish.id);
  if (job == kNoJob) return refuse(folder, Fault::kNotFound, "not_found", "Deployment not found");
  const Deployment& was = *views_[job];
  if (wish.if_version && *wish.if_version != was.version) {
    return refuse(folder, Fault::kVersionMismatch, "changed_meanwhile", "The deployment has changed since it was read");
  }
  if (wish.status && !may_become(was.status, *wish.status)) {
    return refuse(folder, Fault::kBadRequest, "invalid_transition",
                  "Invalid status transition from " + std::string(name_of(was.status)) + " to " +
                      std::string(name_of(*wish.status)));
  }
  Deployment now = was;
  ++now.version;
  now.changed_us = folder.now;
  const bool ended = was.status != Status::kPending && was.status != Status::kRunning;
  std::string event = "deployment.changed";
  Changes changes;
  if (wish.priority && *wish.priority != was.priority) {
    now.priority = *wish.priority;
    event = "deployment.priority_changed";
  }
  if (wish.status) {
    event = "deployment." + std::string(name_of(*wish.status));
    if (*wish.status == Status::kPending) {
      event = "deployment.retried";
      now.ended_us = 0;
    } else {
      now.reason = std::string(name_of(*wish.status));
      now.ended_us = folder.now;
      now.status = *wish.status;
    }
  }
  // conclude() compares with how it stood: what it releases is seen from that.
  const bool ran = was.status == Status::kRunning;
  const std::int64_t was_on = was.cluster_id;
  views_[job] = std::make_shared<const Deployment>(now);
  if (wish.priority && (*wish.priority != scheduler_.jobs()[job].priority)) {
    scheduler_.set_priority(job, *wish.priority, folder.now, changes);
  }
  if (wish.status && *wish.status == Status::kPending) {
    scheduler_.resubmit(job, folder.now, changes);
  } else if (wish.status && !ended) {
    if (ran) award_on(folder, *find_room(was_on)).released.push_back(job);
    scheduler_.end(job, *wish.status == Status::kCompleted, folder.now, changes);
    std::erase_if(changes, [&](const Change& change) { return change.job == job; });
  }
  conclude(folder, changes, job, event);
  folder.answer = *views_[job];
  return true;
}

bool Desk::change_quota(Folder& folder, const ChangeOrganization& wish) {
  if (!wish.quota) return true;
  Changes changes;
  scheduler_.set_quota(*wish.quota ? room_of(**wish.quota) : kNoQuota, folder.now, changes);
  conclude(folder, changes, kNoJob, {});
  return true;
}

}  // namespace berth::live
