// What is asked of deployments.
#include "actors/live/desk.hpp"

namespace berth::live {

using State = Standing::State;

namespace {

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
  if (!wish.queue.empty() && !find_queue(queues_, wish.queue)) {
    return refuse(folder, Fault::kNotFound, "not_found", "Queue not found");
  }
  if (is_divided(queues_, wish.queue) && !wish.queue.empty()) {
    return refuse(folder, Fault::kBadRequest, "queue_is_divided",
                  "The queue " + wish.queue + " is divided into others; name one of them");
  }
  wanted.queue = wish.queue;
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

}  // namespace berth::live
