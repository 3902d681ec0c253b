// What is asked of clusters, and of the quota they are used within.
#include <algorithm>
#include <set>

#include "actors/live/amounts.hpp"
#include "actors/live/desk.hpp"
#include "actors/live/shapes.hpp"
#include "engine/live/gpu_use.hpp"

namespace berth::live {

using State = Standing::State;

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
  if (reshaped) {
    // Nodes that were down are where they are now.
    cluster.down.clear();
    for (const std::uint32_t node : old.down) {
      if (moved[node] != Lane::kGone) cluster.down.push_back(moved[node]);
    }
    std::sort(cluster.down.begin(), cluster.down.end());
    for (auto& [id, closure] : cluster.reservations) {
      const std::vector<std::uint32_t> nodes = std::exchange(closure.nodes, {});
      for (const std::uint32_t node : nodes) {
        if (moved[node] != Lane::kGone) closure.nodes.push_back(moved[node]);
      }
      std::sort(closure.nodes.begin(), closure.nodes.end());
    }
    std::erase_if(cluster.reservations, [](const Reservation& one) { return one.closure.nodes.empty(); });
  }
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

bool Desk::change(Folder& folder, const ChangeNodes& wish) {
  Room* room = find_room(wish.cluster_id);
  if (!room) return refuse(folder, Fault::kNotFound, "not_found", "Cluster not found");
  Cluster cluster = room->view;
  const std::int64_t count = cluster.groups.empty() ? 0 : spec_of(cluster).node_count();
  std::set<std::uint32_t> down(cluster.down.begin(), cluster.down.end());
  for (const auto* nodes : {&wish.down, &wish.up}) {
    for (const std::int64_t node : *nodes) {
      if (node < 0 || node >= count) return refuse(folder, Fault::kNotFound, "not_found", "Node not found");
      nodes == &wish.down ? void(down.insert(static_cast<std::uint32_t>(node)))
                          : void(down.erase(static_cast<std::uint32_t>(node)));
    }
  }
  const bool any_fails = !std::includes(cluster.down.begin(), cluster.down.end(), down.begin(), down.end());
  if (!any_fails && down.size() == cluster.down.size()) {
    folder.answer = ClusterShown{cluster, left_of(cluster.limit, scheduler_.used(room->lane))};
    return false;  // they are as they are said to be
  }
  cluster.down.assign(down.begin(), down.end());
  ++cluster.version;
  room->view = cluster;
  Changes changes;
  scheduler_.change_lane(room->lane, lane_of(cluster), {}, folder.now, changes);
  record(folder, "cluster", cluster.id, any_fails ? "cluster.nodes_down" : "cluster.nodes_up", to_document(cluster));
  folder.publications.emplace_back(cluster);
  conclude(folder, changes, kNoJob, {}, any_fails);
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
  scheduler_.drain_lane(room->lane, folder.now, changes);
  for (const JobId job : pinned) scheduler_.end(job, false, folder.now, changes);
  scheduler_.remove_lane(room->lane, folder.now, changes);
  for (const JobId job : pinned) {
    // They could run nowhere else.
    Deployment cancelled = *views_[job];
    const bool ran = cancelled.status == Status::kRunning;
    cancelled.status = Status::kCancelled;
    cancelled.reason = "cluster deleted";
    cancelled.ended_us = cancelled.changed_us = folder.now;
    cancelled.nodes.clear();
    ++cancelled.version;
    note_use(cancelled, job);
    if (ran) award_on(folder, *room).released.push_back(job);
    record(folder, "deployment", cancelled.id, "deployment.cancelled", to_document(cancelled), cancelled.reason);
    auto view = std::make_shared<const Deployment>(std::move(cancelled));
    views_[job] = view;
    folder.publications.emplace_back(view);
  }
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

bool Desk::change_sharing(Folder& folder, const ChangeOrganization& wish) {
  Changes changes;
  if (wish.quota) scheduler_.set_quota(*wish.quota ? room_of(**wish.quota) : kNoQuota, folder.now, changes);
  if (wish.queues && *wish.queues != queues_) {
    queues_ = *wish.queues;
    scheduler_.set_tenants(tenants_of(queues_, queue_numbers_), folder.now, changes);
  }
  conclude(folder, changes, kNoJob, {});
  return true;
}

bool Desk::measure(Folder& folder, const MeasureQueues&) {
  QueuesShown shown;
  const DominantShares& shares = scheduler_.shares();
  for (TenantId tenant = 1; tenant <= queues_.size(); ++tenant) {
    shown.queues.push_back({queues_[tenant - 1], amounts_of(shares.held(tenant)), shares.share(tenant)});
  }
  folder.answer = std::move(shown);
  return false;
}

bool Desk::measure(Folder& folder, const MeasureGpus& wish) {
  const Room* room = find_room(wish.cluster_id);
  if (!room) return refuse(folder, Fault::kNotFound, "not_found", "Cluster not found");
  folder.answer = gpus_of(wish.cluster_id, room->lane);
  return false;
}

ClusterGpus Desk::gpus_of(std::int64_t cluster_id, ClusterId lane) const {
  const GpuUse use = gpu_use(scheduler_, lane);
  const auto gpus = [](double milli) { return milli / static_cast<double>(kWholeGpu); };
  return {cluster_id, gpus(static_cast<double>(use.capacity)), gpus(static_cast<double>(use.allocated)),
          gpus(use.fragmented)};
}

std::vector<Publication> Desk::measure_gpus() const {
  std::vector<Publication> measured;
  for (const auto& [id, room] : rooms_) {
    if (room.view.limit.gpu > 0) measured.emplace_back(GpusMeasured{organization_id_, gpus_of(id, room.lane)});
  }
  return measured;
}

}  // namespace berth::live
