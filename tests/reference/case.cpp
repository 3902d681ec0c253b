#include "tests/reference/case.hpp"

#include <algorithm>
#include <sstream>

namespace berth::reference {
namespace {

std::string as_code(const Resources& amount) {
  std::ostringstream text;
  text << "{" << amount.cpu_milli << ", " << amount.memory_mib << ", " << amount.gpu_milli << "}";
  return text.str();
}

std::string quoted(const std::string& word) { return '"' + word + '"'; }
std::string quoted(const Label& label) { return "{" + quoted(label.first) + ", " + quoted(label.second) + "}"; }

template <class Words>
std::string listed(const Words& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "{" : ", ") + quoted(word);
  return text + "}";
}

std::string as_code(const Traits& traits) {
  constexpr const char* kSpreads[] = {"kAnywhere", "kNodes", "kRacks"};
  constexpr const char* kPacks[] = {"kAnywhere", "kPreferRack", "kPreferZone", "kRack", "kZone"};
  std::ostringstream text;
  const char* comma = "{";
  const auto say = [&](bool differs, const std::string& what) {
    if (differs) text << comma << what;
    if (differs) comma = ", ";
  };
  say(!traits.gpu_models.empty(), ".gpu_models = " + listed(traits.gpu_models));
  say(traits.gpu_memory_mib > 0, ".gpu_memory_mib = " + std::to_string(traits.gpu_memory_mib));
  say(!traits.labels.empty(), ".labels = " + listed(traits.labels));
  say(!traits.tolerates.empty(), ".tolerates = " + listed(traits.tolerates));
  say(!traits.apart.empty(), ".apart = " + quoted(traits.apart));
  say(traits.spread != Spread::kAnywhere,
      std::string(".spread = Spread::") + kSpreads[static_cast<std::size_t>(traits.spread)]);
  std::string speeds;
  for (const auto& [model, speed] : traits.speeds) {
    speeds += (speeds.empty() ? "{{" : ", {") + quoted(model) + ", " + std::to_string(speed) + "}";
  }
  say(!traits.speeds.empty(), ".speeds = " + speeds + "}");
  say(traits.most_replicas > 0, ".most_replicas = " + std::to_string(traits.most_replicas));
  say(traits.pack != Pack::kAnywhere, std::string(".pack = Pack::") + kPacks[static_cast<std::size_t>(traits.pack)]);
  text << "}";
  return text.str();
}

std::string as_code(const NodeGroup& group) {
  std::ostringstream text;
  text << "{.name = " << quoted(group.name) << ", .count = " << group.count
       << ", .per_node = " << as_code(group.per_node);
  if (group.gpus_pooled) text << ", .gpus_pooled = true";
  if (!group.gpu_model.empty()) text << ", .gpu_model = " << quoted(group.gpu_model);
  if (group.gpu_memory_mib > 0) text << ", .gpu_memory_mib = " << group.gpu_memory_mib;
  if (!group.labels.empty()) text << ", .labels = " << listed(group.labels);
  if (!group.taints.empty()) text << ", .taints = " << listed(group.taints);
  if (!group.rack.empty()) text << ", .rack = " << quoted(group.rack);
  if (!group.zone.empty()) text << ", .zone = " << quoted(group.zone);
  if (group.nodes_per_rack > 0) text << ", .nodes_per_rack = " << group.nodes_per_rack;
  text << "}";
  return text.str();
}

std::string as_code(const test::JobLine& job) {
  std::ostringstream text;
  text << "{.submit = " << job.submit << ", .run = " << job.run;
  if (job.requested > 0) text << ", .requested = " << job.requested;
  text << ", .replicas = " << job.replicas;
  if (job.per_replica != kOneProcessor) text << ", .per_replica = " << as_code(job.per_replica);
  if (job.priority != 0) text << ", .priority = " << job.priority;
  if (job.user != kUnknown) text << ", .user = " << job.user;
  if (!job.after.empty()) {
    text << ", .after = {";
    const char* comma = "";
    for (const test::After& after : job.after) {
      text << comma << "{" << after.on << ", " << after.think << "}";
      comma = ", ";
    }
    text << "}";
  }
  if (job.traits != Traits{}) text << ", .traits = " << as_code(job.traits);
  text << "}";
  return text.str();
}

std::string as_code(const Tenant& tenant) {
  std::ostringstream text;
  text << "{.name = \"" << tenant.name << "\", .parent = " << tenant.parent << ", .weight = " << tenant.weight;
  if (!tenant.quota.is_nothing()) text << ", .quota = " << as_code(tenant.quota);
  if (tenant.limit != kNoLimit) text << ", .limit = " << as_code(tenant.limit);
  text << ", .owns = {";
  for (const std::int32_t number : tenant.owns) text << number << ", ";
  text << "}}";
  return text.str();
}

std::string as_code(const ClusterSpec& cluster) {
  std::ostringstream text;
  if (cluster.groups.size() == 1 && cluster.groups[0].per_node == kOneProcessor) {
    text << "processors(" << cluster.groups[0].count << ", \"" << cluster.name << "\")";
    return text.str();
  }
  text << "{\"" << cluster.name << "\", {";
  const char* comma = "";
  for (const NodeGroup& group : cluster.groups) {
    text << comma << as_code(group);
    comma = ", ";
  }
  text << "}}";
  return text.str();
}

}  // namespace

