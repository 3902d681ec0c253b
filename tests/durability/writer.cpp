#include "tests/durability/writer.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <thread>

namespace berth::test {
namespace {

constexpr std::size_t kLiveAtMost = 40;  // of one writer: the queue stays as short as a real one
constexpr auto kPause = std::chrono::milliseconds(5);

std::string fate_of(const std::string& status) { return status == "pending" || status == "running" ? "live" : status; }
std::string path_of(std::int64_t id) { return "/api/v1/deployments/" + std::to_string(id); }

std::string cluster_body(const std::string& name, double cpu, double ram, double gpu) {
  return R"({"name":")" + name + R"(","cpu_limit":)" + std::to_string(cpu) + R"(,"ram_limit":)" + std::to_string(ram) +
         R"(,"gpu_limit":)" + std::to_string(gpu) + "}";
}

}  // namespace

Writer::Writer(std::string name, bool founder, std::uint64_t seed)
    : person(std::move(name)), founder_(founder), random_(seed) {}

std::int64_t Writer::draw(std::int64_t from, std::int64_t to) {
  return from + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(to - from + 1));
}

void Writer::enter(int port, const std::string& invite_code) {
  person.turn_to(port);
  EXPECT_EQ(person.enroll().status, 200);
  EXPECT_EQ(person.log_in().status, 200);
  const Heard in = founder_ ? person.post("/api/v1/organizations/", R"({"name":"of )" + person.name() + R"("})")
                            : person.post("/api/v1/organizations/" + invite_code + "/join");
  EXPECT_EQ(in.status, 200) << in.body;
}

void Writer::make_cluster(double cpu, double ram, double gpu) {
  const std::string name = person.name() + "-cluster-" + std::to_string(++next_name_);
  const Heard made = person.post("/api/v1/clusters/", cluster_body(name, cpu, ram, gpu));
  ASSERT_EQ(made.status, 200) << made.body;
  cluster_ids_[name] = made.integer("id");
  cpu_limits_[name] = {cpu};
}

void Writer::make_cluster_of_nodes() {
  const Heard made =
      person.post("/api/v1/clusters/", R"({"name":"nodes","cpu_limit":0,"ram_limit":0,"gpu_limit":0,)"
                                       R"("node_groups":[{"name":"n","count":3,"cpu":8,"ram":32,"gpu":2}]})");
  ASSERT_EQ(made.status, 200) << made.body;
}

void Writer::work(const std::atomic<bool>& stop) {
  while (!stop) {
    const std::int64_t dice = draw(0, 99);
    bool known = true;
    if (dice < 40) {
      known = create();
    } else if (dice < 80) {
      known = report();
    } else if (dice < 94) {
      known = change_priority();
    } else if (dice < 97) {
      known = change_cluster();
    } else {
      known = bring_newcomer();
    }
    if (!known) std::this_thread::sleep_for(kPause);
  }
}

bool Writer::took(const Heard& heard) {
  if (heard.is_unknown()) {
    ++unknown_;
    return false;
  }
  if (heard.status == 200) ++acknowledged_;
  return true;
}

bool Writer::create() {
  std::size_t live = 0;
  for (const auto& [name, one] : deployments_) live += one.fates.contains("live") ? 1 : 0;
  if (live >= kLiveAtMost) return report();
  const std::string name = person.name() + "-" + std::to_string(++next_name_);
  Creation creation{.key = name, .wanted = {.fates = {"live"}}};
  Tracked& wanted = creation.wanted;
  wanted.cluster = clusters_[static_cast<std::size_t>(draw(0, static_cast<std::int64_t>(clusters_.size()) - 1))];
  wanted.cpu = static_cast<double>(draw(1, 8)) / 2;  // halves, whose sums are exact
  wanted.gpu = static_cast<double>(draw(0, 3)) / 2;
  wanted.priorities = {draw(-2, 2)};
  creation.body = R"({"name":")" + name + R"(","docker_image":"i","cpu_required":)" + std::to_string(wanted.cpu) +
                  R"(,"ram_required":1,"gpu_required":)" + std::to_string(wanted.gpu) + R"(,"priority":)" +
                  std::to_string(*wanted.priorities.begin()) + R"(,"cluster_id":)" + std::to_string(wanted.cluster) +
                  "}";
  const Heard made = person.post("/api/v1/deployments/", creation.body, creation.key);
  if (!took(made)) {
    unknown_creations_.emplace(name, std::move(creation));
    return false;
  }
  EXPECT_EQ(made.status, 200) << made.body;
  wanted.id = made.integer("id");
  deployments_.emplace(name, std::move(wanted));
  names_.push_back(name);
  return true;
}

