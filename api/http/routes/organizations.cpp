#include "actors/live/queues.hpp"
#include "api/http/routes/context.hpp"
#include "api/http/routes/endpoints.hpp"
#include "api/http/routes/render.hpp"
#include "api/http/routes/schemas.hpp"
#include "api/http/wire/json_text.hpp"
#include "api/http/wire/problem.hpp"

namespace berth::http {
namespace {

constexpr const char* kTag = "organizations";

const Schema& organization_id_parameter() {
  static const Schema schema{"", {Field::integer("organization_id")}, ""};
  return schema;
}
const Schema& member_parameters() {
  static const Schema schema{"", {Field::integer("organization_id"), Field::integer("user_id")}, ""};
  return schema;
}

std::string shown(const live::Organization& organization) { return render(organization, true); }

// A foreign organization is answered as one that is not there.
bool is_own(Context& context) {
  if (context.path.integer("organization_id") == context.organization_id()) return true;
  answer(context.response, "not_found", "Organization not found");
  return false;
}

void create(Context& context) {
  answer_with<live::Organization>(context, live::CreateOrganization{context.body.text("name")}, shown);
}

void join(Context& context) {
  answer_with<live::Organization>(context, live::JoinOrganization{context.path.text("invite_code")},
                                  [](const live::Organization& organization) {
                                    JsonText json;
                                    return json.begin_object()
                                        .text("message", "Successfully joined the organization")
                                        .integer("organization_id", organization.id)
                                        .text("name", organization.name)
                                        .end_object()
                                        .take();
                                  });
}

void show(Context& context, const live::Organization& organization) {
  tag(context.response, organization.version);
  context.response.body = render(organization, context.membership.role >= live::Role::kDeveloper);
}

void current(Context& context) {
  if (const auto organization = context.board().organization(context.organization_id())) show(context, *organization);
}

void by_id(Context& context) {
  if (is_own(context)) current(context);
}

void members(Context& context) {
  if (!is_own(context)) return;
  context.response.body = render_list(context.board().members(context.organization_id()),
                                      [&](const live::Membership& one) { return render(one, context.board()); });
}

void leave(Context& context) {
  answer_with<live::Done>(context, live::LeaveOrganization{},
                          [](const live::Done&) { return render_message("Successfully left the organization"); });
}

std::vector<live::Queue> queues_of(const Values& values) {
  std::vector<live::Queue> queues;
  for (const Values& given : values.objects("queues")) {
    live::Queue& queue = queues.emplace_back();
    queue.name = given.text("name");
    queue.parent = given.optional_text("parent").value_or("");
    queue.weight = given.number("weight");
    if (const auto quota = given.optional_object("quota")) {
      queue.quota = {quota->number("cpu"), quota->number("ram"), quota->number("gpu")};
    }
    if (const auto limit = given.optional_object("limit")) {
      queue.limit = {limit->optional_number("cpu"), limit->optional_number("ram"), limit->optional_number("gpu")};
    }
  }
  return queues;
}

// They form a tree.
void check_queues(const Context& context, std::vector<Violation>& violations) {
  if (!violations.empty()) return;
  for (const live::QueueProblem& problem : live::problems_of(queues_of(context.body))) {
    violations.push_back({"value_error",
                          {"body", "queues", static_cast<std::int64_t>(problem.at), problem.field},
                          problem.message,
                          {},
                          {}});
  }
}

void queues(Context& context) {
  if (!is_own(context)) return;
  answer_with<live::QueuesShown>(context, live::MeasureQueues{}, [](const live::QueuesShown& shown) {
    return render_list(shown.queues, [](const live::QueuesShown::Use& use) { return render(use); });
  });
}

void change(Context& context) {
  if (!is_own(context)) return;
  live::ChangeOrganization wish;
  if (!read_if_match(context, wish.if_version)) return;
  wish.name = context.body.optional_text("name");
  if (context.body.given("quota")) {
    const std::optional<Values> quota = context.body.optional_object("quota");
    std::optional<live::Amounts> amounts;
    if (quota) amounts = live::Amounts{quota->number("cpu"), quota->number("ram"), quota->number("gpu")};
    wish.quota = amounts;
  }
  if (context.body.given("queues")) wish.queues = queues_of(context.body);
  answer_with<live::Organization>(context, std::move(wish), shown, [&](const live::Organization& organization) {
    tag(context.response, organization.version);
  });
}

void rotate(Context& context) {
  if (!is_own(context)) return;
  live::RotateInvite wish;
  wish.uses = context.body.optional_integer("uses");
  if (const auto seconds_left = context.body.optional_integer("expires_in_s")) {
    wish.expires_us = context.service().now() + *seconds_left * kSecond;
  }
  answer_with<live::Organization>(context, std::move(wish), shown);
}

void change_member(Context& context) {
  if (!is_own(context)) return;
  const live::Board& board = context.board();
  answer_with<live::Membership>(context,
                                live::ChangeMember{.user_id = context.path.integer("user_id"),
                                                   .role = live::role_called(context.body.text("role"))},
                                [&board](const live::Membership& changed) { return render(changed, board); });
}

void remove_member(Context& context) {
  if (!is_own(context)) return;
  answer_with<live::Removed>(context, live::ChangeMember{.user_id = context.path.integer("user_id"), .remove = true},
                             [](const live::Removed&) { return render_message("Member removed"); });
}

void transfer(Context& context) {
  if (!is_own(context)) return;
  const live::Board& board = context.board();
  answer_with<live::Membership>(context, live::TransferOwnership{context.body.integer("user_id")},
                                [&board](const live::Membership& owner) { return render(owner, board); });
}

}  // namespace

std::vector<Endpoint> organization_endpoints() {
  std::vector<Endpoint> all;
  const auto add = [&](Needs needs, Route route, std::function<void(Context&)> handler, bool entrance = false) {
    route.tag = kTag;
    route.auth = Auth::kSession;
    all.push_back({.route = std::move(route), .needs = needs, .entrance = entrance, .answer = std::move(handler)});
  };
  add(Needs::kSession,
      {.method = "POST",
       .path = "/api/v1/organizations/",
       .operation_id = "create_organization_api_v1_organizations__post",
       .summary = "Create Organization",
       .description = "Its founder becomes its admin and owner.",
       .body = &schemas::organization_create(),
       .answers = {Answer::of(schemas::organization()), Answer::problem(400, "Already in an organization")}},
      create);
  add(Needs::kSession,
      {.method = "POST",
       .path = "/api/v1/organizations/{invite_code}/join",
       .operation_id = "join_organization_api_v1_organizations__invite_code__join_post",
       .summary = "Join Organization",
       .path_parameters = {"", {Field::text("invite_code")}, ""},
       .answers = {Answer::of(schemas::join_done()), Answer::problem(400, "Already in an organization"),
                   Answer::problem(404, "No organization has this code")}},
      join, true);
  add(Needs::kMember,
      {.method = "GET",
       .path = "/api/v1/organizations/current",
       .operation_id = "current_organization_api_v1_organizations_current_get",
       .summary = "One's organization",
       .answers = {Answer::of(schemas::organization())}},
      current);
  add(Needs::kMember,
      {.method = "POST",
       .path = "/api/v1/organizations/leave",
       .operation_id = "leave_organization_api_v1_organizations_leave_post",
       .summary = "Leave one's organization",
       .answers = {Answer::of(schemas::message())}},
      leave);
  add(Needs::kMember,
      {.method = "GET",
       .path = "/api/v1/organizations/{organization_id}",
       .operation_id = "get_organization_api_v1_organizations__organization_id__get",
       .summary = "An organization",
       .path_parameters = organization_id_parameter(),
       .answers = {Answer::of(schemas::organization()), Answer::problem(404, "Not there, or foreign")}},
      by_id);
  add(Needs::kAdmin,
      {.method = "PATCH",
       .path = "/api/v1/organizations/{organization_id}",
       .operation_id = "change_organization_api_v1_organizations__organization_id__patch",
       .summary = "Rename it, set its quota and its queues",
       .path_parameters = organization_id_parameter(),
       .body = &schemas::organization_change(),
       .answers = {Answer::of(schemas::organization()), Answer::problem(404, "Not there, or foreign"),
                   Answer::problem(412, "Changed meanwhile")}},
      change);
  all.back().check_together = check_queues;
  add(Needs::kMember,
      {.method = "GET",
       .path = "/api/v1/organizations/{organization_id}/queues",
       .operation_id = "list_queues_api_v1_organizations__organization_id__queues_get",
       .summary = "What its queues hold",
       .description = "In the clusters whose policy is order=drf, all together.",
       .path_parameters = organization_id_parameter(),
       .answers = {Answer::list_of(schemas::queue_use()), Answer::problem(404, "Not there, or foreign")}},
      queues);
  add(Needs::kAdmin,
      {.method = "POST",
       .path = "/api/v1/organizations/{organization_id}/invite",
       .operation_id = "rotate_invite_api_v1_organizations__organization_id__invite_post",
       .summary = "A new invite code",
       .description = "The old one stops working.",
       .path_parameters = organization_id_parameter(),
       .body = &schemas::invite(),
       .body_required = false,
       .answers = {Answer::of(schemas::organization()), Answer::problem(404, "Not there, or foreign")}},
      rotate);
  add(Needs::kMember,
      {.method = "GET",
       .path = "/api/v1/organizations/{organization_id}/members",
       .operation_id = "list_members_api_v1_organizations__organization_id__members_get",
       .summary = "Its members",
       .path_parameters = organization_id_parameter(),
       .answers = {Answer::list_of(schemas::member()), Answer::problem(404, "Not there, or foreign")}},
      members);
  add(Needs::kAdmin,
      {.method = "PATCH",
       .path = "/api/v1/organizations/{organization_id}/members/{user_id}",
       .operation_id = "change_member_api_v1_organizations__organization_id__members__user_id__patch",
       .summary = "Change a member's role",
       .path_parameters = member_parameters(),
       .body = &schemas::member_change(),
       .answers = {Answer::of(schemas::member()), Answer::problem(404, "Not there, or foreign")}},
      change_member);
  add(Needs::kAdmin,
      {.method = "DELETE",
       .path = "/api/v1/organizations/{organization_id}/members/{user_id}",
       .operation_id = "remove_member_api_v1_organizations__organization_id__members__user_id__delete",
       .summary = "Remove a member",
       .path_parameters = member_parameters(),
       .answers = {Answer::of(schemas::message()), Answer::problem(404, "Not there, or foreign")}},
      remove_member);
  add(Needs::kOwner,
      {.method = "POST",
       .path = "/api/v1/organizations/{organization_id}/transfer",
       .operation_id = "transfer_organization_api_v1_organizations__organization_id__transfer_post",
       .summary = "Make another member its owner",
       .path_parameters = organization_id_parameter(),
       .body = &schemas::ownership(),
       .answers = {Answer::of(schemas::member()), Answer::problem(404, "Not there, or foreign")}},
      transfer);
  return all;
}

}  // namespace berth::http
