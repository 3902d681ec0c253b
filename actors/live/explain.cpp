// The desk's explanations: computed from the scheduler's state when asked for, never stored.
#include <algorithm>

#include "actors/live/amounts.hpp"
#include "actors/live/desk.hpp"
#include "actors/live/shapes.hpp"

namespace berth::live {
namespace {

using State = Standing::State;
constexpr std::size_t kHoldersShown = 20;

struct Kind {
  const char* name;
  std::int64_t Resources::*field;
  double Amounts::*shown;
};
constexpr Kind kKinds[] = {{"cpu", &Resources::cpu_milli, &Amounts::cpu},
                           {"ram", &Resources::memory_mib, &Amounts::ram},
                           {"gpu", &Resources::gpu_milli, &Amounts::gpu}};

// What keeps such a job off nodes like these, whatever is free on them; empty: nothing.
std::string barred(const Traits& traits, const NodeGroup& nodes, std::int64_t gpu_milli) {
  const auto has = [](const auto& sorted, const auto& wanted) {
    return std::includes(sorted.begin(), sorted.end(), wanted.begin(), wanted.end());
  };
  if (!has(nodes.labels, traits.labels)) return "labels";
  if (!has(traits.tolerates, nodes.taints)) return "taints";
  if (gpu_milli == 0) return "";
  if (!nodes.gpus_pooled && !is_gpu_request(gpu_milli)) return "whole_gpus";  // one shared, or any number of whole ones
  if (nodes.gpu_memory_mib < traits.gpu_memory_mib) return "gpu_memory";
  const auto& models = traits.gpu_models;
  return models.empty() || std::binary_search(models.begin(), models.end(), nodes.gpu_model) ? "" : "gpu_model";
}

}  // namespace

bool Desk::explain(Folder& folder, const ExplainDeployment& wish) {
  const JobId job = find_job(wish.id);
  if (job == kNoJob) return refuse(folder, Fault::kNotFound, "not_found", "Deployment not found");
  const Deployment& view = *views_[job];
  const Standing& standing = scheduler_.standing(job);
  const Resources each = scheduler_.jobs()[job].per_replica;
  const Resources all = each * scheduler_.jobs()[job].replicas;
  const Traits traits = view.traits ? *view.traits : Traits{};
  Explanation explanation{.id = view.id, .status = view.status};
  const auto constrain = [&](const std::string& prefix, const Resources& need, const Resources& free,
                             const Resources& limit, const std::string& detail) {
    for (const auto& [name, field, shown] : kKinds) {
      if (need.*field <= free.*field) continue;
      explanation.constraints.push_back(
          {prefix + name, amounts_of(need).*shown, amounts_of(free).*shown, amounts_of(limit).*shown, detail});
    }
  };
  switch (standing.state) {
    case State::kEnded:
      explanation.text = "It has ended: " + std::string(name_of(view.status)) + ".";
      break;
    case State::kRunning:
      explanation.text = "It runs on " + rooms_.at(view.cluster_id).view.name + ".";
      break;
    case State::kNever: {
      explanation.reason_class = "never";
      explanation.text = view.traits ? "No cluster it may run on has nodes as it asks for, large enough when empty."
                                     : "It is larger than every cluster it may run on, even when that is empty.";
      if (!all.fits_in(scheduler_.quota())) {
        explanation.reason_class = "quota";
        explanation.text = "It asks for more than the organization's whole quota.";
        constrain("quota_", all, scheduler_.quota(), scheduler_.quota(), "");
      }
      explain_queue(job, explanation);
      for (const auto& [id, room] : rooms_) {
        if (!view.any_cluster && id != view.cluster_id) continue;
        const Resources capacity = room.view.groups.empty() ? room_of(room.view.limit) : Resources{};
        if (room.view.groups.empty()) constrain("", all, capacity, capacity, room.view.name);
        if (room.view.groups.empty()) continue;
        for (const NodeGroup& group : spec_of(room.view).groups) {
          const std::string detail = room.view.name + ", a node of " + group.name;
          if (const std::string what = barred(traits, group, each.gpu_milli); !what.empty()) {
            explanation.constraints.push_back({.kind = what, .detail = detail});
          } else {
            constrain("", each, group.per_node, group.per_node, detail);
          }
        }
      }
      if (rooms_.empty()) explanation.text = "The organization has no cluster yet.";
      break;
    }
    case State::kHeldByQuota: {
      explanation.reason_class = "quota";
      explanation.text = "The organization's quota is taken by what was admitted before.";
      const Resources& quota = scheduler_.quota();
      constrain("quota_", all, quota - scheduler_.admitted(), quota, "");
      break;
    }
    case State::kHeldByDependency:
      explanation.reason_class = "dependency";
      explanation.text = "What it depends on has not completed.";
      for (const JobId on : scheduler_.depends_on(job)) {
        if (scheduler_.standing(on).completed) continue;
        explanation.constraints.push_back({.kind = "dependency",
                                           .detail = "deployment " + std::to_string(views_[on]->id) + " is " +
                                                     std::string(name_of(views_[on]->status))});
      }
      break;
    case State::kWaiting: {
      const Room& room = rooms_.at(cluster_by_lane_[standing.lane]);
      const Lane& lane = scheduler_.lane(standing.lane);
      explanation.place_in_line = static_cast<std::int64_t>(scheduler_.place_in_line(job)) + 1;
      if (const Time at = scheduler_.expected_start(job); at != kNever) explanation.expected_start_us = at;
      if (room.view.cordoned) {
        explanation.reason_class = "policy";
        explanation.text = "The cluster is cordoned: nothing new starts there.";
        explanation.constraints.push_back({.kind = "cordoned", .detail = room.view.name});
        break;
      }
      if (lane.book().fits_now(scheduler_.jobs()[job])) {
        explanation.reason_class = "reservation";
        explanation.text = "There is room, but by the cluster's policy it is promised to those ahead of it.";
        explanation.constraints.push_back({.kind = "reservation", .detail = room.view.policy});
        explain_queue(job, explanation);
        break;
      }
      if (lane.book().is_shut_out(scheduler_.jobs()[job])) {
        explanation.reason_class = "reservation";
        explanation.text =
            "There is room, but on nodes that are reserved or in maintenance before it would be through.";
        const NodeBook book(lane.book());
        const NodeBook::Shut shut = book.shut_for(scheduler_.jobs()[job]);
        for (const std::uint32_t at : shut.closures()) {
          const auto& [id, closure] = room.view.reservations[at];
          explanation.constraints.push_back(
              {.kind = "reservation", .detail = "reservation " + std::to_string(id) + ", " + closure.name});
        }
        break;
      }
      explanation.reason_class = "capacity";
      explanation.text = "What it needs is in use.";
      Resources spare, capacity;  // on the nodes it may come to
      std::uint32_t first = 0;
      for (const NodeGroup& group : lane.spec().cluster.groups) {
        const std::uint32_t behind = first + static_cast<std::uint32_t>(group.count);
        if (lane.book().allows(scheduler_.jobs()[job], first)) {
          for (std::uint32_t node = first; node < behind; ++node) spare += lane.book().pool().room(node).total();
          capacity += group.per_node * group.count;
        }
        first = behind;
      }
      constrain("", all, spare, capacity, room.view.name);
      if (explanation.constraints.empty()) {
        explanation.constraints.push_back(
            {.kind = "fragmentation", .detail = "enough is free in sum, but not together on single nodes"});
      }
      // Of what it lacks; where nothing lacks in sum, of anything it needs.
      const bool lacks_nothing = all.fits_in(spare);
      std::vector<JobId> holders;
      for (const JobId other : lane.running()) {
        const Resources& held = scheduler_.jobs()[other].per_replica;
        const bool binds = std::any_of(std::begin(kKinds), std::end(kKinds), [&](const Kind& kind) {
          const bool wanted = lacks_nothing ? each.*kind.field > 0 : all.*kind.field > spare.*kind.field;
          return wanted && held.*kind.field > 0;
        });
        if (binds) holders.push_back(other);
      }
      const std::size_t shown = std::min(holders.size(), kHoldersShown);
      std::partial_sort(holders.begin(), holders.begin() + static_cast<std::ptrdiff_t>(shown), holders.end(),
                        [&](JobId left, JobId right) {
                          return std::tuple(-views_[left]->priority, left) <
                                 std::tuple(-views_[right]->priority, right);
                        });
      for (std::size_t i = 0; i < shown; ++i) {
        const Deployment& holder = *views_[holders[i]];
        Explanation::Holder entry{.deployment = holder.id,
                                  .holds = amounts_of(need_of(holder.required) * holder.replicas),
                                  .priority = holder.priority};
        if (holder.expected_duration_s) entry.expected_end_us = scheduler_.standing(holders[i]).expected_end_us;
        explanation.holders.push_back(entry);
      }
      explain_queue(job, explanation);
      if (!room.view.down.empty()) {
        const auto nodes = static_cast<double>(room.view.down.size());
        explanation.constraints.push_back({"nodes_down", 0, 0, nodes, room.view.name});
      }
      if (lane.gives_turns() && each.gpu_milli > 0) {
        explanation.text += " It takes turns with those who run; " + room.view.policy + " says how long a round is.";
      }
      break;
    }
  }
  folder.answer = std::move(explanation);
  return false;
}

void Desk::explain_queue(JobId job, Explanation& explanation) const {
  const Deployment& view = *views_[job];
  const bool waits = scheduler_.standing(job).state == State::kWaiting;
  if (waits && view.reason == "reclaimed" && view.by != 0) {
    const std::string& taker = views_[find_job(view.by)]->queue;
    explanation.text += " Deployment " + std::to_string(view.by) + (taker.empty() ? "" : " of the queue " + taker) +
                        " took its place: that queue stays within its quota, and this one held more than its own.";
  }
  const Queue* queue = find_queue(queues_, view.queue);
  if (!queue || (waits && !scheduler_.lane(scheduler_.standing(job).lane).takes_turns())) return;
  const Resources need = scheduler_.jobs()[job].per_replica * scheduler_.jobs()[job].replicas;
  const std::vector<Tenant>& tenants = scheduler_.tenants().list;
  for (std::int32_t at = static_cast<std::int32_t>(queue - queues_.data()); at >= 0;) {
    const Tenant& tenant = tenants[static_cast<std::size_t>(at)];
    const Resources held = waits ? scheduler_.shares().held(static_cast<TenantId>(at + 1)) : Resources{};
    for (const Kind& kind : kKinds) {
      const std::int64_t asks = need.*kind.field, holds = held.*kind.field;
      const auto binds = [&](const char* what, const Resources& bound) {
        if (asks == 0 || holds + asks <= bound.*kind.field) return false;
        Resources left;
        left.*kind.field = std::max<std::int64_t>(0, bound.*kind.field - holds);
        explanation.constraints.push_back({what + std::string(kind.name), amounts_of(need).*kind.shown,
                                           amounts_of(left).*kind.shown, amounts_of(bound).*kind.shown,
                                           "the queue " + tenant.name});
        return true;
      };
      if (binds("queue_limit_", tenant.limit)) {
        explanation.reason_class = "quota";
        explanation.expected_start_us.reset();  // who else of its queue ends when is not looked into
        std::erase_if(explanation.constraints, [](const auto& one) { return one.kind == "reservation"; });
        explanation.text = waits ? "Its queue, or one above it, may hold no more."
                                 : "It asks for more than its queue, or one above it, may ever hold.";
      } else if (waits && tenant.quota.*kind.field > 0) {
        binds("queue_quota_", tenant.quota);
      }
    }
    at = tenant.parent;
  }
}

}  // namespace berth::live
