#include "api/http/routes/context.hpp"
#include "api/http/routes/endpoints.hpp"
#include "api/http/routes/page.hpp"
#include "api/http/routes/render.hpp"
#include "api/http/routes/schemas.hpp"
#include "api/http/routes/wishes.hpp"
#include "api/http/wire/preconditions.hpp"
#include "api/http/wire/problem.hpp"

namespace berth::http {
namespace {

constexpr const char* kTag = "deployments";

const Schema& id_parameter() {
  static const Schema schema{"", {Field::integer("deployment_id")}, ""};
  return schema;
}

std::string shown(const live::Deployment& deployment) { return render(deployment); }

void answer_deployment(Context& context, live::Wish wish) {
  answer_with<live::Deployment>(context, std::move(wish), shown,
                                [&](const live::Deployment& deployment) { tag(context.response, deployment.version); });
}

void create(Context& context) {
  const Values& body = context.body;
  live::CreateDeployment wish;
  wish.name = body.text("name");
  wish.docker_image = body.text("docker_image");
  wish.required = {body.number("cpu_required"), body.number("ram_required"), body.number("gpu_required")};
  wish.replicas = body.integer("replicas");
  wish.priority = static_cast<std::int32_t>(body.integer("priority"));
  if (!body.boolean("any_cluster")) wish.cluster_id = body.optional_integer("cluster_id");
  wish.expected_duration_s = body.optional_number("expected_duration_s");
  wish.dependency_ids = body.integers("dependency_ids");
  wish.queue = body.optional_text("queue").value_or("");
  wish.traits = traits_of(body);
  wish.refuse_never = context.application.settings().refuse_never;
  wish.dry_run = context.query.boolean("dry_run");
  if (wish.dry_run) {
    answer_with<live::Forecast>(context, std::move(wish), [](const live::Forecast& one) { return render(one); });
    return;
  }
  answer_deployment(context, std::move(wish));
}

// The contract's clients always name the cluster; who does not, says so.
void check_cluster(const Context& context, std::vector<Violation>& violations) {
  check_wishes(context.body, violations);
  if (context.body.given("cluster_id") || context.body.optional_boolean("any_cluster").value_or(false)) return;
  violations.push_back({"missing", {"body", "cluster_id"}, "Field required", context.raw_body.value, {}});
}

void list(Context& context) {
  const Page page = page_of(context.query);
  live::DeploymentFilter filter;
  filter.after = page.after;
  filter.skip = page.skip;
  filter.limit = page.limit + 1;
  if (const auto status = context.query.optional_text("status")) filter.status = live::status_called(*status);
  filter.cluster_id = context.query.optional_integer("cluster_id");
  std::vector<live::DeploymentPtr> found = context.board().deployments(context.organization_id(), filter);
  if (found.size() > page.limit) {
    found.pop_back();
    link_next(context, found.back()->id);
  }
  context.response.body = render_list(found, [](const live::DeploymentPtr& one) { return render(*one); });
}

void by_id(Context& context) {
  const auto deployment = context.board().deployment(context.organization_id(), context.path.integer("deployment_id"));
  if (!deployment) return answer(context.response, "not_found", "Deployment not found");
  tag(context.response, deployment->version);
  context.response.body = render(*deployment);
}

void change(Context& context) {
  live::ChangeDeployment wish{.id = context.path.integer("deployment_id")};
  if (!read_if_match(context, wish.if_version)) return;
  wish.priority = static_cast<std::int32_t>(context.body.integer("priority"));
  answer_deployment(context, std::move(wish));
}

void change_status(Context& context) {
  live::ChangeDeployment wish{.id = context.path.integer("deployment_id")};
  if (!read_if_match(context, wish.if_version)) return;
  wish.status = live::status_called(context.body.text("status"));
  answer_deployment(context, std::move(wish));
}

void cancel(Context& context) {
  live::ChangeDeployment wish{.id = context.path.integer("deployment_id")};
  if (!read_if_match(context, wish.if_version)) return;
  wish.status = live::Status::kCancelled;
  answer_deployment(context, std::move(wish));
}

void retry(Context& context) {
  live::ChangeDeployment wish{.id = context.path.integer("deployment_id")};
  if (!read_if_match(context, wish.if_version)) return;
  wish.status = live::Status::kPending;
  answer_deployment(context, std::move(wish));
}

void explain(Context& context) {
  answer_with<live::Explanation>(context, live::ExplainDeployment{context.path.integer("deployment_id")},
                                 [](const live::Explanation& one) { return render(one); });
}

}  // namespace

std::vector<Endpoint> deployment_endpoints() {
  std::vector<Endpoint> all;
  const auto add = [&](Needs needs, Route route, std::function<void(Context&)> handler) {
    route.tag = kTag;
    route.auth = Auth::kSession;
    all.push_back({.route = std::move(route), .needs = needs, .answer = std::move(handler)});
  };
  const Answer missing = Answer::problem(404, "Not there, or foreign");
  const Answer changed = Answer::problem(412, "Changed meanwhile");
  add(Needs::kDeveloper,
      {.method = "POST",
       .path = "/api/v1/deployments/",
       .operation_id = "create_deployment_api_v1_deployments__post",
       .summary = "Create Deployment",
       .description = "Runs at once where there is room or room can be made; waits otherwise.",
       .query = &schemas::dry_run_query(),
       .body = &schemas::deployment_create(),
       .answers = {Answer::of(schemas::deployment()), missing}},
      create);
  all.back().check_together = check_cluster;
  add(Needs::kMember,
      {.method = "GET",
       .path = "/api/v1/deployments/",
       .operation_id = "list_deployments_api_v1_deployments__get",
       .summary = "List Deployments",
       .query = &schemas::deployments_query(),
       .answers = {Answer::list_of(schemas::deployment())}},
      list);
  add(Needs::kMember,
      {.method = "GET",
       .path = "/api/v1/deployments/{deployment_id}",
       .operation_id = "get_deployment_api_v1_deployments__deployment_id__get",
       .summary = "A deployment",
       .path_parameters = id_parameter(),
       .answers = {Answer::of(schemas::deployment()), missing}},
      by_id);
  add(Needs::kDeveloper,
      {.method = "PATCH",
       .path = "/api/v1/deployments/{deployment_id}",
       .operation_id = "change_deployment_api_v1_deployments__deployment_id__patch",
       .summary = "Change its priority",
       .path_parameters = id_parameter(),
       .body = &schemas::deployment_change(),
       .answers = {Answer::of(schemas::deployment()), missing, changed}},
      change);
  add(Needs::kDeveloper,
      {.method = "DELETE",
       .path = "/api/v1/deployments/{deployment_id}",
       .operation_id = "cancel_deployment_api_v1_deployments__deployment_id__delete",
       .summary = "Cancel it",
       .path_parameters = id_parameter(),
       .answers = {Answer::of(schemas::deployment()), Answer::problem(400, "It has ended"), missing, changed}},
      cancel);
  add(Needs::kDeveloper,
      {.method = "PATCH",
       .path = "/api/v1/deployments/{deployment_id}/status",
       .operation_id = "change_status_api_v1_deployments__deployment_id__status_patch",
       .summary = "Report what became of it",
       .description = "pending → cancelled; running → completed, failed, cancelled; failed → pending, cancelled; "
                      "completed → pending; cancelled → pending.",
       .path_parameters = id_parameter(),
       .body = &schemas::deployment_status(),
       .answers = {Answer::of(schemas::deployment()), Answer::problem(400, "The status cannot change so"), missing,
                   changed}},
      change_status);
  add(Needs::kDeveloper,
      {.method = "POST",
       .path = "/api/v1/deployments/{deployment_id}/retry",
       .operation_id = "retry_deployment_api_v1_deployments__deployment_id__retry_post",
       .summary = "Send an ended one back to the queue",
       .path_parameters = id_parameter(),
       .answers = {Answer::of(schemas::deployment()), Answer::problem(400, "It has not ended"), missing, changed}},
      retry);
  add(Needs::kMember,
      {.method = "GET",
       .path = "/api/v1/deployments/{deployment_id}/explain",
       .operation_id = "explain_deployment_api_v1_deployments__deployment_id__explain_get",
       .summary = "Why it is where it is",
       .description =
           "Computed from the present state: what binds, who holds it, its place in line, its expected start.",
       .path_parameters = id_parameter(),
       .answers = {Answer::of(schemas::explanation()), missing}},
      explain);
  return all;
}

}  // namespace berth::http
