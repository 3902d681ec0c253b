// The journal's documents: views as JSON objects and back. A field that is missing has its default, so that documents
// of older versions can be read.
#include <bit>

#include <boost/json.hpp>

#include "actors/live/document_text.hpp"
#include "actors/live/views.hpp"

namespace berth::live {
namespace {

namespace json = boost::json;

double number(const json::value& value) {
  if (value.is_double()) return value.get_double();
  if (value.is_int64()) return static_cast<double>(value.get_int64());
  if (value.is_uint64()) return static_cast<double>(value.get_uint64());
  return 0;
}

class Reader {
 public:
  explicit Reader(const json::object& object) : object_(object) {}

  template <class Integer>
  Integer integer(std::string_view key, Integer otherwise = 0) const {
    const json::value* value = object_.if_contains(key);
    if (!value || !value->is_number()) return otherwise;
    if (value->is_uint64()) return static_cast<Integer>(value->get_uint64());
    if (value->is_int64()) return static_cast<Integer>(value->get_int64());
    return static_cast<Integer>(value->get_double());
  }
  double real(std::string_view key) const {
    const json::value* value = object_.if_contains(key);
    return value ? number(*value) : 0;
  }
  bool truth(std::string_view key, bool otherwise = false) const {
    const json::value* value = object_.if_contains(key);
    return value && value->is_bool() ? value->get_bool() : otherwise;
  }
  std::string text(std::string_view key) const {
    const json::value* value = object_.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
  }
  const json::value* given(std::string_view key) const {
    const json::value* value = object_.if_contains(key);
    return value && !value->is_null() ? value : nullptr;
  }
  const json::array* list(std::string_view key) const {
    const json::value* value = object_.if_contains(key);
    return value ? value->if_array() : nullptr;
  }

