#include "api/http/routes/schemas.hpp"

#include "api/http/routes/wishes.hpp"
#include "engine/policy/combination.hpp"
#include "engine/policy/spec.hpp"

namespace berth::http::schemas {
namespace {

constexpr std::size_t kNameLength = 255;
constexpr std::size_t kPasswordLength = 1024;
constexpr std::size_t kDependencies = 100;
constexpr std::size_t kGroups = 100;
constexpr double kMostReplicas = 100'000;
constexpr double kMostNodes = 1'000'000;

Field name_field() { return Field::text("name").longest(kNameLength); }

Field password_field(const char* name) {
  return Field::text(name)
      .kept_secret()
      .longest(kPasswordLength)
      .checked([](std::string_view text) -> std::optional<std::string> {
        std::size_t characters = 0;
        for (const char c : text) characters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
        if (characters >= 8) return std::nullopt;
        return "Password must be at least 8 characters long";
      });
}

Field policy_field() {
  return Field::text("policy")
      .optional()
      .or_null()
      .longest(1000)
      .checked([](std::string_view text) -> std::optional<std::string> {
        const Result<PolicySpec> policy = parse_policy(text);
        if (!policy) return policy.error().message;
        const Result<void> together = check_is_for_live(*policy);
        return together ? std::nullopt : std::optional(together.error().message);
      })
      .says("How its queue is ordered, backfilled, placed and preempted: order=…,backfill=…,placement=…,preemption=…")
      .like("order=priority,backfill=greedy,placement=best-fit,preemption=priority");
}

Field status_field(const char* name) {
  return Field::choice(name, "DeploymentStatus", {"pending", "running", "failed", "completed", "cancelled"});
}

Field time_field(const char* name, const char* says) {
  return Field::text(name).or_null().formatted("date-time").says(says).like("2026-11-23T08:00:00.000000Z");
}

void add(std::vector<Field>& fields, std::vector<Field> more) {
  for (Field& field : more) fields.push_back(std::move(field));
}

}  // namespace

std::vector<Field> amounts(const char* suffix) {
  return {Field::number(std::string("cpu") + suffix).at_least(0).says("Cores").like(16.0),
          Field::number(std::string("ram") + suffix).at_least(0).says("GB").like(64.0),
          Field::number(std::string("gpu") + suffix)
              .at_least(0)
              .says("GPUs; fractions are fine. Nodes of groups have single ones: less than 1 is a share of one of "
                    "them, more are "
                    "whole ones")
              .like(4.0)};
}

const Schema& user_create() {
  static const Schema schema{"UserCreate",
                             {Field::email("email").otherwise(nullptr).or_null().like("ada@example.com"),
                              Field::text("username").shortest(1).longest(kNameLength).like("ada"),
                              password_field("password").like("correct horse")},
                             ""};
  return schema;
}

const Schema& user() {
  static const Schema schema{
      "User",
      {Field::email("email").or_null().like("ada@example.com"), Field::text("username").like("ada"),
       Field::integer("id").like(1), Field::boolean("is_active").like(true),
       Field::integer("organization_id").or_null().like(1)},
      ""};
  return schema;
}

const Schema& login_query() {
  static const Schema schema{"LoginForm",
                             {Field::text("username").longest(kNameLength).like("ada"),
                              Field::text("password").kept_secret().longest(kPasswordLength).like("correct horse")},
                             ""};
  return schema;
}

const Schema& login_done() {
  static const Schema schema{
      "LoginDone", {Field::text("message").like("Login successful"), Field::integer("user_id").like(1)}, ""};
  return schema;
}

const Schema& message() {
  static const Schema schema{"Message", {Field::text("message").like("Done")}, ""};
  return schema;
}

const Schema& password_change() {
  static const Schema schema{"PasswordChange",
                             {Field::text("old_password").kept_secret().longest(kPasswordLength).like("correct horse"),
                              password_field("new_password").like("battery staple")},
                             ""};
  return schema;
}

const Schema& session() {
  static const Schema schema{"Session",
                             {Field::text("id").says("Names the session; it opens nothing").like("9f86d081"),
                              time_field("created_at", "When it began"), time_field("last_seen_at", "Its last request"),
                              Field::text("address").like("192.0.2.7"), Field::text("user_agent").like("curl/7.88.1"),
                              Field::boolean("current").like(true)},
                             ""};
  return schema;
}

const Schema& organization_create() {
  static const Schema schema{"OrganizationCreate", {name_field().like("Analytical Engines")}, ""};
  return schema;
}

const Schema& quota() {
  static const Schema schema{"Quota", amounts(""), "What its deployments may ask for at a time, waiting or running"};
  return schema;
}

const Schema& organization() {
  static const Schema schema{
      "Organization",
      {Field::text("name").like("Analytical Engines"), Field::integer("id").like(1),
       Field::text("invite_code").like("pXb3…"), time_field("invite_expires_at", "When the code stops working"),
       Field::integer("invite_uses_left").or_null().says("How often the code still works; null: any number"),
       Field::nested("quota", quota()).or_null(), Field::nested("queues", queue()).list_of_at_most(kQueues),
       time_field("created_at", "When it was founded"), Field::integer("version").like(1)},
      ""};
  return schema;
}

const Schema& organization_change() {
  static const Schema schema{
      "OrganizationChange",
      {name_field().optional(), Field::nested("quota", quota()).optional().or_null().says("null: no limit"),
       Field::nested("queues", queue())
           .list_of_at_most(kQueues)
           .optional()
           .says("All of them, in the place of those there were; empty: every member has an equal part")},
      ""};
  return schema;
}

const Schema& join_done() {
  static const Schema schema{
      "JoinDone",
      {Field::text("message").like("Successfully joined the organization"), Field::integer("organization_id").like(1),
       Field::text("name").like("Analytical Engines")},
      ""};
  return schema;
}

const Schema& member() {
  static const Schema schema{"Member",
                             {Field::integer("user_id").like(1), Field::text("username").like("ada"),
                              Field::email("email").or_null().like("ada@example.com"),
                              Field::choice("role", "Role", {"admin", "developer", "viewer"}).like("admin"),
                              Field::boolean("owner").like(true), time_field("since", "When they joined")},
                             ""};
  return schema;
}

const Schema& member_change() {
  static const Schema schema{
      "MemberChange", {Field::choice("role", "Role", {"admin", "developer", "viewer"}).like("viewer")}, ""};
  return schema;
}

const Schema& ownership() {
  static const Schema schema{"Ownership", {Field::integer("user_id").like(2)}, ""};
  return schema;
}

const Schema& invite() {
  static const Schema schema{
      "InviteCreate",
      {Field::integer("expires_in_s").optional().or_null().at_least(1).at_most(1e9).says("Seconds; null: never"),
       Field::integer("uses").optional().or_null().at_least(1).at_most(1e9).says("How often; null: any number")},
      ""};
  return schema;
}

const Schema& node_group() {
  static const Schema schema = [] {
    Schema group{"NodeGroup",
                 {Field::text("name").shortest(1).longest(kNameLength).like("a100"),
                  Field::integer("count").at_least(1).at_most(kMostNodes).like(4)},
                 "Nodes alike"};
    add(group.fields, amounts(""));
    add(group.fields, quality_fields());
    group.refused = {{"autoscale",
                      "Berth buys no machines: a live group has the nodes its count says, and a replay tells how many "
                      "the queue would want; leave it out, and change count"}};
    return group;
  }();
  return schema;
}

namespace {

Field groups_field() {
  return Field::nested("node_groups", node_group())
      .list_of_at_most(kGroups)
      .optional()
      .or_null()
      .says("Its nodes, instead of totals");
}

}  // namespace

const Schema& cluster_create() {
  static const Schema schema = [] {
    Schema cluster{"ClusterCreate", {name_field().like("gpu-east")}, ""};
    for (Field& field : amounts("_limit")) cluster.fields.push_back(std::move(field));
    cluster.fields.push_back(Field::integer("organization_id").optional().or_null().like(1));
    cluster.fields.push_back(groups_field());
    cluster.fields.push_back(policy_field());
    return cluster;
  }();
  return schema;
}

const Schema& cluster_change() {
  static const Schema schema = [] {
    Schema cluster{"ClusterChange", {name_field().optional()}, "What is left out stays as it is"};
    for (Field& field : amounts("_limit")) cluster.fields.push_back(field.optional());
    cluster.fields.push_back(groups_field());
    cluster.fields.push_back(policy_field());
    cluster.fields.push_back(Field::boolean("cordoned").optional().says("Nothing new starts while it is"));
    cluster.fields.push_back(
        Field::boolean("drain").optional().says("Cordons it, and sends those who run back to the queue"));
    return cluster;
  }();
  return schema;
}

const Schema& cluster() {
  static const Schema schema = [] {
    Schema cluster{"Cluster", {Field::text("name").like("gpu-east")}, ""};
    add(cluster.fields, amounts("_limit"));
    cluster.fields.push_back(Field::integer("id").like(1));
    cluster.fields.push_back(Field::integer("organization_id").like(1));
    add(cluster.fields, amounts("_available"));
    cluster.fields.push_back(
        Field::text("policy").like("order=priority,backfill=greedy,placement=best-fit,preemption=priority"));
    cluster.fields.push_back(Field::boolean("cordoned").like(false));
    cluster.fields.push_back(Field::nested("node_groups", node_group()).list_of_at_most(kGroups));
    cluster.fields.push_back(Field::integer("nodes_down")
                                 .list_of_at_most(static_cast<std::size_t>(kMostNodes))
                                 .says("Those that have failed, numbered through the groups from 0"));
    cluster.fields.push_back(time_field("created_at", "When it was added"));
    cluster.fields.push_back(Field::integer("version").like(1));
    return cluster;
  }();
  return schema;
}

const Schema& cluster_measured() {
  static const Schema schema = [] {
    Schema measured = cluster();
    measured.name = "ClusterMeasured";
    measured.fields.push_back(Field::number("gpu_fragmented")
                                  .or_null()
                                  .says("Idle GPUs that are of no use to requests as they run and wait now, as FGD "
                                        "defines it: looked at a second after a change; null: not yet, or no GPUs")
                                  .like(1.5));
    return measured;
  }();
  return schema;
}

const Schema& resources() {
  static const Schema schema = [] {
    Schema sum{"ResourceSummary", {Field::integer("clusters").like(2)}, "Over all of the organization's clusters"};
    add(sum.fields, amounts("_limit"));
    add(sum.fields, amounts("_available"));
    return sum;
  }();
  return schema;
}

const Schema& force_query() {
  static const Schema schema{
      "ForceQuery", {Field::boolean("force").otherwise(false).says("Even though deployments use it")}, ""};
  return schema;
}

namespace {

std::vector<Field> page_fields() {
  return {Field::integer("skip").otherwise(0).at_least(0).says("How many to leave out at the beginning"),
          Field::integer("limit").optional().at_least(1).at_most(10'000).says("At most so many"),
          Field::integer("after").optional().at_least(0).says("Only those whose id is larger: a cursor")};
}

}  // namespace

const Schema& page_query() {
  static const Schema schema{"PageQuery", page_fields(), ""};
  return schema;
}

namespace {

Field queue_field() {
  return Field::text("queue")
      .optional()
      .or_null()
      .longest(kNameLength)
      .says("Which of the organization's queues it uses the part of; those that name none share one of weight 1");
}

}  // namespace

const Schema& deployment_create() {
  static const Schema schema = [] {
    Schema deployment{"DeploymentCreate",
                      {name_field().like("train"), Field::text("docker_image").longest(1000).like("registry/train:3")},
                      ""};
    for (Field& field : amounts("_required")) deployment.fields.push_back(std::move(field));
    deployment.fields.push_back(Field::integer("priority")
                                    .otherwise(0)
                                    .at_least(-2147483648.0)
                                    .at_most(2147483647.0)
                                    .says("Larger is more important"));
    deployment.fields.push_back(Field::integer("cluster_id").optional().says("Needed unless any will do").like(1));
    deployment.fields.push_back(
        Field::boolean("any_cluster").otherwise(false).says("Any of the organization's clusters will do"));
    deployment.fields.push_back(Field::integer("replicas")
                                    .otherwise(1)
                                    .at_least(1)
                                    .at_most(kMostReplicas)
                                    .says("All of them or none; what is required is for each"));
    deployment.fields.push_back(Field::number("expected_duration_s")
                                    .optional()
                                    .or_null()
                                    .more_than(0)
                                    .at_most(1e10)
                                    .says("How long it is expected to run; backfilling and forecasts plan with it"));
    deployment.fields.push_back(Field::integer("dependency_ids")
                                    .list_of_at_most(kDependencies)
                                    .optional()
                                    .or_null()
                                    .says("Deployments that must have completed first"));
    deployment.fields.push_back(queue_field());
    add(deployment.fields, wish_fields());
    const std::string own =
        "is for a replay, which models what an interruption costs; who runs the deployment saves "
        "its work himself: leave it out";
    const std::string fixed =
        "is for elastic jobs of a replay; a live deployment has as many replicas as replicas says: "
        "leave it out, and give replicas";
    for (const char* name : {"grace", "checkpoint", "restart"}) deployment.refused.emplace_back(name, own);
    for (const char* name : {"min_replicas", "max_replicas"}) deployment.refused.emplace_back(name, fixed);
    return deployment;
  }();
  return schema;
}

const Schema& deployment_change() {
  static const Schema schema{
      "DeploymentChange", {Field::integer("priority").at_least(-2147483648.0).at_most(2147483647.0).like(5)}, ""};
  return schema;
}

const Schema& deployment_status() {
  static const Schema schema{"StatusChange", {status_field("status").like("completed")}, ""};
  return schema;
}

const Schema& deployment() {
  static const Schema schema = [] {
    Schema deployment{
        "Deployment", {Field::text("name").like("train"), Field::text("docker_image").like("registry/train:3")}, ""};
    add(deployment.fields, amounts("_required"));
    deployment.fields.push_back(Field::integer("priority").like(0));
    deployment.fields.push_back(Field::integer("id").like(1));
    deployment.fields.push_back(Field::integer("cluster_id").or_null().like(1));
    deployment.fields.push_back(status_field("status").like("running"));
    deployment.fields.push_back(
        Field::text("reason")
            .says("How it came to this status, for machines: queued, started, preempted, reclaimed, never fits …")
            .like("started"));
    deployment.fields.push_back(Field::integer("replicas").like(1));
    deployment.fields.push_back(Field::number("expected_duration_s").or_null().like(3600.0));
    deployment.fields.push_back(Field::integer("dependency_ids").list_of_at_most(kDependencies));
    deployment.fields.push_back(queue_field());
    add(deployment.fields, wish_fields());
    deployment.fields.push_back(Field::integer("preempted_by").or_null().says("Who preempted it last"));
    deployment.fields.push_back(Field::integer("preemptions").like(0));
    deployment.fields.push_back(
        Field::number("lost_s").says("How long it had run whenever a node failed under it, all together").like(0.0));
    deployment.fields.push_back(Field::integer("organization_id").like(1));
    deployment.fields.push_back(Field::integer("created_by").like(1));
    deployment.fields.push_back(time_field("created_at", "When it was asked for"));
    deployment.fields.push_back(time_field("started_at", "When it started last"));
    deployment.fields.push_back(time_field("ended_at", "When it ended"));
    deployment.fields.push_back(Field::integer("version").like(1));
    return deployment;
  }();
  return schema;
}

const Schema& deployments_query() {
  static const Schema schema = [] {
    Schema query{"DeploymentsQuery", page_fields(), ""};
    query.fields.push_back(status_field("status").optional());
    query.fields.push_back(Field::integer("cluster_id").optional());
    return query;
  }();
  return schema;
}

const Schema& dry_run_query() {
  static const Schema schema{
      "DryRunQuery", {Field::boolean("dry_run").otherwise(false).says("Only say what would become of it")}, ""};
  return schema;
}

const Schema& forecast() {
  static const Schema schema{
      "Forecast",
      {Field::nested("deployment", deployment()), Field::integer("would_preempt").list_of_at_most(100'000),
       time_field("expected_start_at", "When it would start, where that can be told")},
      ""};
  return schema;
}

const Schema& explanation() {
  static const Schema constraint{
      "Constraint",
      {Field::text("kind").like("gpu"), Field::number("required").like(4.0), Field::number("available").like(1.0),
       Field::number("limit").like(8.0), Field::text("detail").like("gpu-east")},
      ""};
  static const Schema holder = [] {
    Schema schema{"Holder", {Field::integer("deployment_id").like(1)}, ""};
    add(schema.fields, amounts(""));
    schema.fields.push_back(Field::integer("priority").like(0));
    schema.fields.push_back(time_field("expected_end_at", "Where it said how long it would run"));
    return schema;
  }();
  static const Schema schema{
      "Explanation",
      {Field::integer("id").like(1), status_field("status").like("pending"),
       Field::choice("reason_class", "", {"never", "quota", "capacity", "dependency", "reservation", "policy"})
           .or_null()
           .like("capacity"),
       Field::text("text").like("What it needs is in use."),
       Field::nested("constraints", constraint).list_of_at_most(1000),
       Field::nested("holders", holder).list_of_at_most(20),
       Field::integer("place_in_line").or_null().says("1: next").like(1),
       time_field("expected_start_at", "By the present timeline")},
      ""};
  return schema;
}

const Schema& cluster_gpus() {
  static const Schema schema{
      "ClusterGpus",
      {Field::integer("cluster_id").like(1), Field::number("gpus").says("All there are").like(16.0),
       Field::number("allocated").like(9.5), Field::number("idle").like(6.5),
       Field::number("fragmented")
           .says(
               "Of the idle: what a typical one of the deployments that run and wait could not use, as FGD measures it")
           .like(1.25)},
      ""};
  return schema;
}

namespace {

constexpr std::size_t kReservedAtOnce = 100'000;

// Whom and what a reservation is of.
std::vector<Field> reserved_fields() {
  return {
      Field::integer("nodes")
          .list_of_at_most(kReservedAtOnce)
          .says("Numbered through the groups from 0; of a cluster of totals there is one, 0"),
      Field::boolean("lets_finish")
          .says("What still runs there when it begins runs on; else it goes back to the queue")
          .like(false),
      Field::integer("users").list_of_at_most(kReservedAtOnce).says("Whose deployments may use the nodes all the same"),
      Field::integer("deployments").list_of_at_most(kReservedAtOnce).says("Deployments that may")};
}

}  // namespace

const Schema& reservation_make() {
  static const Schema schema = [] {
    constexpr double kLongest = 1e9;
    Schema made{
        "ReservationMake",
        {name_field().like("kernel update"),
         Field::integer("starts_in_s").otherwise(0).at_least(0).at_most(kLongest).says("Seconds from now").like(3600),
         Field::integer("duration_s").at_least(1).at_most(kLongest).like(7200)},
        "Without users and deployments it is maintenance: closed to everybody; without nodes, of all"};
    for (Field& field : reserved_fields()) {
      if (field.list) field.or_null();
      made.fields.push_back(field.optional());
    }
    return made;
  }();
  return schema;
}

const Schema& reservation() {
  static const Schema schema = [] {
    Schema shown{"Reservation", {Field::integer("id").like(1), Field::text("name").like("kernel update")}, ""};
    shown.fields.push_back(time_field("starts_at", "When its nodes are closed"));
    shown.fields.push_back(time_field("ends_at", "When they are open again"));
    add(shown.fields, reserved_fields());
    return shown;
  }();
  return schema;
}

const Schema& nodes_change() {
  constexpr std::size_t kAtOnce = 100'000;
  static const Schema schema{
      "NodesChange",
      {Field::integer("down").list_of_at_most(kAtOnce).optional().or_null().says("Those that have failed"),
       Field::integer("up").list_of_at_most(kAtOnce).optional().or_null().says("Those that are back")},
      "What is known of nodes"};
  return schema;
}

const Schema& event() {
  static const Schema schema{"Event",
                             {Field::integer("id").says("Its position in the journal").like(17),
                              Field::text("event").like("deployment.started"), Field::text("kind").like("deployment"),
                              Field::text("key").like("1"), time_field("at", "When"), Field::any("data").or_null(),
                              Field::any("cause").or_null()},
                             ""};
  return schema;
}

const Schema& events_query() {
  static const Schema schema{"EventsQuery",
                             {Field::integer("after").otherwise(0).at_least(0).says("Only later ones"),
                              Field::integer("limit").otherwise(100).at_least(1).at_most(1000)},
                             ""};
  return schema;
}

const Schema& health() {
  static const Schema schema{"Health", {Field::text("status").like("healthy")}, ""};
  return schema;
}

}  // namespace berth::http::schemas
