#include "scenarios/read/scenario_json.hpp"

#include <algorithm>

#include "scenarios/read/content_hash.hpp"
#include "scenarios/read/input_file.hpp"
#include "scenarios/read/json_fields.hpp"
#include "scenarios/read/scenario_parts.hpp"

namespace berth {
namespace {

void check_version(const JsonField& root) {
  const auto version = root.member("berth");
  if (!version) {
    root.problem("has no key \"berth\"; a scenario says its format's version: \"berth\": " +
                 std::to_string(kScenarioVersion));
    return;
  }
  constexpr std::int64_t kAnyVersion = 1'000'000'000;
  if (version->whole(1, kAnyVersion) > kScenarioVersion) {
    version->must_be("at most " + std::to_string(kScenarioVersion) +
                     ": the scenario was written for a newer version of this program");
  }
}

std::vector<PolicySpec> read_policies(const JsonField& field) {
  std::vector<PolicySpec> policies;
  for (const JsonField& item : field.items(kScenarioPoliciesLimit)) {
    const std::string text = item.text(kJsonStringLimit);
    Result<PolicySpec> policy = parse_policy(text);
    if (!policy) {
      item.problem(policy.error().message);
    } else if (std::find(policies.begin(), policies.end(), *policy) != policies.end()) {
      item.problem("says the policy " + policy->text() + " a second time");
    } else {
      policies.push_back(std::move(*policy));
    }
  }
  return policies;
}

std::vector<std::uint64_t> read_seeds(const JsonField& field) {
  std::vector<std::uint64_t> seeds;
  for (const JsonField& item : field.items(kScenarioSeedsLimit)) {
    const auto seed = static_cast<std::uint64_t>(item.whole(0, kScenarioIntegerLimit));
    if (std::find(seeds.begin(), seeds.end(), seed) != seeds.end()) item.problem("is a seed said a second time");
    seeds.push_back(seed);
  }
  return seeds;
}

// Only a log's header, or the model it is drawn from, can stand in for clusters.
bool names_its_machine(const WorkloadSource& source) {
  return std::holds_alternative<WorkloadFile>(source) || std::holds_alternative<LublinParameters>(source);
}

// A trace's nodes may be given on the command line.
bool may_be_without_clusters(const Scenario& scenario) {
  return !scenario.draw && (names_its_machine(scenario.source) || std::holds_alternative<TraceFile>(scenario.source) ||
                            std::holds_alternative<CsvFile>(scenario.source));
}

std::int64_t gpus_of(const std::vector<ClusterSpec>& clusters) {
  std::int64_t gpu_milli = 0;
  for (const ClusterSpec& cluster : clusters) gpu_milli += cluster.capacity().gpu_milli;
  return gpu_milli;
}

void read_workload(const JsonField& field, Scenario& scenario) {
  scenario.source = read_workload_source(field, scenario.clusters);
  if (const auto take = field.member("take")) scenario.take = static_cast<std::size_t>(take->whole(1, kCountLimit));
  if (const auto draw = field.member("draw")) {
    scenario.draw = read_draw(*draw);
    if (scenario.draw->until_gpu_milli > 0 && gpus_of(scenario.clusters) == 0) {
      draw->problem("draws until a share of the clusters' GPUs is asked for, but they have none");
    }
  }
}

Scenario read_scenario_fields(const JsonField& root, const NodeListReader& node_lists) {
  const JsonFields fields(
      root, {"berth", "name", "description", "clusters", "workload", "policies", "seeds", "semantics", "overrun",
             "tenants", "outages", "failures", "recovery", "maintenance", "reservations", "variants"});
  Scenario scenario;
  if (const auto name = fields.find("name")) scenario.name = name->text(kScenarioNameLimit);
  if (const auto text = fields.find("description")) scenario.description = text->text(kScenarioDescriptionLimit);
  if (const auto clusters = fields.find("clusters")) scenario.clusters = read_clusters(*clusters, node_lists);
  if (const auto workload = fields.require("workload")) {
    read_workload(*workload, scenario);
  }
  if (scenario.clusters.empty() && !may_be_without_clusters(scenario)) fields.require("clusters");
  scenario.disruptions = read_disruptions(fields);
  if (const auto variants = fields.find("variants")) scenario.variants = read_variants(*variants);
  if (const auto policies = fields.find("policies")) scenario.policies = read_policies(*policies);
  if (const auto seeds = fields.find("seeds")) scenario.seeds = read_seeds(*seeds);
  if (const auto semantics = fields.find("semantics")) {
    constexpr Semantics kSemantics[] = {Semantics::kBatch, Semantics::kEvent};
    scenario.semantics = kSemantics[semantics->one_of({"batch", "event"})];
  }
  if (const auto tenants = fields.find("tenants")) scenario.tenants = read_tenants(*tenants);
  if (const auto overrun = fields.find("overrun")) {
    constexpr OverrunRule kRules[] = {OverrunRule::kAsLogged, OverrunRule::kKeep, OverrunRule::kKill};
    scenario.overrun = kRules[overrun->one_of({"as-logged", "keep", "kill"})];
  }
  return scenario;
}

// Says of what is looked up later which file it stands in.
void name_places(const std::string& file, Scenario& scenario) {
  const auto name = [&](std::string& place) { place = file + ":" + place; };
  for (OutageLine& line : scenario.disruptions.outages) name(line.nodes.place);
  for (FailureModel& model : scenario.disruptions.failures) name(model.place);
  for (ClosureLine& line : scenario.disruptions.closures) name(line.nodes.place);
  for (Variant& variant : scenario.variants) {
    name(variant.place);
    for (Addition& addition : variant.add) name(addition.place);
    for (NodeChoice& choice : variant.remove) name(choice.place);
  }
}

}  // namespace

WorkloadSource read_workload_source(const JsonField& field, const std::vector<ClusterSpec>& clusters) {
  const JsonFields fields(field, {"file", "trace", "csv", "lublin", "poisson", "jobs", "take", "draw"});
  const auto which = fields.require_one_of({"file", "lublin", "poisson", "trace", "csv", "jobs"});
  if (!which) return WorkloadFile{};
  switch (*which) {
    case 0:
      return WorkloadFile{fields.find("file")->text(kScenarioPathLimit)};
    case 1:
      return read_lublin(*fields.find("lublin"), clusters);
    case 2:
      return read_poisson(*fields.find("poisson"));
    case 3:
      return read_trace(*fields.find("trace"));
    case 4:
      return read_csv(*fields.find("csv"));
    default:
      return read_jobs(*fields.find("jobs"));
  }
}

Result<Scenario> parse_scenario(std::string_view text, const std::string& place, const NodeListReader& node_lists) {
  if (text.size() > kScenarioBytesLimit) {
    return Error::input(place, "is larger than " + std::to_string(kScenarioBytesLimit) +
                                   " bytes; put the jobs into a log and name it with \"file\"");
  }
  Result<JsonValue> tree = parse_json_tree(text, place);
  if (!tree) return tree.error();
  JsonProblems problems(place);
  const JsonField root(*tree, "", problems);
  if (!root.is(JsonValue::Kind::kObject)) {
    root.must_be("a scenario: an object with the keys \"berth\", \"workload\" and others");
    return *problems.first();
  }
  check_version(root);  // first: a newer scenario's other keys are not ours to judge
  if (problems.first()) return *problems.first();
  Scenario scenario = read_scenario_fields(root, node_lists);
  if (problems.first()) return *problems.first();
  scenario.place = place;
  name_places(place, scenario);
  scenario.input_hash = content_hash(text);
  if (scenario.name.empty()) scenario.name = name_from_path(place);
  if (auto* jobs = std::get_if<Workload>(&scenario.source)) jobs->name = scenario.name;
  return scenario;
}

}  // namespace berth