 private:
  const json::object& object_;
};

void put(json::object& object, const std::string& suffix, const Amounts& amounts) {
  object["cpu" + suffix] = amounts.cpu;
  object["ram" + suffix] = amounts.ram;
  object["gpu" + suffix] = amounts.gpu;
}

Amounts amounts(const Reader& reader, const std::string& suffix) {
  return {reader.real("cpu" + suffix), reader.real("ram" + suffix), reader.real("gpu" + suffix)};
}

json::array texts_of(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

json::object labels_object(const std::vector<Label>& labels) {
  json::object object;
  for (const auto& [key, value] : labels) object[key] = value;
  return object;
}

std::vector<std::string> texts(const Reader& reader, std::string_view key) {
  std::vector<std::string> texts;
  if (const json::array* list = reader.list(key)) {
    for (const json::value& one : *list) {
      if (one.is_string()) texts.emplace_back(one.get_string());
    }
  }
  return texts;
}

std::vector<Label> labels(const Reader& reader) {
  std::vector<Label> labels;
  if (const json::value* given = reader.given("labels"); given && given->is_object()) {
    for (const auto& [key, value] : given->get_object()) {
      if (value.is_string()) labels.emplace_back(key, value.get_string());
    }
  }
  return labels;
}

json::object traits_object(const Traits& traits) {
  json::object object;
  if (!traits.gpu_models.empty()) object["gpu_models"] = texts_of(traits.gpu_models);
  if (traits.gpu_memory_mib > 0) object["gpu_memory_kb"] = traits.gpu_memory_mib;
  if (!traits.labels.empty()) object["labels"] = labels_object(traits.labels);
  if (!traits.speeds.empty()) {
    json::object speeds;
    for (const auto& [model, speed] : traits.speeds) speeds[model] = speed;
    object["speeds_milli"] = std::move(speeds);
  }
  if (!traits.tolerates.empty()) object["tolerates"] = texts_of(traits.tolerates);
  if (!traits.apart.empty()) object["apart_from"] = traits.apart;
  if (traits.spread != Spread::kAnywhere) object["spread"] = name_of(traits.spread);
  if (traits.pack != Pack::kAnywhere) object["pack"] = name_of(traits.pack);
  return object;
}

std::shared_ptr<const Traits> traits_of(const json::object& object) {
  const Reader reader(object);
  auto traits = std::make_shared<Traits>();
  traits->gpu_models = texts(reader, "gpu_models");
  traits->gpu_memory_mib = reader.integer<std::int64_t>("gpu_memory_kb");
  traits->labels = labels(reader);
  if (const json::value* given = reader.given("speeds_milli"); given && given->is_object()) {
    for (const auto& [model, speed] : given->get_object()) {
      if (speed.is_int64()) traits->speeds.emplace_back(model, speed.get_int64());
    }
    std::sort(traits->speeds.begin(), traits->speeds.end());
  }
  traits->tolerates = texts(reader, "tolerates");
  traits->apart = reader.text("apart_from");
  traits->spread = spread_called(reader.text("spread"));
  traits->pack = pack_called(reader.text("pack"));
  return traits;
}

json::object queue_object(const Queue& queue) {
  json::object object{{"name", queue.name}, {"weight", queue.weight}};
  if (!queue.parent.empty()) object["parent"] = queue.parent;
  put(object, "_quota", queue.quota);
  if (queue.limit.cpu) object["cpu_limit"] = *queue.limit.cpu;
  if (queue.limit.ram) object["ram_limit"] = *queue.limit.ram;
  if (queue.limit.gpu) object["gpu_limit"] = *queue.limit.gpu;
  return object;
}

Queue queue_of(const json::object& object) {
  const Reader reader(object);
  Queue queue;
  queue.name = reader.text("name");
  queue.parent = reader.text("parent");
  queue.weight = reader.given("weight") ? reader.real("weight") : 1;
  queue.quota = amounts(reader, "_quota");
  if (reader.given("cpu_limit")) queue.limit.cpu = reader.real("cpu_limit");
  if (reader.given("ram_limit")) queue.limit.ram = reader.real("ram_limit");
  if (reader.given("gpu_limit")) queue.limit.gpu = reader.real("gpu_limit");
  return queue;
}

json::object group_object(const NodeGroupView& group) {
  json::object object{{"name", group.name}, {"count", group.count}};
  put(object, "", group.per_node);
  if (!group.gpu_model.empty()) object["gpu_model"] = group.gpu_model;
  if (group.gpu_memory > 0) object["gpu_memory"] = group.gpu_memory;
  if (!group.labels.empty()) object["labels"] = labels_object(group.labels);
  if (!group.taints.empty()) object["taints"] = texts_of(group.taints);
  if (!group.rack.empty()) object["rack"] = group.rack;
  if (!group.zone.empty()) object["zone"] = group.zone;
  if (group.nodes_per_rack > 0) object["nodes_per_rack"] = group.nodes_per_rack;
  return object;
}

NodeGroupView group_of(const json::object& object) {
  const Reader reader(object);
  NodeGroupView group;
  group.name = reader.text("name");
  group.count = reader.integer<std::int64_t>("count");
  group.per_node = amounts(reader, "");
  group.gpu_model = reader.text("gpu_model");
  group.gpu_memory = reader.real("gpu_memory");
  group.labels = labels(reader);
  group.taints = texts(reader, "taints");
  group.rack = reader.text("rack");
  group.zone = reader.text("zone");
  group.nodes_per_rack = reader.integer<std::int64_t>("nodes_per_rack");
  return group;
}

}  // namespace

std::string to_document(const User& user) {
  json::object object{{"id", user.id}, {"username", user.username}};
  if (user.email) object["email"] = *user.email;
  object["is_active"] = user.is_active;
  object["password_hash"] = user.password_hash;
  object["created_us"] = user.created_us;
  return json::serialize(object);
}

std::string to_document(const Membership& membership) {
  return json::serialize(json::object{{"user_id", membership.user_id},
                                      {"organization_id", membership.organization_id},
                                      {"role", name_of(membership.role)},
                                      {"owner", membership.owner},
                                      {"since_us", membership.since_us}});
}

std::string to_document(const Session& session) {
  return json::serialize(json::object{{"user_id", session.user_id},
                                      {"created_us", session.created_us},
                                      {"last_seen_us", session.last_seen_us},
                                      {"address", session.address},
                                      {"user_agent", session.user_agent},
                                      {"key", session.key}});
}

std::string to_document(const Organization& organization) {
  json::object object{{"id", organization.id},
                      {"name", organization.name},
                      {"invite_code", organization.invite_code},
                      {"invite_expires_us", organization.invite_expires_us},
                      {"invite_uses_left", organization.invite_uses_left},
                      {"created_us", organization.created_us},
                      {"version", organization.version}};
  if (organization.quota) {
    json::object quota;
    put(quota, "", *organization.quota);
    object["quota"] = std::move(quota);
  }
  if (!organization.queues.empty()) {
    json::array queues;
    for (const Queue& queue : organization.queues) queues.push_back(queue_object(queue));
    object["queues"] = std::move(queues);
  }
  return json::serialize(object);
}

std::string to_document(const Cluster& cluster) {
  json::object object{{"id", cluster.id}, {"organization_id", cluster.organization_id}, {"name", cluster.name}};
  put(object, "_limit", cluster.limit);
  if (!cluster.groups.empty()) {
    json::array groups;
    for (const NodeGroupView& group : cluster.groups) groups.push_back(group_object(group));
    object["groups"] = std::move(groups);
  }
  object["policy"] = cluster.policy;
  object["cordoned"] = cluster.cordoned;
  if (!cluster.down.empty()) object["down"] = json::array(cluster.down.begin(), cluster.down.end());
  if (!cluster.reservations.empty()) {
    json::array reservations;
    for (const auto& [id, closure] : cluster.reservations) {
      reservations.push_back(
          json::object{{"id", id},
                       {"name", closure.name},
                       {"nodes", json::array(closure.nodes.begin(), closure.nodes.end())},
                       {"from_us", closure.from_us},
                       {"until_us", closure.until_us},
                       {"lets_finish", closure.lets_finish},
                       {"users", json::array(closure.users.begin(), closure.users.end())},
                       {"deployments", json::array(closure.job_numbers.begin(), closure.job_numbers.end())}});
    }
    object["reservations"] = std::move(reservations);
  }
  if (cluster.reservations_made > 0) object["reservations_made"] = cluster.reservations_made;
  object["created_us"] = cluster.created_us;
  object["version"] = cluster.version;
  object["lane"] = cluster.lane;
  return json::serialize(object);
}

std::string to_document(const Deployment& deployment) {
  DocumentText document;
  document.integer("id", deployment.id).integer("organization_id", deployment.organization_id);
  document.integer("cluster_id", deployment.cluster_id);
  if (deployment.any_cluster) document.truth("any_cluster", true);
  document.text("name", deployment.name).text("docker_image", deployment.docker_image);
  document.number("cpu_required", deployment.required.cpu);
  document.number("ram_required", deployment.required.ram);
  document.number("gpu_required", deployment.required.gpu);
  document.integer("replicas", deployment.replicas).integer("priority", deployment.priority);
  if (deployment.expected_duration_s) document.number("expected_duration_s", *deployment.expected_duration_s);
  if (!deployment.dependency_ids.empty()) {
    document.integers("dependency_ids", deployment.dependency_ids, [](std::int64_t id) { return id; });
  }
  if (!deployment.queue.empty()) document.text("queue", deployment.queue);
  if (deployment.traits) document.raw("traits", json::serialize(traits_object(*deployment.traits)));
  document.text("status", name_of(deployment.status)).text("reason", deployment.reason);
  if (deployment.by != 0) document.integer("by", deployment.by);
  if (deployment.preemptions != 0) document.integer("preemptions", deployment.preemptions);
  if (deployment.held_us != 0) document.integer("held_us", deployment.held_us);
  if (deployment.lost_us != 0) document.integer("lost_us", deployment.lost_us);
  if (deployment.turns) {
    std::vector<std::int64_t> turns;
    turns.reserve(4 * deployment.turns->parts.size());
    for (const Turns::Part& part : deployment.turns->parts) {
      turns.insert(turns.end(), {part.lane, part.had_us, part.due_us, part.round_us});
    }
    document.integers("turns", turns, [](std::int64_t one) { return one; });
  }
  if (deployment.use) {
    // Numbers by their bits: exactly as they were.
    std::vector<std::int64_t> use;
    use.reserve(4 * deployment.use->parts.size());
    const auto bits = [](double one) { return std::bit_cast<std::int64_t>(one); };
    for (const auto& [half_life_s, stand] : deployment.use->parts) {
      use.insert(use.end(), {bits(half_life_s), bits(stand.usage), bits(stand.everyones), stand.since});
    }
    document.integers("use", use, [](std::int64_t one) { return one; });
  }
  document.integer("created_by", deployment.created_by).integer("created_us", deployment.created_us);
  document.integer("eligible_us", deployment.eligible_us).integer("started_us", deployment.started_us);
  document.integer("ended_us", deployment.ended_us).integer("changed_us", deployment.changed_us);
  if (!deployment.nodes.empty()) {
    std::vector<std::int64_t> nodes;
    nodes.reserve(2 * deployment.nodes.size());
    bool on_shared_gpus = false;
    for (const auto& [node, replicas, slot] : deployment.nodes) {
      nodes.push_back(node);
      nodes.push_back(replicas);
      on_shared_gpus = on_shared_gpus || slot != Seat::kNoSlot;
    }
    document.integers("nodes", nodes, [](std::int64_t one) { return one; });
    if (on_shared_gpus) {
      document.integers("gpu_slots", deployment.nodes,
                        [](const Seat& seat) { return static_cast<std::int64_t>(seat.slot); });
    }
  }
  return document.integer("version", static_cast<std::int64_t>(deployment.version)).take();
}

namespace {

User user_of(const Reader& reader) {
  User user;
  user.id = reader.integer<std::int64_t>("id");
  user.username = reader.text("username");
  if (reader.given("email")) user.email = reader.text("email");
  user.is_active = reader.truth("is_active", true);
  user.password_hash = reader.text("password_hash");
  user.created_us = reader.integer<Time>("created_us");
  return user;
}

Membership membership_of(const Reader& reader) {
  return {.user_id = reader.integer<std::int64_t>("user_id"),
          .organization_id = reader.integer<std::int64_t>("organization_id"),
          .role = role_called(reader.text("role")).value_or(Role::kNone),
          .owner = reader.truth("owner"),
          .since_us = reader.integer<Time>("since_us")};
}

Session session_of(const Reader& reader) {
  return {.key = reader.text("key"),
          .user_id = reader.integer<std::int64_t>("user_id"),
          .created_us = reader.integer<Time>("created_us"),
          .last_seen_us = reader.integer<Time>("last_seen_us"),
          .address = reader.text("address"),
          .user_agent = reader.text("user_agent")};
}

Organization organization_of(const Reader& reader) {
  Organization organization;
  organization.id = reader.integer<std::int64_t>("id");
  organization.name = reader.text("name");
  organization.invite_code = reader.text("invite_code");
  organization.invite_expires_us = reader.integer<Time>("invite_expires_us", kNever);
  organization.invite_uses_left = reader.integer<std::int64_t>("invite_uses_left", -1);
  if (const json::value* quota = reader.given("quota"); quota && quota->is_object()) {
    organization.quota = amounts(Reader(quota->get_object()), "");
  }
  if (const json::array* queues = reader.list("queues")) {
    for (const json::value& queue : *queues) {
      if (queue.is_object()) organization.queues.push_back(queue_of(queue.get_object()));
    }
  }
  organization.created_us = reader.integer<Time>("created_us");
  organization.version = reader.integer<std::uint64_t>("version", 1);
  return organization;
}

Reservation reservation_of(const Reader& reader) {
  Reservation reservation{.id = reader.integer<std::int64_t>("id")};
  Closure& closure = reservation.closure;
  closure.name = reader.text("name");
  const auto each = [&](const char* key, const auto& take) {
    if (const json::array* list = reader.list(key)) {
      for (const json::value& one : *list) take(one.is_int64() ? one.get_int64() : 0);
    }
  };
  each("nodes", [&](std::int64_t node) { closure.nodes.push_back(static_cast<std::uint32_t>(node)); });
  closure.from_us = reader.integer<Time>("from_us");
  closure.until_us = reader.integer<Time>("until_us");
  closure.lets_finish = reader.truth("lets_finish");
  each("users", [&](std::int64_t user) { closure.users.push_back(static_cast<std::int32_t>(user)); });
  each("deployments", [&](std::int64_t id) { closure.job_numbers.push_back(id); });
  return reservation;
}

Cluster cluster_of(const Reader& reader) {
  Cluster cluster;
  cluster.id = reader.integer<std::int64_t>("id");
  cluster.organization_id = reader.integer<std::int64_t>("organization_id");
  cluster.name = reader.text("name");
  cluster.limit = amounts(reader, "_limit");
  if (const json::array* groups = reader.list("groups")) {
    for (const json::value& group : *groups) {
      if (group.is_object()) cluster.groups.push_back(group_of(group.get_object()));
    }
  }
  cluster.policy = reader.text("policy");
  cluster.cordoned = reader.truth("cordoned");
  if (const json::array* down = reader.list("down")) {
    for (const json::value& node : *down) cluster.down.push_back(static_cast<std::uint32_t>(number(node)));
  }
  if (const json::array* list = reader.list("reservations")) {
    for (const json::value& one : *list) {
      if (one.is_object()) cluster.reservations.push_back(reservation_of(Reader(one.get_object())));
    }
  }
  cluster.reservations_made = reader.integer<std::int64_t>("reservations_made");
  cluster.created_us = reader.integer<Time>("created_us");
  cluster.version = reader.integer<std::uint64_t>("version", 1);
  cluster.lane = reader.integer<std::uint16_t>("lane");
  return cluster;
}

Deployment deployment_of(const Reader& reader) {
  Deployment deployment;
  deployment.id = reader.integer<std::int64_t>("id");
  deployment.organization_id = reader.integer<std::int64_t>("organization_id");
  deployment.cluster_id = reader.integer<std::int64_t>("cluster_id");
  deployment.any_cluster = reader.truth("any_cluster");
  deployment.name = reader.text("name");
  deployment.docker_image = reader.text("docker_image");
  deployment.required = amounts(reader, "_required");
  deployment.replicas = reader.integer<std::int64_t>("replicas", 1);
  deployment.priority = reader.integer<std::int32_t>("priority");
  if (const json::value* expected = reader.given("expected_duration_s")) {
    deployment.expected_duration_s = number(*expected);
  }
  if (const json::array* ids = reader.list("dependency_ids")) {
    for (const json::value& id : *ids) deployment.dependency_ids.push_back(id.is_int64() ? id.get_int64() : 0);
  }
  deployment.queue = reader.text("queue");
  if (const json::value* traits = reader.given("traits"); traits && traits->is_object()) {
    deployment.traits = traits_of(traits->get_object());
  }
  deployment.status = status_called(reader.text("status")).value_or(Status::kPending);
  deployment.reason = reader.text("reason");
  deployment.by = reader.integer<std::int64_t>("by");
  deployment.preemptions = reader.integer<std::int64_t>("preemptions");
  deployment.held_us = reader.integer<Duration>("held_us");
  deployment.lost_us = reader.integer<Duration>("lost_us");
  if (const json::array* list = reader.list("turns")) {
    const auto at = [&](std::size_t i) { return (*list)[i].is_int64() ? (*list)[i].get_int64() : 0; };
    auto turns = std::make_shared<Turns>();
    for (std::size_t i = 0; i + 3 < list->size(); i += 4) {
      turns->parts.push_back({static_cast<ClusterId>(at(i)), at(i + 1), at(i + 2), at(i + 3)});
    }
    deployment.turns = std::move(turns);
  }
  if (const json::array* list = reader.list("use")) {
    const auto at = [&](std::size_t i) { return (*list)[i].is_int64() ? (*list)[i].get_int64() : 0; };
    const auto number_at = [&](std::size_t i) { return std::bit_cast<double>(at(i)); };
    auto use = std::make_shared<Use>();
    for (std::size_t i = 0; i + 3 < list->size(); i += 4) {
      use->parts.push_back({number_at(i), {number_at(i + 1), number_at(i + 2), at(i + 3)}});
    }
    deployment.use = std::move(use);
  }
  deployment.created_by = reader.integer<std::int64_t>("created_by");
  deployment.created_us = reader.integer<Time>("created_us");
  deployment.eligible_us = reader.integer<Time>("eligible_us");
  deployment.started_us = reader.integer<Time>("started_us");
  deployment.ended_us = reader.integer<Time>("ended_us");
  deployment.changed_us = reader.integer<Time>("changed_us");
  if (const json::array* nodes = reader.list("nodes")) {
    for (std::size_t i = 0; i + 1 < nodes->size(); i += 2) {
      deployment.nodes.push_back(
          {static_cast<std::uint32_t>(number((*nodes)[i])), static_cast<std::uint32_t>(number((*nodes)[i + 1]))});
    }
    if (const json::array* slots = reader.list("gpu_slots")) {
      for (std::size_t i = 0; i < std::min(slots->size(), deployment.nodes.size()); ++i) {
        deployment.nodes[i].slot = static_cast<std::uint32_t>(number((*slots)[i]));
      }
    }
  }
  deployment.version = reader.integer<std::uint64_t>("version", 1);
  return deployment;
}

template <class View, class Of>
std::optional<View> read(std::string_view document, Of of) {
  std::array<unsigned char, 4096> buffer;
  json::monotonic_resource memory(buffer.data(), buffer.size());
  json::error_code error;
  const json::value value = json::parse({document.data(), document.size()}, error, &memory);
  if (error || !value.is_object()) return std::nullopt;
  return of(Reader(value.get_object()));
}

}  // namespace

template <>
std::optional<User> from_document(std::string_view document) {
  return read<User>(document, user_of);
}
template <>
std::optional<Membership> from_document(std::string_view document) {
  return read<Membership>(document, membership_of);
}
template <>
std::optional<Session> from_document(std::string_view document) {
  return read<Session>(document, session_of);
}
template <>
std::optional<Organization> from_document(std::string_view document) {
  return read<Organization>(document, organization_of);
}
template <>
std::optional<Cluster> from_document(std::string_view document) {
  return read<Cluster>(document, cluster_of);
}
template <>
std::optional<Deployment> from_document(std::string_view document) {
  return read<Deployment>(document, deployment_of);
}

}  // namespace berth::live
