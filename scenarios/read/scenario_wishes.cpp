#include <algorithm>

#include "scenarios/read/scenario_json.hpp"
#include "scenarios/read/scenario_parts.hpp"

namespace berth {
namespace {

Spread read_spread(const JsonField& field) {
  constexpr Spread kSpreads[] = {Spread::kNodes, Spread::kRacks};
  return kSpreads[field.one_of({"nodes", "racks"})];
}

Pack read_pack(const JsonField& field) {
  constexpr Pack kPacks[] = {Pack::kRack, Pack::kZone, Pack::kPreferRack, Pack::kPreferZone};
  return kPacks[field.one_of({"rack", "zone", "prefer-rack", "prefer-zone"})];
}

}  // namespace

std::vector<Speed> read_speeds(const JsonField& field, const Resources& per_replica) {
  std::vector<Speed> speeds;
  for (const auto& [model, value] : field.entries(kScenarioWishesLimit)) {
    speeds.emplace_back(model, value.scaled(3, 0, kFastestSpeed / kUsualSpeed, "times as fast"));
    if (speeds.back().second < kSlowestSpeed) value.must_be("from 0.01 to 1000 times as fast");
  }
  if (per_replica.gpu_milli == 0) field.problem("stands in a job that asks for no GPU; give it a gpu above 0");
  std::sort(speeds.begin(), speeds.end());
  return speeds;
}

std::vector<std::string> read_names(const JsonField& field) {
  std::vector<std::string> names;
  for (const JsonField& item : field.items(kScenarioWishesLimit)) {
    names.push_back(item.text(kScenarioNameLimit));
    if (std::find(names.begin(), names.end() - 1, names.back()) != names.end() - 1) {
      item.problem("says \"" + names.back() + "\" a second time");
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<Label> read_labels(const JsonField& field) {
  std::vector<Label> labels;
  for (const auto& [key, value] : field.entries(kScenarioWishesLimit)) {
    if (key.empty() || key.size() > kScenarioNameLimit) {
      value.problem("has a key of " + std::to_string(key.size()) + " bytes, must have one of 1 to " +
                    std::to_string(kScenarioNameLimit));
    }
    labels.emplace_back(key, value.text(kScenarioNameLimit));
  }
  std::sort(labels.begin(), labels.end());
  return labels;
}

std::int64_t read_gib(const JsonField& field, const std::string& must_be) {
  const std::int64_t thousandths = field.scaled(3, 0, kResourceLimit / 1024, "GiB");
  if (thousandths * 1024 % 1000 != 0) field.must_be(must_be);
  return thousandths * 1024 / 1000;
}

Traits read_traits(const JsonFields& fields, const Resources& per_replica, std::uint32_t replicas) {
  Traits traits;
  if (const auto models = fields.find("gpu_models")) {
    traits.gpu_models = read_names(*models);
    if (per_replica.gpu_milli == 0) models->problem("stands in a job that asks for no GPU; give it a gpu above 0");
  }
  if (const auto memory = fields.find("gpu_memory_gib_each")) {
    traits.gpu_memory_mib = read_gib(*memory);
    if (per_replica.gpu_milli == 0) memory->problem("stands in a job that asks for no GPU; give it a gpu above 0");
  }
  if (const auto speeds = fields.find("speeds")) traits.speeds = read_speeds(*speeds, per_replica);
  if (const auto labels = fields.find("labels")) traits.labels = read_labels(*labels);
  if (const auto taints = fields.find("tolerates")) traits.tolerates = read_names(*taints);
  if (const auto name = fields.find("apart_from")) traits.apart = name->text(kScenarioNameLimit);
  if (const auto spread = fields.find("spread")) traits.spread = read_spread(*spread);
  if (const auto pack = fields.find("pack")) {
    traits.pack = read_pack(*pack);
    if (traits.pack == Pack::kRack && traits.spread == Spread::kRacks && replicas > 1) {
      pack->problem("wants all replicas in one rack, and \"spread\" no two in one; leave one of them out");
    }
  }
  return traits;
}

}  // namespace berth
