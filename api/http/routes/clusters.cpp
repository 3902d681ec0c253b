#include "api/http/routes/context.hpp"
#include "api/http/routes/endpoints.hpp"
#include "api/http/routes/page.hpp"
#include "api/http/routes/render.hpp"
#include "api/http/routes/schemas.hpp"
#include "api/http/routes/wishes.hpp"
#include "api/http/wire/json_text.hpp"
#include "api/http/wire/preconditions.hpp"
#include "api/http/wire/problem.hpp"

namespace berth::http {
namespace {

constexpr const char* kTag = "clusters";
constexpr std::int64_t kNoNode = 0xFFFFFFFF;

const Schema& id_parameter() {
  static const Schema schema{"", {Field::integer("cluster_id")}, ""};
  return schema;
}

const Schema& reservation_parameter() {
  static const Schema schema{"", {Field::integer("cluster_id"), Field::integer("reservation_id")}, ""};
  return schema;
}

std::vector<live::NodeGroupView> groups_of(const Values& values) {
  std::vector<live::NodeGroupView> groups;
  for (const Values& given : values.objects("node_groups")) {
    live::NodeGroupView& group = groups.emplace_back();
    group.name = given.text("name");
    group.count = given.integer("count");
    group.per_node = {given.number("cpu"), given.number("ram"), given.number("gpu")};
    read_qualities(given, group);
  }
  return groups;
}

std::string shown(const live::ClusterShown& cluster) { return render(cluster); }

void create(Context& context) {
  live::CreateCluster wish;
  wish.name = context.body.text("name");
  wish.limit = {context.body.number("cpu_limit"), context.body.number("ram_limit"), context.body.number("gpu_limit")};
  wish.groups = groups_of(context.body);
  wish.organization_id = context.body.optional_integer("organization_id");
  wish.policy = context.body.optional_text("policy");
  answer_with<live::ClusterShown>(context, std::move(wish), shown,
                                  [&](const live::ClusterShown& made) { tag(context.response, made.cluster.version); });
}

void list(Context& context) {
  const Page page = page_of(context.query);
  std::vector<live::ClusterShown> all = context.board().clusters(context.organization_id());
  std::erase_if(all, [&](const live::ClusterShown& one) { return one.cluster.id <= page.after; });
  const std::size_t skip = std::min(page.skip, all.size());
  const std::size_t count = std::min(page.limit, all.size() - skip);
  const bool more = skip + count < all.size();
  const std::vector<live::ClusterShown> part(all.begin() + static_cast<std::ptrdiff_t>(skip),
                                             all.begin() + static_cast<std::ptrdiff_t>(skip + count));
  if (more) link_next(context, part.back().cluster.id);
  context.response.body = render_list(part, shown);
}

void resources(Context& context) {
  live::Amounts limit, available;
  const std::vector<live::ClusterShown> all = context.board().clusters(context.organization_id());
  for (const live::ClusterShown& one : all) {
    limit.cpu += one.cluster.limit.cpu;
    limit.ram += one.cluster.limit.ram;
    limit.gpu += one.cluster.limit.gpu;
    available.cpu += one.available.cpu;
    available.ram += one.available.ram;
    available.gpu += one.available.gpu;
  }
  JsonText json;
  json.begin_object().integer("clusters", static_cast<std::int64_t>(all.size()));
  json.number("cpu_limit", limit.cpu).number("ram_limit", limit.ram).number("gpu_limit", limit.gpu);
  json.number("cpu_available", available.cpu).number("ram_available", available.ram);
  context.response.body = json.number("gpu_available", available.gpu).end_object().take();
}

void by_id(Context& context) {
  const auto cluster = context.board().cluster(context.organization_id(), context.path.integer("cluster_id"));
  if (!cluster) return answer(context.response, "not_found", "Cluster not found");
  tag(context.response, cluster->cluster.version);
  context.response.body = render(*cluster, context.board().gpus(context.organization_id(), cluster->cluster.id));
}

void gpus(Context& context) {
  answer_with<live::ClusterGpus>(context, live::MeasureGpus{context.path.integer("cluster_id")},
                                 [](const live::ClusterGpus& measured) { return render(measured); });
}

void change(Context& context) {
  live::ChangeCluster wish;
  if (!read_if_match(context, wish.if_version)) return;
  wish.id = context.path.integer("cluster_id");
  wish.name = context.body.optional_text("name");
  wish.cpu_limit = context.body.optional_number("cpu_limit");
  wish.ram_limit = context.body.optional_number("ram_limit");
  wish.gpu_limit = context.body.optional_number("gpu_limit");
  if (context.body.given("node_groups") && !context.body.is_null("node_groups")) wish.groups = groups_of(context.body);
  wish.policy = context.body.optional_text("policy");
  wish.cordoned = context.body.optional_boolean("cordoned");
  wish.drain = context.body.optional_boolean("drain").value_or(false);
  answer_with<live::ClusterShown>(context, std::move(wish), shown, [&](const live::ClusterShown& changed) {
    tag(context.response, changed.cluster.version);
  });
}

void change_nodes(Context& context) {
  answer_with<live::ClusterShown>(
      context,
      live::ChangeNodes{.cluster_id = context.path.integer("cluster_id"),
                        .down = context.body.integers("down"),
                        .up = context.body.integers("up")},
      shown, [&](const live::ClusterShown& changed) { tag(context.response, changed.cluster.version); });
}

void reserve(Context& context) {
  live::MakeReservation wish{.cluster_id = context.path.integer("cluster_id"), .closure = {}};
  Closure& closure = wish.closure;
  closure.name = context.body.text("name");
  // Whatever is no number of a node is of one that is not there.
  for (const std::int64_t node : context.body.integers("nodes")) {
    closure.nodes.push_back(
        static_cast<std::uint32_t>(std::clamp<std::int64_t>(node < 0 ? kNoNode : node, 0, kNoNode)));
  }
  closure.from_us = context.service().now() + context.body.integer("starts_in_s") * kSecond;
  closure.until_us = closure.from_us + context.body.integer("duration_s") * kSecond;
  closure.lets_finish = context.body.optional_boolean("lets_finish").value_or(false);
  for (const std::int64_t user : context.body.integers("users")) {
    closure.users.push_back(static_cast<std::int32_t>(user));
  }
  closure.job_numbers = context.body.integers("deployments");
  answer_with<live::ClusterShown>(context, std::move(wish), [](const live::ClusterShown& changed) {
    const auto& all = changed.cluster.reservations;
    const auto made = std::find_if(all.begin(), all.end(), [&](const live::Reservation& one) {
      return one.id == changed.cluster.reservations_made;
    });
    return made == all.end() ? std::string("null") : render(*made);
  });
}

void reservations(Context& context) {
  const auto cluster = context.board().cluster(context.organization_id(), context.path.integer("cluster_id"));
  if (!cluster) return answer(context.response, "not_found", "Cluster not found");
  context.response.body =
      render_list(cluster->cluster.reservations, [](const live::Reservation& one) { return render(one); });
}

void end_reservation(Context& context) {
  answer_with<live::ClusterShown>(context,
                                  live::EndReservation{.cluster_id = context.path.integer("cluster_id"),
                                                       .reservation_id = context.path.integer("reservation_id")},
                                  [](const live::ClusterShown&) { return render_message("Reservation ended"); });
}

void remove(Context& context) {
  live::DeleteCluster wish;
  if (!read_if_match(context, wish.if_version)) return;
  wish.id = context.path.integer("cluster_id");
  wish.force = context.query.boolean("force");
  answer_with<live::Removed>(context, std::move(wish),
                             [](const live::Removed&) { return render_message("Cluster deleted"); });
}

}  // namespace

std::vector<Endpoint> cluster_endpoints() {
  std::vector<Endpoint> all;
  const auto add = [&](Needs needs, Route route, std::function<void(Context&)> handler) {
    route.tag = kTag;
    route.auth = Auth::kSession;
    all.push_back({.route = std::move(route), .needs = needs, .answer = std::move(handler)});
  };
  add(Needs::kDeveloper,
      {.method = "POST",
       .path = "/api/v1/clusters/",
       .operation_id = "create_cluster_api_v1_clusters__post",
       .summary = "Create Cluster",
       .body = &schemas::cluster_create(),
       .answers = {Answer::of(schemas::cluster()), Answer::problem(403, "Of another organization")}},
      create);
  add(Needs::kMember,
      {.method = "GET",
       .path = "/api/v1/clusters/",
       .operation_id = "list_clusters_api_v1_clusters__get",
       .summary = "List Clusters",
       .query = &schemas::page_query(),
       .answers = {Answer::list_of(schemas::cluster())}},
      list);
  add(Needs::kMember,
      {.method = "GET",
       .path = "/api/v1/clusters/resources",
       .operation_id = "cluster_resources_api_v1_clusters_resources_get",
       .summary = "What there is, and what is left of it",
       .answers = {Answer::of(schemas::resources())}},
      resources);
  add(Needs::kMember,
      {.method = "GET",
       .path = "/api/v1/clusters/{cluster_id}",
       .operation_id = "get_cluster_api_v1_clusters__cluster_id__get",
       .summary = "A cluster",
       .path_parameters = id_parameter(),
       .answers = {Answer::of(schemas::cluster_measured()), Answer::problem(404, "Not there, or foreign")}},
      by_id);
  add(Needs::kMember,
      {.method = "GET",
       .path = "/api/v1/clusters/{cluster_id}/gpus",
       .operation_id = "cluster_gpus_api_v1_clusters__cluster_id__gpus_get",
       .summary = "How its GPUs are used, and how fragmented the idle ones are",
       .path_parameters = id_parameter(),
       .answers = {Answer::of(schemas::cluster_gpus()), Answer::problem(404, "Not there, or foreign")}},
      gpus);
  add(Needs::kAdmin,
      {.method = "PATCH",
       .path = "/api/v1/clusters/{cluster_id}",
       .operation_id = "change_cluster_api_v1_clusters__cluster_id__patch",
       .summary = "Resize, cordon or drain it, change its policy",
       .description = "Who does not fit any more goes back to the queue, where the policy preempts.",
       .path_parameters = id_parameter(),
       .body = &schemas::cluster_change(),
       .answers = {Answer::of(schemas::cluster()), Answer::problem(404, "Not there, or foreign"),
                   Answer::problem(409, "More is in use, and the policy does not preempt"),
                   Answer::problem(412, "Changed meanwhile")}},
      change);
  add(Needs::kDeveloper,
      {.method = "PATCH",
       .path = "/api/v1/clusters/{cluster_id}/nodes",
       .operation_id = "change_nodes_api_v1_clusters__cluster_id__nodes_patch",
       .summary = "Report which of its nodes have failed, and which are back",
       .description =
           "Who ran on one that failed goes back to the queue, to where it was; how long it had run counts as "
           "lost. Nodes are numbered through the node groups, from 0.",
       .path_parameters = id_parameter(),
       .body = &schemas::nodes_change(),
       .answers = {Answer::of(schemas::cluster()), Answer::problem(404, "Not there, or foreign")}},
      change_nodes);
  add(Needs::kAdmin,
      {.method = "POST",
       .path = "/api/v1/clusters/{cluster_id}/reservations",
       .operation_id = "make_reservation_api_v1_clusters__cluster_id__reservations_post",
       .summary = "Close nodes for a while: maintenance, or an advance reservation",
       .description = "Nothing starts there that its expected duration would carry into that time, and nothing that "
                      "does not say how long it will run.",
       .path_parameters = id_parameter(),
       .body = &schemas::reservation_make(),
       .answers = {Answer::of(schemas::reservation()), Answer::problem(404, "Not there, or foreign"),
                   Answer::problem(409, "There are as many as may be")}},
      reserve);
  add(Needs::kMember,
      {.method = "GET",
       .path = "/api/v1/clusters/{cluster_id}/reservations",
       .operation_id = "list_reservations_api_v1_clusters__cluster_id__reservations_get",
       .summary = "When which of its nodes are closed",
       .path_parameters = id_parameter(),
       .answers = {Answer::list_of(schemas::reservation()), Answer::problem(404, "Not there, or foreign")}},
      reservations);
  add(Needs::kAdmin,
      {.method = "DELETE",
       .path = "/api/v1/clusters/{cluster_id}/reservations/{reservation_id}",
       .operation_id = "end_reservation_api_v1_clusters__cluster_id__reservations__reservation_id__delete",
       .summary = "Open the nodes again, or do not close them",
       .path_parameters = reservation_parameter(),
       .answers = {Answer::of(schemas::message()), Answer::problem(404, "Not there, or foreign")}},
      end_reservation);
  add(Needs::kAdmin,
      {.method = "DELETE",
       .path = "/api/v1/clusters/{cluster_id}",
       .operation_id = "delete_cluster_api_v1_clusters__cluster_id__delete",
       .summary = "Delete it",
       .description = "While deployments use it, only by force: those that may run elsewhere go back to the queue, the "
                      "others are cancelled.",
       .path_parameters = id_parameter(),
       .query = &schemas::force_query(),
       .answers = {Answer::of(schemas::message()), Answer::problem(404, "Not there, or foreign"),
                   Answer::problem(409, "In use"), Answer::problem(412, "Changed meanwhile")}},
      remove);
  return all;
}

}  // namespace berth::http
