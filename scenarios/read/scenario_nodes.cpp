// What a scenario says of nodes that come and go, and of other clusters to try.
#include <limits>

#include "scenarios/read/scenario_json.hpp"
#include "scenarios/read/scenario_parts.hpp"

namespace berth {
namespace {

// The scenario's file is put before it when all is read.
std::string place_of(const JsonField& field) { return field.path(); }

// "cluster", and "node", "group" or "rack": exactly one of them, or none where `all` is a choice too.
NodeChoice read_choice(const JsonField& field, const JsonFields& fields, bool all) {
  NodeChoice choice;
  choice.place = place_of(field);
  if (const auto cluster = fields.find("cluster")) choice.cluster = cluster->text(kScenarioNameLimit);
  const int said = fields.has("node") + fields.has("group") + fields.has("rack");
  if (said != 1 && !(all && said == 0)) fields.require_one_of({"node", "group", "rack"});
  if (const auto node = fields.find("node")) choice.node = node->whole(0, kCountLimit - 1);
  if (const auto group = fields.find("group")) choice.group = group->text(kScenarioNameLimit);
  if (const auto rack = fields.find("rack")) {
    if (rack->is(JsonValue::Kind::kNumber)) {
      choice.rack_number = rack->whole(1, kCountLimit);
    } else {
      choice.rack = rack->text(kScenarioNameLimit);
    }
  }
  return choice;
}

// From one instant to a later one.
void read_span(const JsonFields& fields, const char* begin, const char* end, Time& from, Time& until) {
  if (const auto field = fields.require(begin)) from = read_seconds(*field);
  if (const auto field = fields.require(end)) {
    until = read_seconds(*field);
    if (until <= from) field->must_be(std::string("later than ") + begin);
  }
}

FailureModel read_failure_model(const JsonField& field) {
  const JsonFields fields(field, {"cluster", "group", "mtbf", "mttr", "seed", "until"});
  FailureModel model;
  model.place = place_of(field);
  if (const auto cluster = fields.find("cluster")) model.cluster = cluster->text(kScenarioNameLimit);
  if (const auto group = fields.find("group")) model.group = group->text(kScenarioNameLimit);
  for (const auto& [key, value] : {std::pair{"mtbf", &model.mtbf_us}, std::pair{"mttr", &model.mttr_us}}) {
    if (const auto mean = fields.require(key)) {
      *value = read_seconds(*mean);
      if (*value == 0) mean->must_be("above 0");
    }
  }
  if (const auto seed = fields.find("seed")) {
    model.seed = static_cast<std::uint64_t>(seed->whole(0, kScenarioIntegerLimit));
  }
  if (const auto until = fields.find("until")) {
    model.until_us = read_seconds(*until);
    if (model.until_us == 0) until->must_be("above 0");
  }
  return model;
}

Addition read_addition(const JsonField& field) {
  Addition addition;
  addition.place = place_of(field);
  if (const auto cluster = field.member("cluster")) addition.cluster = cluster->text(kScenarioNameLimit);
  if (!field.member("group")) {
    NodeGroup group = read_group(field, "added", true);
    addition.fresh = std::move(group);
    return addition;
  }
  const JsonFields fields(field, {"cluster", "group", "count"});
  addition.group = fields.find("group")->text(kScenarioNameLimit);
  if (const auto count = fields.require("count")) addition.count = count->whole(1, kCountLimit);
  return addition;
}

NodeChoice read_removal(const JsonField& field) {
  const JsonFields fields(field, {"cluster", "node", "group", "rack", "count"});
  NodeChoice choice = read_choice(field, fields, fields.has("count"));
  if (const auto count = fields.find("count")) choice.last = count->whole(1, kCountLimit);
  return choice;
}

// A maintenance window, or a reservation, which says who it is for.
ClosureLine read_closure(const JsonField& field, bool reserved) {
  const JsonFields fields(field, {"name", "cluster", "node", "group", "rack", "count", "from", "until", "running",
                                  reserved ? "users" : "name", reserved ? "jobs" : "name"});
  ClosureLine line;
  line.nodes = read_choice(field, fields, true);
  if (const auto count = fields.find("count")) line.nodes.last = count->whole(1, kCountLimit);
  Closure& closure = line.closure;
  closure.name = reserved ? "reservation" : "maintenance";
  if (const auto name = fields.find("name")) closure.name = name->text(kScenarioNameLimit);
  read_span(fields, "from", "until", closure.from_us, closure.until_us);
  if (const auto running = fields.find("running")) closure.lets_finish = running->one_of({"interrupt", "finish"}) == 1;
  if (!reserved) return line;
  if (const auto users = fields.find("users")) {
    constexpr std::int64_t kLargestUser = std::numeric_limits<std::int32_t>::max();
    for (const JsonField& user : users->items(kScenarioGroupsLimit)) {
      closure.users.push_back(static_cast<std::int32_t>(user.whole(0, kLargestUser)));
    }
  }
  if (const auto jobs = fields.find("jobs")) {
    for (const JsonField& job : jobs->items(kScenarioGroupsLimit)) line.jobs.push_back(job.text(kScenarioNameLimit));
  }
  if (closure.users.empty() && line.jobs.empty()) fields.problem("is for nobody; give it users or jobs");
  return line;
}

// One object, or an array of them.
std::vector<JsonField> one_or_more(const JsonField& field, std::size_t most) {
  return field.is(JsonValue::Kind::kObject) ? std::vector{field} : field.items(most);
}

}  // namespace

Disruptions read_disruptions(const JsonFields& fields) {
  Disruptions disruptions;
  if (const auto outages = fields.find("outages")) {
    if (outages->is(JsonValue::Kind::kString)) {
      disruptions.outages_path = outages->text(kScenarioPathLimit);
    } else {
      for (const JsonField& item : outages->items(kScenarioBytesLimit)) {
        const JsonFields line(item, {"cluster", "node", "group", "rack", "down", "up"});
        OutageLine outage;
        outage.nodes = read_choice(item, line, false);
        read_span(line, "down", "up", outage.down_us, outage.up_us);
        disruptions.outages.push_back(std::move(outage));
      }
    }
  }
  if (const auto failures = fields.find("failures")) {
    for (const JsonField& item : one_or_more(*failures, kScenarioGroupsLimit)) {
      disruptions.failures.push_back(read_failure_model(item));
    }
  }
  for (const bool reserved : {false, true}) {
    const auto closures = fields.find(reserved ? "reservations" : "maintenance");
    if (!closures) continue;
    for (const JsonField& item : one_or_more(*closures, kClosuresLimit)) {
      disruptions.closures.push_back(read_closure(item, reserved));
    }
  }
  if (const auto recovery = fields.find("recovery")) {
    const JsonFields said(*recovery, {"checkpoint", "restart"});
    if (const auto checkpoint = said.find("checkpoint")) {
      disruptions.recovery.checkpoint_us = read_seconds(*checkpoint);
    }
    if (const auto restart = said.find("restart")) disruptions.recovery.restart_us = read_seconds(*restart);
  }
  return disruptions;
}

std::vector<Variant> read_variants(const JsonField& field) {
  std::vector<Variant> variants;
  for (const JsonField& item : field.items(kVariantsLimit)) {
    const JsonFields fields(item, {"name", "add", "remove", "scale"});
    Variant variant;
    variant.place = place_of(item);
    if (const auto name = fields.require("name")) variant.name = name->text(kScenarioNameLimit);
    for (const Variant& before : variants) {
      if (before.name == variant.name) fields.problem("is a second variant named \"" + variant.name + "\"");
    }
    if (const auto add = fields.find("add")) {
      for (const JsonField& one : one_or_more(*add, kScenarioGroupsLimit)) variant.add.push_back(read_addition(one));
    }
    if (const auto remove = fields.find("remove")) {
      for (const JsonField& one : one_or_more(*remove, kScenarioGroupsLimit)) {
        variant.remove.push_back(read_removal(one));
      }
    }
    if (const auto scale = fields.find("scale")) {
      variant.scale_milli = scale->scaled(3, 0, kScaleMilliLimit / 1000, "times the nodes");
      if (variant.scale_milli == 0) scale->must_be("above 0");
    }
    if (variant.changes_nothing()) fields.problem("changes nothing; give it add, remove, or a scale other than 1");
    variants.push_back(std::move(variant));
  }
  return variants;
}

}  // namespace berth
