#include <algorithm>
#include <utility>

#include "scenarios/read/scenario_json.hpp"
#include "scenarios/read/scenario_parts.hpp"

namespace berth {
namespace {

constexpr std::size_t kChoicesLimit = 10'000;

// The numbers of an array of exactly two, or of an object's two keys.
void read_range(const JsonField& field, DistributionSpec& spec) {
  const std::vector<JsonField> ends = field.items(2);
  if (ends.size() != 2) {
    field.must_be("an array of two numbers, the smallest and the largest");
    return;
  }
  spec.a = ends[0].real(-kDistributionLimit, kDistributionLimit);
  spec.b = ends[1].real(-kDistributionLimit, kDistributionLimit);
}

void read_pair(const JsonField& field, std::string_view first, std::string_view second, DistributionSpec& spec) {
  const JsonFields fields(field, {first, second});
  if (const auto a = fields.require(first)) spec.a = a->real(-kDistributionLimit, kDistributionLimit);
  if (const auto b = fields.require(second)) spec.b = b->real(-kDistributionLimit, kDistributionLimit);
}

void read_choice(const JsonField& field, DistributionSpec& spec) {
  for (const JsonField& item : field.items(kChoicesLimit)) {
    const JsonFields fields(item, {"value", "weight"});
    if (const auto value = fields.require("value")) {
      spec.values.push_back(value->real(-kDistributionLimit, kDistributionLimit));
    }
    const auto weight = fields.find("weight");
    spec.weights.push_back(weight ? weight->real(0, kDistributionLimit) : 1);
  }
}

// A number, or an object with one key that names the distribution.
DistributionSpec read_distribution(const JsonField& field) {
  using Kind = DistributionSpec::Kind;
  DistributionSpec spec{Kind::kConstant, 0, 0, {}, {}};
  if (field.is(JsonValue::Kind::kNumber)) {
    spec.a = field.real(-kDistributionLimit, kDistributionLimit);
    return spec;
  }
  if (!field.is(JsonValue::Kind::kObject)) {
    field.must_be("a number or a distribution such as {\"uniform\": [1, 10]}");
    return spec;
  }
  const std::initializer_list<std::string_view> kNames{"constant",   "uniform", "log_uniform", "exponential",
                                                       "log_normal", "weibull", "choice"};
  constexpr Kind kKinds[] = {Kind::kConstant,  Kind::kUniform, Kind::kLogUniform, Kind::kExponential,
                             Kind::kLogNormal, Kind::kWeibull, Kind::kChoice};
  const JsonFields fields(field, kNames);
  const auto which = fields.require_one_of(kNames);
  if (!which) return spec;
  spec.kind = kKinds[*which];
  const JsonField described = *fields.find(kNames.begin()[*which]);
  switch (spec.kind) {
    case Kind::kConstant:
    case Kind::kExponential:
      spec.a = described.real(-kDistributionLimit, kDistributionLimit);
      break;
    case Kind::kUniform:
    case Kind::kLogUniform:
      read_range(described, spec);
      break;
    case Kind::kLogNormal:
      read_pair(described, "median", "sigma", spec);
      break;
    case Kind::kWeibull:
      read_pair(described, "scale", "shape", spec);
      break;
    case Kind::kChoice:
      read_choice(described, spec);
      break;
  }
  if (const auto message = wrong_with(spec)) field.problem(*message);
  return spec;
}

}  // namespace

LublinParameters read_lublin(const JsonField& field, const std::vector<ClusterSpec>& clusters) {
  using Kind = LublinParameters::Kind;
  const JsonFields fields(field, {"jobs", "processors", "kind", "load", "overestimate", "users"});
  LublinParameters lublin;
  if (!clusters.empty()) {
    lublin.processors = 1;
    for (const ClusterSpec& cluster : clusters) lublin.processors = std::max(lublin.processors, cluster.node_count());
  }
  if (const auto jobs = fields.require("jobs")) lublin.jobs = jobs->whole(1, kGeneratedJobsLimit);
  if (const auto count = fields.find("processors")) lublin.processors = count->whole(1, kCountLimit);
  if (const auto kind = fields.find("kind")) {
    constexpr Kind kKinds[] = {Kind::kBatch, Kind::kInteractive, Kind::kBoth};
    lublin.kind = kKinds[kind->one_of({"batch", "interactive", "both"})];
  }
  if (const auto load = fields.find("load")) lublin.load = load->real(1 / kLoadLimit, kLoadLimit);
  if (const auto factor = fields.find("overestimate")) lublin.overestimate = factor->real(1, kOverestimateLimit);
  if (const auto users = fields.find("users")) {
    lublin.users = static_cast<std::int32_t>(users->whole(0, kGeneratedUsersLimit));
  }
  return lublin;
}

PoissonParameters read_poisson(const JsonField& field) {
  const JsonFields fields(field, {"jobs", "arrivals_per_hour", "replicas", "run", "overestimate", "priority", "users",
                                  "cpu", "memory_gib", "memory_mib", "gpu", "min_replicas", "max_replicas", "speeds"});
  PoissonParameters poisson;
  if (const auto jobs = fields.require("jobs")) poisson.jobs = jobs->whole(1, kGeneratedJobsLimit);
  if (const auto rate = fields.require("arrivals_per_hour")) {
    poisson.arrivals_per_hour = rate->real(0, kArrivalsPerHourLimit);
    if (poisson.arrivals_per_hour == 0) rate->must_be("a number above 0");
  }
  if (const auto replicas = fields.find("replicas")) poisson.replicas = read_distribution(*replicas);
  if (const auto run = fields.require("run")) poisson.run_s = read_distribution(*run);
  if (const auto factor = fields.find("overestimate")) poisson.overestimate = read_distribution(*factor);
  if (const auto priority = fields.find("priority")) poisson.priority = read_distribution(*priority);
  if (const auto users = fields.find("users")) {
    poisson.users = static_cast<std::int32_t>(users->whole(0, kGeneratedUsersLimit));
  }
  if (const auto fewest = fields.find("min_replicas")) poisson.fewest = read_distribution(*fewest);
  if (const auto most = fields.find("max_replicas")) poisson.most = read_distribution(*most);
  poisson.per_replica = read_resources(fields, poisson.per_replica);
  if (const auto speeds = fields.find("speeds")) poisson.speeds = read_speeds(*speeds, poisson.per_replica);
  if (poisson.per_replica.is_nothing()) fields.problem("asks for nothing; give cpu, memory or gpu above 0");
  if (!is_bounded(poisson.per_replica, kCountLimit)) {
    fields.problem("asks for more of a resource in each replica than can be counted for " +
                   std::to_string(kCountLimit) + " replicas");
  }
  return poisson;
}

}  // namespace berth