std::string as_code(const Case& one) {
  std::ostringstream text;
  text << (one.tenants.list.empty() ? "  const Workload" : "  Workload") << " work = workload({\n";
  for (const test::JobLine& job : one.jobs) text << "      " << as_code(job) << ",\n";
  text << "  }";
  const bool other_tick = one.tick_us != kSecond;
  if (one.overrun == OverrunRule::kKill || other_tick) {
    text << (one.overrun == OverrunRule::kKill ? ", OverrunRule::kKill" : ", OverrunRule::kKeep");
  }
  if (other_tick) text << ", " << one.tick_us;
  text << ");\n";
  if (!one.tenants.list.empty()) text << "  work.tenants.list = {\n";
  for (const Tenant& tenant : one.tenants.list) text << "      " << as_code(tenant) << ",\n";
  if (!one.tenants.list.empty()) text << "  };\n";
  const bool down = std::any_of(one.clusters.begin(), one.clusters.end(), [](const ClusterSpec& cluster) {
    const bool scales = std::any_of(cluster.groups.begin(), cluster.groups.end(),
                                    [](const NodeGroup& group) { return group.autoscaling.has_value(); });
    return scales || !cluster.outages.empty() || !cluster.closures.empty();
  });
  text << (down ? "  std::vector<ClusterSpec> clusters = {" : "  const std::vector<ClusterSpec> clusters = {");
  const char* comma = "";
  for (const ClusterSpec& cluster : one.clusters) {
    text << comma << as_code(cluster);
    comma = ", ";
  }
  text << "};\n";
  for (std::size_t cluster = 0; cluster < one.clusters.size(); ++cluster) {
    const ClusterSpec& spec = one.clusters[cluster];
    for (const Closure& closure : spec.closures) {
      text << "  clusters[" << cluster << "].closures.push_back({\"\", {";
      comma = "";
      for (const std::uint32_t node : closure.nodes) {
        text << comma << node;
        comma = ", ";
      }
      text << "}, " << closure.from_us << ", " << closure.until_us << ", " << (closure.lets_finish ? "true" : "false");
      for (const bool users : {true, false}) {
        text << ", {";
        comma = "";
        const auto name = [&](std::int64_t number) {
          text << comma << number;
          comma = ", ";
        };
        if (users) std::for_each(closure.users.begin(), closure.users.end(), name);
        if (!users) std::for_each(closure.job_numbers.begin(), closure.job_numbers.end(), name);
        text << "}";
      }
      text << "});\n";
    }
    for (std::size_t group = 0; group < spec.groups.size(); ++group) {
      if (!spec.groups[group].autoscaling) continue;
      const Autoscaling& scaling = *spec.groups[group].autoscaling;
      text << "  clusters[" << cluster << "].groups[" << group << "].autoscaling = {" << scaling.least << ", "
           << scaling.boot_us << ", " << scaling.idle_us << "};\n";
    }
    if (spec.outages.empty() && spec.recovery == Recovery{}) continue;
    text << "  clusters[" << cluster << "].outages = {";
    comma = "";
    for (const Outage& outage : spec.outages) {
      text << comma << "{" << outage.node << ", " << outage.down_us << ", " << outage.up_us << "}";
      comma = ", ";
    }
    text << "};\n  clusters[" << cluster << "].recovery = {" << spec.recovery.checkpoint_us << ", "
         << spec.recovery.restart_us << "};\n";
  }
  text << "  replayed(work, clusters, \"" << one.policy().text()
       << (one.semantics == Semantics::kBatch ? "\", Semantics::kBatch);" : "\", Semantics::kEvent);") << "\n";
  return text.str();
}

}  // namespace berth::reference
