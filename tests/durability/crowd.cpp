#include "tests/durability/crowd.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace berth::test {
namespace {

constexpr int kTeams = 3, kWritersInTeam = 2;
constexpr const char* kClusters = "/api/v1/clusters/";

Listed by_name(const Heard& heard) {
  Listed all;
  EXPECT_EQ(heard.status, 200) << heard.body;
  if (const http::JsonArray* array = heard.json.array()) {
    for (const http::Json& one : *array) all.emplace(text_in(one, "name"), one);
  }
  return all;
}

// limit − available = Σ required of what runs there, and available is never negative.
void expect_sound_amounts(const http::Json& cluster, const Listed& deployments) {
  for (const std::string kind : {"cpu", "ram", "gpu"}) {
    double used = 0;
    for (const auto& [name, one] : deployments) {
      if (integer_in(one, "cluster_id") == integer_in(cluster, "id") && text_in(one, "status") == "running") {
        used += number_in(one, (kind + "_required").c_str());
      }
    }
    const double limit = number_in(cluster, (kind + "_limit").c_str());
    const double available = number_in(cluster, (kind + "_available").c_str());
    EXPECT_GE(available, 0) << http::to_text(cluster);
    EXPECT_EQ(limit - available, used) << kind << " of " << http::to_text(cluster);
  }
}

}  // namespace

Crowd::Crowd(std::uint64_t seed) {
  for (int team = 0; team < kTeams; ++team) {
    Team& made = teams_.emplace_back();
    for (int writer = 0; writer < kWritersInTeam; ++writer) {
      const std::string name = "writer-" + std::to_string(team) + "-" + std::to_string(writer);
      const auto own_seed = seed * 100 + static_cast<std::uint64_t>(team * kWritersInTeam + writer);
      made.writers.push_back(std::make_unique<Writer>(name, writer == 0, own_seed));
    }
  }
}

Crowd::~Crowd() { end(); }

void Crowd::enter(int port) {
  for (Team& team : teams_) {
    Writer& founder = *team.writers.front();
    founder.enter(port);
    const std::string code = founder.person.get("/api/v1/organizations/current").text("invite_code");
    founder.make_cluster(16, 64, 4);
    founder.make_cluster_of_nodes();
    std::vector<std::int64_t> clusters;
    for (const auto& [name, cluster] : by_name(founder.person.get(kClusters))) {
      clusters.push_back(integer_in(cluster, "id"));
    }
    for (const auto& writer : team.writers) {
      if (writer.get() != &founder) writer->enter(port, code);
      writer->use(clusters);
    }
  }
}

void Crowd::turn_to(int port) {
  for (Team& team : teams_) {
    for (const auto& writer : team.writers) writer->person.turn_to(port);
  }
}

void Crowd::begin() {
  stop_ = false;
  for (Team& team : teams_) {
    for (const auto& writer : team.writers) threads_.emplace_back([&] { writer->work(stop_); });
  }
}

void Crowd::end() {
  stop_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Crowd::wait_for_writes() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (std::chrono::steady_clock::now() < deadline) {
    Person other = teams_.front().writers.front()->person.companion("asker-" + std::to_string(++askers_));
    if (other.enroll().status == 200) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ADD_FAILURE() << "no write was taken for half a minute";
}

void Crowd::check() {
  for (Team& team : teams_) check(team);
}

void Crowd::check(Team& team) {
  for (const auto& writer : team.writers) writer->ask_again();
  Person& reader = team.writers.front()->person;  // by the session of before the crash
  const Listed clusters = by_name(reader.get(kClusters));
  const Listed deployments = by_name(reader.get(kDeployments));
  std::size_t tracked = 0;
  std::set<std::int64_t> ids;
  for (const auto& writer : team.writers) {
    writer->check_clusters(clusters);
    writer->check_deployments(deployments);
    writer->check_newcomers();
    tracked += writer->tracked();
  }
  for (const auto& [name, one] : deployments) ids.insert(integer_in(one, "id"));
  EXPECT_EQ(ids.size(), deployments.size()) << "an id is there twice";
  EXPECT_EQ(deployments.size(), tracked) << "something is there that nobody made";
  for (const auto& [name, cluster] : clusters) expect_sound_amounts(cluster, deployments);
}

std::string Crowd::everything() {
  std::string all;
  for (Team& team : teams_) {
    Person& reader = team.writers.front()->person;
    all += reader.get(kClusters).body + "\n" + reader.get(kDeployments).body + "\n";
  }
  return all;
}

std::string Crowd::summary() const {
  std::size_t acknowledged = 0, unknown = 0, landed = 0, deployments = 0;
  for (const Team& team : teams_) {
    for (const auto& writer : team.writers) {
      acknowledged += writer->acknowledged();
      unknown += writer->unknown();
      landed += writer->landed();
      deployments += writer->tracked();
    }
  }
  return std::to_string(acknowledged) + " writes acknowledged, " + std::to_string(unknown) +
         " without an answer or with 503 (" + std::to_string(landed) + " creations of those were found made); " +
         std::to_string(deployments) + " deployments at the end";
}

}  // namespace berth::test
