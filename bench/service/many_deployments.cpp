#include "bench/service/many_deployments.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <vector>

#include "actors/live/views.hpp"
#include "actors/store/journal.hpp"

namespace berth::bench {
namespace {

constexpr std::int64_t kClusters = 4;
constexpr std::int64_t kNodesInGroup = 5'000;  // two groups a cluster
constexpr std::int64_t kNodesInCluster = 2 * kNodesInGroup;
constexpr Time kBegan = 1'767'225'600 * kSecond;  // 2026-01-01
constexpr std::size_t kCommandsInAppend = 5'000;
constexpr std::uint64_t kTail = 1'000;

[[noreturn]] void fail(const std::string& why) {
  std::fprintf(stderr, "the large store cannot be written: %s\n", why.c_str());
  std::exit(1);
}

class Writer {
 public:
  explicit Writer(const std::string& folder) : journal_(make_sqlite_journal(folder + "/berth.db")) {
    std::vector<std::string> notes;
    if (const Result<void> opened = journal_->open(0, notes); !opened) fail(opened.error().text());
  }
  ~Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // One command of one record.
  template <class View>
  void write(std::uint64_t& sequence, const std::string& stream, std::int64_t organization, const std::string& kind,
             std::int64_t key, const std::string& event, const View& view) {
    records_.push_back({.stream = stream,
                        .sequence = ++sequence,
                        .organization = organization,
                        .kind = kind,
                        .key = std::to_string(key),
                        .event = event,
                        .at_us = kBegan + static_cast<Time>(sequence),
                        .document = to_document(view),
                        .cause = R"({"user_id":1,"address":"127.0.0.1"})"});
    if (records_.size() >= kCommandsInAppend) flush();
  }

  void finish() {
    flush();
    for (std::uint64_t behind = journal_->last_position(); behind > kTail;) {
      const auto advanced = journal_->advance_snapshot(std::min<std::uint64_t>(20'000, behind - kTail));
      if (!advanced) fail(advanced.error().text());
      if (*advanced >= behind) break;
      behind = *advanced;
    }
  }

 private:
  void flush() {
    const std::vector<std::uint32_t> sizes(records_.size(), 1);
    const AppendOutcome outcome = journal_->append(records_, sizes);
    if (outcome.fault != AppendFault::kNone) fail(outcome.message);
    records_.clear();
  }

  std::unique_ptr<Journal> journal_;
  std::vector<JournalRecord> records_;
};

live::Cluster cluster(std::int64_t id) {
  live::Cluster cluster{.id = id, .organization_id = 1, .name = "hall-" + std::to_string(id)};
  cluster.groups = {{.name = "plain", .count = kNodesInGroup, .per_node = {64, 256, 0}},
                    {.name = "accelerated", .count = kNodesInGroup, .per_node = {96, 512, 8}, .gpu_model = "A100"}};
  cluster.limit = {160.0 * kNodesInGroup, 768.0 * kNodesInGroup, 8.0 * kNodesInGroup};
  cluster.policy = "order=priority,backfill=easy,placement=best-fit,preemption=priority";
  cluster.created_us = kBegan;
  cluster.lane = static_cast<std::uint16_t>(id - 1);
  return cluster;
}

live::Deployment deployment(std::int64_t id) {
  live::Deployment one{.id = id,
                       .organization_id = 1,
                       .cluster_id = id % kClusters + 1,
                       .name = "service-" + std::to_string(id),
                       .docker_image = "registry.example.com/team/service:" + std::to_string(id % 97),
                       .required = {8, 32, 0},
                       .created_by = 1,
                       .created_us = kBegan + id,
                       .eligible_us = kBegan + id,
                       .changed_us = kBegan + id};
  switch (id % 8) {
    case 3:
      one.status = live::Status::kCompleted;
      one.reason = "completed";
      one.started_us = one.created_us;
      one.ended_us = one.changed_us = one.created_us + kHour;
      one.version = 3;
      break;
    case 7:
      one.required = {64, 128, 0};  // a whole node, and none is empty
      one.reason = "queued";
      break;
    default:
      one.status = live::Status::kRunning;
      one.reason = "started";
      one.started_us = one.created_us;
      one.nodes = {{static_cast<std::uint32_t>(id / kClusters % kNodesInCluster), 1}};
      one.version = 2;
  }
  return one;
}

}  // namespace

void write_many_deployments(const std::string& folder, std::int64_t deployments) {
  std::filesystem::create_directories(folder);
  Writer writer(folder);
  std::uint64_t account = 0, organization = 0, scheduler = 0;
  writer.write(account, "account/1", 0, "user", 1, "user.registered",
               live::User{.id = 1, .username = "driver", .password_hash = "-", .created_us = kBegan});
  writer.write(organization, "organization/1", 1, "organization", 1, "organization.created",
               live::Organization{.id = 1, .name = "Large", .invite_code = "large", .created_us = kBegan});
  writer.write(organization, "organization/1", 1, "membership", 1, "member.joined",
               live::Membership{.user_id = 1, .organization_id = 1, .role = live::Role::kAdmin, .owner = true});
  for (std::int64_t id = 1; id <= kClusters; ++id) {
    writer.write(scheduler, "scheduler/1", 1, "cluster", id, "cluster.created", cluster(id));
  }
  for (std::int64_t id = 1; id <= deployments; ++id) {
    const live::Deployment one = deployment(id);
    writer.write(scheduler, "scheduler/1", 1, "deployment", id, "deployment." + one.reason, one);
  }
  writer.finish();
}

}  // namespace berth::bench
