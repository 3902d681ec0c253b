#include "tests/live/harness.hpp"

namespace berth::live {

Harness::Harness() : Harness(make_memory_journal()) {}

Harness::Harness(std::unique_ptr<Journal> journal, ServiceSettings settings) {
  settings.workers = 2;
  auto started = Service::start(std::move(journal), std::move(settings), [](const std::string&) {});
  if (!started) throw std::runtime_error(started.error().text());
  service = std::move(*started);
}

Caller Harness::person(const std::string& name) {
  const auto user = ask<User>({.address = "127.0.0.1"}, Register{.username = name, .password_hash = "hash"});
  const auto session = ask<Session>({.address = "127.0.0.1"}, Login{user.id, "key-of-" + name});
  return {.user_id = user.id, .session = session.key, .address = "127.0.0.1"};
}

Caller Harness::founder(const std::string& name) {
  const Caller caller = person(name);
  ask<Organization>(caller, CreateOrganization{name + "'s"});
  return caller;
}

std::int64_t Harness::organization_of(const Caller& caller) const {
  return service->board().membership(caller.user_id).organization_id;
}

std::int64_t Harness::cluster(const Caller& caller, const Amounts& limit, const std::string& policy) {
  CreateCluster wish{.name = "cluster", .limit = limit};
  if (!policy.empty()) wish.policy = policy;
  return ask<ClusterShown>(caller, wish).cluster.id;
}

Deployment Harness::deploy(const Caller& caller, std::int64_t cluster_id, const Amounts& required,
                           std::int32_t priority) {
  CreateDeployment wish{.name = "job", .docker_image = "image", .required = required, .priority = priority};
  if (cluster_id != 0) wish.cluster_id = cluster_id;
  return ask<Deployment>(caller, wish);
}

Deployment Harness::shown(const Caller& caller, std::int64_t id) const {
  const DeploymentPtr deployment = service->board().deployment(organization_of(caller), id);
  EXPECT_NE(deployment, nullptr);
  return deployment ? *deployment : Deployment{};
}

ClusterShown Harness::cluster_shown(const Caller& caller, std::int64_t id) const {
  return service->board().cluster(organization_of(caller), id).value_or(ClusterShown{});
}

void Harness::set_status(const Caller& caller, std::int64_t id, Status status) {
  ask<Deployment>(caller, ChangeDeployment{.id = id, .status = status});
}

Refused Harness::refusal(const Caller& caller, Wish wish) {
  const Answer answer = service->ask(caller, std::move(wish));
  const auto* refused = std::get_if<Refused>(&answer);
  EXPECT_NE(refused, nullptr);
  return refused ? *refused : Refused{};
}

}  // namespace berth::live