// One that may have that fate; null where a few draws find none.
Writer::Tracked* Writer::any_deployment(const std::string& fate) {
  for (int tries = 0; tries < 20 && !names_.empty(); ++tries) {
    // Of the last few hundred: those before have ended long ago.
    const auto count = static_cast<std::int64_t>(names_.size());
    const auto index = draw(std::max<std::int64_t>(0, count - 300), count - 1);
    Tracked& one = deployments_.at(names_[static_cast<std::size_t>(index)]);
    if (one.fates.contains(fate)) return &one;
  }
  return nullptr;
}

bool Writer::report() {
  static const char* const kFates[] = {"completed", "completed", "failed", "cancelled", "pending"};
  const std::string status = kFates[draw(0, 4)];
  Tracked* one = any_deployment(status == "pending" ? "completed" : "live");
  if (!one) return true;
  const Heard heard = status == "cancelled" && draw(0, 1) == 0
                          ? person.send("DELETE", path_of(one->id))
                          : person.send("PATCH", path_of(one->id) + "/status", R"({"status":")" + status + R"("})");
  if (!took(heard)) {
    one->fates.insert(fate_of(status));
    return false;
  }
  if (heard.status == 200) {
    one->fates = {fate_of(status)};
    EXPECT_EQ(fate_of(heard.text("status")), fate_of(status)) << heard.body;
  } else {
    EXPECT_EQ(heard.status, 400) << heard.body;  // one that is pending has not completed
  }
  return true;
}

bool Writer::change_priority() {
  Tracked* one = any_deployment("live");
  if (!one) return true;
  const std::int64_t priority = draw(-2, 2);
  const Heard heard = person.send("PATCH", path_of(one->id), R"({"priority":)" + std::to_string(priority) + "}");
  if (!took(heard)) {
    one->priorities.insert(priority);
    return false;
  }
  if (heard.status == 200) one->priorities = {priority};
  EXPECT_TRUE(heard.status == 200 || heard.status == 400) << heard.status << heard.body;
  return true;
}

bool Writer::change_cluster() {
  if (!founder_) return create();
  auto& [name, limits] = *std::next(cpu_limits_.begin(), draw(0, static_cast<std::int64_t>(cpu_limits_.size()) - 1));
  const double cpu = static_cast<double>(draw(12, 20));
  const Heard heard = person.send("PATCH", "/api/v1/clusters/" + std::to_string(cluster_ids_.at(name)),
                                  R"({"cpu_limit":)" + std::to_string(cpu) + "}");
  if (!took(heard)) {
    limits.insert(cpu);
    return false;
  }
  EXPECT_EQ(heard.status, 200) << heard.body;
  limits = {cpu};
  return true;
}

bool Writer::bring_newcomer() {
  Newcomer& newcomer = newcomers_.emplace_back();
  newcomer.name = person.name() + "-new-" + std::to_string(++next_name_);
  Person other = person.companion(newcomer.name);
  if (!took(other.enroll())) return false;
  newcomer.enrolled = true;
  if (!took(other.log_in())) return false;
  const std::string organization = "of " + newcomer.name;
  const Heard founded = other.post("/api/v1/organizations/", R"({"name":")" + organization + R"("})");
  if (!took(founded)) return false;
  newcomer.organization = organization;
  newcomer.organization_id = founded.integer("id");
  const Heard made = other.post("/api/v1/clusters/", cluster_body(newcomer.name, 4, 8, 0));
  if (!took(made)) return false;
  newcomer.cluster_id = made.integer("id");
  const std::string token = other.cookie;
  if (!took(other.post("/api/v1/auth/logout"))) return false;
  newcomer.dead_cookie = token;
  return true;
}

