#include "api/http/routes/wishes.hpp"

#include <algorithm>
#include <cmath>

#include "actors/live/amounts.hpp"

namespace berth::http {
namespace {

constexpr std::size_t kWishes = 100;
constexpr std::size_t kNameLength = 200;
constexpr double kMostMemory = 1e9;
constexpr double kMostNodes = 1e8;

Field names_field(const char* name) {
  return Field::text(name).longest(kNameLength).list_of_at_most(kWishes).optional().or_null();
}

// Sorted and each once, as the model keeps them.
std::vector<std::string> names(const Values& values, const char* name) {
  std::vector<std::string> names = values.texts(name);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::vector<Label> labels(const Values& values) {
  std::vector<Label> labels = values.text_map("labels");
  std::sort(labels.begin(), labels.end());
  return labels;
}

void render(JsonText& json, const char* key, const std::vector<std::string>& names) {
  if (names.empty()) return;
  json.begin_array(key);
  for (const std::string& name : names) json.text(name);
  json.end_array();
}

void render(JsonText& json, const std::vector<Label>& labels) {
  json.begin_object("labels");
  for (const auto& [key, value] : labels) json.text(key, value);
  json.end_object();
}

}  // namespace

std::vector<Field> wish_fields() {
  return {
      names_field("gpu_models").says("Any of these will do"),
      Field::number("gpu_memory_each")
          .optional()
          .or_null()
          .at_least(0)
          .at_most(kMostMemory)
          .says("GB that each GPU must have at least"),
      Field::number_map("speeds")
          .optional()
          .or_null()
          .longest(kNameLength)
          .items_at_most(kWishes)
          .at_least(0.01)
          .at_most(1000)
          .says("How many times as fast it runs on a GPU model, for preemption=gavel; 1 on those not named"),
      Field::text_map("labels").optional().or_null().items_at_most(kWishes).says("Its nodes must have all of these"),
      names_field("tolerates").says("Taints of nodes that do not keep it away"),
      Field::choice("spread", "", {"nodes", "racks"})
          .optional()
          .or_null()
          .says("No two of its replicas on one node, or in one rack"),
      Field::choice("pack", "", {"rack", "zone", "prefer-rack", "prefer-zone"})
          .optional()
          .or_null()
          .says("All replicas in one rack or zone, always or where that can be now"),
      Field::text("apart_from")
          .optional()
          .or_null()
          .longest(kNameLength)
          .says("Deployments that say the same name here never share a node")};
}

std::shared_ptr<const Traits> traits_of(const Values& body) {
  Traits traits;
  traits.gpu_models = names(body, "gpu_models");
  traits.gpu_memory_mib = live::need_of({0, body.optional_number("gpu_memory_each").value_or(0), 0}).memory_mib;
  for (const auto& [model, speed] : body.number_map("speeds")) {
    traits.speeds.emplace_back(model, std::llround(speed * static_cast<double>(kUsualSpeed)));
  }
  std::sort(traits.speeds.begin(), traits.speeds.end());
  traits.labels = labels(body);
  traits.tolerates = names(body, "tolerates");
  traits.spread = live::spread_called(body.optional_text("spread").value_or(""));
  traits.pack = live::pack_called(body.optional_text("pack").value_or(""));
  traits.apart = body.optional_text("apart_from").value_or("");
  return traits == Traits{} ? nullptr : std::make_shared<const Traits>(std::move(traits));
}

void check_wishes(const Values& body, std::vector<Violation>& violations) {
  const auto wrong = [&](const char* field, const char* message) {
    violations.push_back({"value_error", {"body", field}, message, {}, {}});
  };
  if (body.optional_text("spread") == "racks" && body.optional_text("pack") == "rack") {
    wrong("pack", "wants all replicas in one rack, and spread no two in one; leave one of them out");
  }
  const bool wants_gpus = body.optional_number("gpu_required").value_or(0) > 0;
  if (!wants_gpus && !body.texts("gpu_models").empty()) {
    wrong("gpu_models", "speaks of GPUs, and the deployment asks for none; give it a gpu_required above 0");
  }
  if (!wants_gpus && !body.number_map("speeds").empty()) {
    wrong("speeds", "speaks of GPUs, and the deployment asks for none; give it a gpu_required above 0");
  }
  if (!wants_gpus && body.optional_number("gpu_memory_each").value_or(0) > 0) {
    wrong("gpu_memory_each", "speaks of GPUs, and the deployment asks for none; give it a gpu_required above 0");
  }
}

void render_wishes(JsonText& json, const Traits& traits) {
  render(json, "gpu_models", traits.gpu_models);
  if (traits.gpu_memory_mib > 0) {
    json.number("gpu_memory_each", live::amounts_of(Resources{0, traits.gpu_memory_mib, 0}).ram);
  }
  if (!traits.speeds.empty()) {
    json.begin_object("speeds");
    for (const auto& [model, speed] : traits.speeds) {
      json.number(model, static_cast<double>(speed) / static_cast<double>(kUsualSpeed));
    }
    json.end_object();
  }
  if (!traits.labels.empty()) render(json, traits.labels);
  render(json, "tolerates", traits.tolerates);
  if (traits.spread != Spread::kAnywhere) json.text("spread", live::name_of(traits.spread));
  if (traits.pack != Pack::kAnywhere) json.text("pack", live::name_of(traits.pack));
  if (!traits.apart.empty()) json.text("apart_from", traits.apart);
}

std::vector<Field> quality_fields() {
  return {Field::text("gpu_model").optional().or_null().longest(kNameLength).like("A100"),
          Field::number("gpu_memory")
              .optional()
              .or_null()
              .at_least(0)
              .at_most(kMostMemory)
              .says("GB of each GPU")
              .like(80.0),
          Field::text_map("labels").optional().items_at_most(kWishes),
          names_field("taints").says("Keep away every deployment that does not tolerate all of them"),
          Field::text("rack").optional().or_null().longest(kNameLength).says("Where the nodes stand"),
          Field::text("zone").optional().or_null().longest(kNameLength),
          Field::integer("nodes_per_rack")
              .optional()
              .or_null()
              .at_least(1)
              .at_most(kMostNodes)
              .says("So many fill a rack, then the next is begun; else all stand in one")};
}

void read_qualities(const Values& given, live::NodeGroupView& group) {
  group.gpu_model = given.optional_text("gpu_model").value_or("");
  group.gpu_memory = given.optional_number("gpu_memory").value_or(0);
  group.labels = given.text_map("labels");
  group.taints = names(given, "taints");
  group.rack = given.optional_text("rack").value_or("");
  group.zone = given.optional_text("zone").value_or("");
  group.nodes_per_rack = given.optional_integer("nodes_per_rack").value_or(0);
}

void render_qualities(JsonText& json, const live::NodeGroupView& group) {
  if (group.gpu_model.empty()) {
    json.null("gpu_model");
  } else {
    json.text("gpu_model", group.gpu_model);
  }
  if (group.gpu_memory > 0) json.number("gpu_memory", group.gpu_memory);
  render(json, group.labels);
  render(json, "taints", group.taints);
  if (!group.rack.empty()) json.text("rack", group.rack);
  if (!group.zone.empty()) json.text("zone", group.zone);
  if (group.nodes_per_rack > 0) json.integer("nodes_per_rack", group.nodes_per_rack);
}

}  // namespace berth::http
