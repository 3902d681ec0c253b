#include "api/demo/demo.hpp"

#include <chrono>
#include <random>

#include "api/http/secrets/tokens.hpp"

namespace berth::demo {
namespace {

constexpr const char* kUser = "demo";
constexpr const char* kPassword = "berth-demo";
constexpr auto kBeat = std::chrono::milliseconds(700);
constexpr std::size_t kMostWaiting = 30;

}  // namespace

Demo::Demo(live::Service& service, http::Passwords& passwords) : service_(service) {
  found(passwords);
  thread_ = std::thread([this] { run(); });
}

Demo::~Demo() {
  ended_ = true;
  thread_.join();
}

void Demo::found(http::Passwords& passwords) {
  caller_.address = "demo";
  if (!service_.board().user_called(kUser)) {
    service_.ask(caller_, live::Register{kUser, std::nullopt, passwords.hash(kPassword).value_or("")});
  }
  const live::UserPtr user = service_.board().user_called(kUser);
  if (!user) return;
  caller_.user_id = user->id;
  caller_.session = http::key_of(http::new_token());
  service_.ask(caller_, live::Login{user->id, caller_.session});
  if (service_.board().membership(user->id).organization_id != 0) return;
  service_.ask(caller_, live::CreateOrganization{"Demo"});
  service_.ask(caller_, live::CreateCluster{.name = "gpu-east", .limit = {64, 256, 8}});
  service_.ask(caller_, live::CreateCluster{.name = "cpu-west", .limit = {128, 512, 0}});
}

void Demo::run() {
  // Not for anything that must be the same twice.
  std::mt19937 random(static_cast<unsigned>(service_.now()));
  const auto below = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  const std::int64_t organization = service_.board().membership(caller_.user_id).organization_id;
  int made = 0;
  while (!ended_) {
    live::DeploymentFilter filter;
    filter.status = live::Status::kRunning;
    for (const live::DeploymentPtr& running : service_.board().deployments(organization, filter)) {
      const double ran_s = seconds(service_.now() - running->started_us);
      if (!running->expected_duration_s || ran_s < *running->expected_duration_s || ended_) continue;
      const live::Status end = below(12) == 0 ? live::Status::kFailed : live::Status::kCompleted;
      service_.ask(caller_, live::ChangeDeployment{.id = running->id, .status = end});
    }
    filter.status = live::Status::kPending;
    if (!ended_ && service_.board().deployments(organization, filter).size() < kMostWaiting) {
      const bool trains = below(2) == 0;
      live::CreateDeployment wish;
      wish.name = std::string(trains ? "train-" : "web-") + std::to_string(++made);
      wish.docker_image = trains ? "demo/train:1" : "demo/web:1";
      wish.required = trains ? live::Amounts{4, 16, static_cast<double>(1 << below(3))}
                             : live::Amounts{static_cast<double>(1 << below(5)), 8, 0};
      wish.priority = below(10) == 0 ? 10 : below(3);
      wish.expected_duration_s = 4 + below(20);
      service_.ask(caller_, std::move(wish));
    }
    for (int i = 0; i < 7 && !ended_; ++i) std::this_thread::sleep_for(kBeat / 7);
  }
}

std::string Demo::introduction(const std::string& address) const {
  const std::string curl = "  curl -b jar -c jar '" + address;
  return "berth: the demo's login is " + std::string(kUser) + " with the password " + kPassword +
         "; five lines to try:\n" + curl + "/api/v1/auth/login' -d username=" + kUser + " -d password=" + kPassword +
         "\n" + curl + "/api/v1/clusters/'\n" + curl + "/api/v1/deployments/?status=pending'\n" + curl +
         "/api/v1/deployments/' -H 'Content-Type: application/json' -d "
         "'{\"name\":\"mine\",\"docker_image\":\"demo/mine\","
         "\"any_cluster\":true,\"cpu_required\":4,\"ram_required\":8,\"gpu_required\":8,\"priority\":20}'\n" +
         "  curl -N" + curl.substr(6) + "/api/v1/events'";
}

}  // namespace berth::demo
