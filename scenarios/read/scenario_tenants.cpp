// The key "tenants" of a scenario: who shares the clusters, as a tree.
#include <array>
#include <map>

#include "scenarios/read/scenario_json.hpp"
#include "scenarios/read/scenario_parts.hpp"

namespace berth {
namespace {

constexpr std::int64_t kNumberLimit = std::numeric_limits<std::int32_t>::max();
constexpr std::array kOwns = {"users", "groups", "queues"};  // in the order of TenantBy

std::vector<std::int32_t> read_numbers(const JsonField& field) {
  std::vector<std::int32_t> numbers;
  for (const JsonField& item : field.items(kScenarioTenantsLimit)) {
    numbers.push_back(static_cast<std::int32_t>(item.whole(-1, kNumberLimit)));
  }
  return numbers;
}

Resources read_amount(const JsonField& field, const Resources& otherwise) {
  const JsonFields fields(field, {"cpu", "memory_gib", "memory_mib", "gpu"});
  return read_resources(fields, otherwise, true);
}

}  // namespace

Tenants read_tenants(const JsonField& field) {
  Tenants tenants;
  std::optional<std::size_t> by;
  std::map<std::string, std::int32_t> positions;
  for (const JsonField& item : field.items(kScenarioTenantsLimit)) {
    const JsonFields fields(item, {"name", "parent", "weight", "quota", "limit", "users", "groups", "queues"});
    Tenant tenant;
    tenant.name = "tenant-" + std::to_string(tenants.list.size() + 1);
    if (const auto name = fields.find("name")) tenant.name = name->text(kScenarioNameLimit);
    if (const auto parent = fields.find("parent")) {
      const std::string name = parent->text(kScenarioNameLimit);
      const auto found = positions.find(name);
      if (found == positions.end()) {
        parent->problem("names \"" + name +
                        "\", which is no tenant above this one; parents come before their children");
      } else {
        tenant.parent = found->second;
      }
    }
    if (!positions.emplace(tenant.name, static_cast<std::int32_t>(tenants.list.size())).second) {
      fields.problem("is a second tenant named \"" + tenant.name + "\"");
    }
    if (const auto weight = fields.find("weight")) {
      tenant.weight = weight->real(kTenantWeightLeast, kTenantWeightMost);
    }
    if (const auto quota = fields.find("quota")) tenant.quota = read_amount(*quota, {});
    if (const auto limit = fields.find("limit")) tenant.limit = read_amount(*limit, kNoLimit);
    for (std::size_t kind = 0; kind < kOwns.size(); ++kind) {
      const auto owns = fields.find(kOwns[kind]);
      if (!owns) continue;
      if (by && *by != kind) {
        owns->problem(std::string("stands beside tenants that own ") + kOwns[*by] + "; all own the same kind");
      }
      by = kind;
      tenant.owns = read_numbers(*owns);
    }
    tenants.list.push_back(std::move(tenant));
  }
  if (by) tenants.by = static_cast<TenantBy>(*by);
  return tenants;
}

}  // namespace berth