void Writer::ask_again() {
  for (auto at = unknown_creations_.begin(); at != unknown_creations_.end();) {
    auto& [name, creation] = *at;
    if (draw(0, 1) == 0) {
      ++at;
      continue;
    }
    const Heard made = person.post("/api/v1/deployments/", creation.body, creation.key);
    EXPECT_EQ(made.status, 200) << made.body;
    creation.wanted.id = made.integer("id");
    deployments_.emplace(name, creation.wanted);
    names_.push_back(name);
    at = unknown_creations_.erase(at);
  }
}

void Writer::check_deployments(const Listed& deployments) {
  for (auto& [name, creation] : unknown_creations_) {
    const auto found = deployments.find(name);
    if (found == deployments.end()) continue;
    ++landed_;
    creation.wanted.id = integer_in(found->second, "id");
    deployments_.emplace(name, creation.wanted);
    names_.push_back(name);
  }
  unknown_creations_.clear();
  for (auto& [name, one] : deployments_) {
    ASSERT_EQ(deployments.count(name), 1U) << name << ", acknowledged as " << one.id;
    const http::Json& there = deployments.find(name)->second;
    const std::string text = http::to_text(there);
    EXPECT_EQ(integer_in(there, "id"), one.id) << text;
    EXPECT_EQ(integer_in(there, "cluster_id"), one.cluster) << text;
    EXPECT_EQ(number_in(there, "cpu_required"), one.cpu) << text;
    EXPECT_EQ(number_in(there, "gpu_required"), one.gpu) << text;
    const std::int64_t priority = integer_in(there, "priority");
    const std::string fate = fate_of(text_in(there, "status"));
    EXPECT_TRUE(one.priorities.contains(priority)) << "acknowledged " << *one.priorities.begin() << ": " << text;
    EXPECT_TRUE(one.fates.contains(fate)) << "acknowledged " << *one.fates.begin() << ": " << text;
    one.priorities = {priority};
    one.fates = {fate};
  }
}

void Writer::check_clusters(const Listed& clusters) {
  for (auto& [name, limits] : cpu_limits_) {
    ASSERT_EQ(clusters.count(name), 1U) << name;
    const http::Json& there = clusters.find(name)->second;
    EXPECT_EQ(integer_in(there, "id"), cluster_ids_.at(name));
    const double cpu = number_in(there, "cpu_limit");
    EXPECT_TRUE(limits.contains(cpu)) << "acknowledged " << *limits.begin() << ": " << http::to_text(there);
    limits = {cpu};
  }
}

void Writer::check_newcomers() {
  for (const Newcomer& newcomer : newcomers_) {
    Person other = person.companion(newcomer.name);
    if (!newcomer.dead_cookie.empty()) {
      other.cookie = newcomer.dead_cookie;
      EXPECT_EQ(other.get("/api/v1/auth/me").status, 401) << newcomer.name << " had logged out";
      other.cookie.clear();
    }
    const int status = other.log_in().status;
    if (!newcomer.enrolled) {
      EXPECT_TRUE(status == 200 || status == 401) << status;
      continue;
    }
    EXPECT_EQ(status, 200) << newcomer.name;
    if (newcomer.organization_id == 0) continue;
    const Heard organization = other.get("/api/v1/organizations/current");
    EXPECT_EQ(organization.integer("id"), newcomer.organization_id) << organization.body;
    EXPECT_EQ(organization.text("name"), newcomer.organization) << organization.body;
    if (newcomer.cluster_id == 0) continue;
    const Heard cluster = other.get("/api/v1/clusters/" + std::to_string(newcomer.cluster_id));
    EXPECT_EQ(cluster.text("name"), newcomer.name) << cluster.body;
  }
  newcomers_.clear();
}

}  // namespace berth::test
