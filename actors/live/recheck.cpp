#include "actors/live/recheck.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <span>
#include <utility>
#include <xxhash.h>

#include "actors/live/desk.hpp"

namespace berth::live {
namespace {

bool is_schedulers(const JournalRecord& record) { return record.stream.starts_with("scheduler/"); }

bool same(const Amounts& left, const Amounts& right) {
  return left.cpu == right.cpu && left.ram == right.ram && left.gpu == right.gpu;
}

bool same(const std::optional<Amounts>& left, const std::optional<Amounts>& right) {
  return left && right ? same(*left, *right) : left.has_value() == right.has_value();
}

std::int64_t number(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string text_of(const JournalRecord& record) {
  return record.event + " " + record.key + (record.document.empty() ? "" : " " + record.document);
}

std::uint64_t hashed(const JournalRecord& record, std::int64_t organization, std::uint64_t before) {
  const std::string text = std::to_string(organization) + " " + record.kind + " " + text_of(record);
  return XXH3_64bits_withSeed(text.data(), text.size(), before);
}

bool same_decision(const JournalRecord& left, const JournalRecord& right) {
  return left.kind == right.kind && left.key == right.key && left.event == right.event &&
         left.document == right.document;
}

// A status somebody reported, as the journal's events name it.
std::optional<Status> reported(const std::string& event) {
  if (event == "deployment.retried") return Status::kPending;
  for (const Status status : {Status::kCompleted, Status::kFailed, Status::kCancelled}) {
    if (event == "deployment." + std::string(name_of(status))) return status;
  }
  return std::nullopt;
}

}  // namespace

struct Recheck::Organization {
  explicit Organization(std::int64_t number) : id(number), desk(number, numbers) {}

  std::int64_t id;
  NumbersPtr numbers = std::make_shared<Numbers>();
  Desk desk;
  std::map<std::int64_t, Cluster> clusters;         // as last recorded
  std::map<std::int64_t, std::int32_t> priorities;  // of deployments, likewise
  std::optional<Amounts> quota;
  std::vector<Queue> queues;
  bool differs = false;

  // What was asked; nothing where time alone brought it.
  std::optional<Wish> wish(std::span<const JournalRecord* const> decisions, const JournalRecord* about_itself);
  std::optional<Wish> cluster_wish(const JournalRecord& record);
  std::optional<Wish> deployment_wish(const JournalRecord& record);
  void remember(const JournalRecord& record);
};

std::optional<Wish> Recheck::Organization::cluster_wish(const JournalRecord& record) {
  const std::int64_t key = number(record.key);
  if (record.document.empty()) return DeleteCluster{.id = key, .force = true};
  const auto cluster = from_document<Cluster>(record.document);
  if (!cluster) return std::nullopt;
  if (record.event == "cluster.created") {
    numbers->cluster = cluster->id;
    return CreateCluster{.name = cluster->name,
                         .limit = cluster->limit,
                         .groups = cluster->groups,
                         .organization_id = std::nullopt,
                         .policy = cluster->policy};
  }
  const Cluster& old = clusters[key];
  if (record.event == "cluster.nodes_down" || record.event == "cluster.nodes_up") {
    ChangeNodes nodes{.cluster_id = key, .down = {}, .up = {}};
    std::set_difference(cluster->down.begin(), cluster->down.end(), old.down.begin(), old.down.end(),
                        std::back_inserter(nodes.down));
    std::set_difference(old.down.begin(), old.down.end(), cluster->down.begin(), cluster->down.end(),
                        std::back_inserter(nodes.up));
    return nodes;
  }
  if (record.event == "cluster.reservation_made") {
    for (const Reservation& one : cluster->reservations) {
      if (one.id == cluster->reservations_made) return MakeReservation{key, one.closure};
    }
  }
  if (record.event == "cluster.reservation_ended") {
    for (const Reservation& one : old.reservations) {
      const bool is_left = std::any_of(cluster->reservations.begin(), cluster->reservations.end(),
                                       [&](const Reservation& other) { return other.id == one.id; });
      if (!is_left) return EndReservation{key, one.id};
    }
  }
  ChangeCluster change{.id = key, .name = cluster->name, .policy = cluster->policy};
  change.drain = record.event == "cluster.drained";
  if (change.drain || cluster->cordoned != old.cordoned || record.event == "cluster.cordoned" ||
      record.event == "cluster.uncordoned") {
    change.cordoned = cluster->cordoned;
  }
  const bool resized = record.event == "cluster.resized" || !same(cluster->limit, old.limit);
  if (resized && !cluster->groups.empty()) {
    change.groups = cluster->groups;
  } else if (resized) {
    if (!old.groups.empty()) change.groups = cluster->groups;
    change.cpu_limit = cluster->limit.cpu;
    change.ram_limit = cluster->limit.ram;
    change.gpu_limit = cluster->limit.gpu;
  }
  return change;
}

std::optional<Wish> Recheck::Organization::deployment_wish(const JournalRecord& record) {
  const auto deployment = from_document<Deployment>(record.document);
  if (!deployment) return std::nullopt;
  if (record.event == "deployment.created") {
    numbers->deployment = deployment->id;
    CreateDeployment create{.name = deployment->name,
                            .docker_image = deployment->docker_image,
                            .required = deployment->required,
                            .replicas = deployment->replicas,
                            .priority = deployment->priority,
                            .expected_duration_s = deployment->expected_duration_s,
                            .dependency_ids = deployment->dependency_ids,
                            .queue = deployment->queue,
                            .traits = deployment->traits};
    if (!deployment->any_cluster) create.cluster_id = deployment->cluster_id;
    return create;
  }
  ChangeDeployment change{.id = deployment->id, .status = reported(record.event)};
  if (deployment->priority != priorities[deployment->id]) change.priority = deployment->priority;
  const bool asked_for =
      change.status || record.event == "deployment.changed" || record.event == "deployment.priority_changed";
  return asked_for ? std::optional<Wish>(change) : std::nullopt;
}

std::optional<Wish> Recheck::Organization::wish(std::span<const JournalRecord* const> decisions,
                                                const JournalRecord* about_itself) {
  for (const JournalRecord* record : decisions) {
    if (record->kind == "cluster") return cluster_wish(*record);
  }
  if (about_itself) {
    const auto document = from_document<berth::live::Organization>(about_itself->document);
    const bool other_queues = document && document->queues != queues;
    const bool other_quota = document && !same(document->quota, quota);
    if (document && (other_quota || other_queues || !decisions.empty())) {
      ChangeOrganization change;
      if (other_queues) change.queues = queues = document->queues;
      if (other_quota || !other_queues) change.quota = quota = document->quota;
      return change;
    }
  }
  return decisions.empty() ? std::nullopt : deployment_wish(*decisions.front());
}

void Recheck::Organization::remember(const JournalRecord& record) {
  if (record.kind == "deployment") {
    if (const auto one = from_document<Deployment>(record.document)) priorities[one->id] = one->priority;
  } else if (record.kind == "cluster") {
    if (auto one = from_document<Cluster>(record.document)) clusters[one->id] = std::move(*one);
  }
}

Recheck::Recheck() = default;
Recheck::~Recheck() = default;

void Recheck::take(JournalRecord record) {
  if (!command_.empty() && command_.front().command != record.command) decide_command();
  command_.push_back(std::move(record));
}

RecheckOutcome Recheck::finish() {
  decide_command();
  return outcome_;
}

void Recheck::decide_command() {
  const std::vector<JournalRecord> records = std::exchange(command_, {});
  std::vector<const JournalRecord*> recorded;
  const JournalRecord* about_itself = nullptr;
  std::int64_t id = 0;
  for (const JournalRecord& record : records) {
    if (is_schedulers(record)) recorded.push_back(&record);
    if (record.kind == "organization") about_itself = &record;
    if (is_schedulers(record) || record.kind == "organization") id = record.organization;
  }
  if (id == 0) return;
  std::unique_ptr<Organization>& place = organizations_[id];
  if (!place) {
    place = std::make_unique<Organization>(id);
    ++outcome_.organizations;
  }
  Organization& organization = *place;
  if (organization.differs) return;

  Folder folder;
  folder.now = recorded.empty() ? records.front().at_us : recorded.front()->at_us;
  const std::optional<Wish> wish = organization.wish(recorded, about_itself);
  if (!wish && recorded.empty()) return;
  ++outcome_.commands;
  if (wish) {
    folder.wish = *wish;
    if (const auto* create = std::get_if<CreateDeployment>(&*wish); create) {
      const auto deployment = from_document<Deployment>(recorded.front()->document);
      folder.caller.user_id = deployment ? deployment->created_by : 0;
    }
    organization.desk.decide(folder);
  } else {
    organization.desk.tick(folder);
  }

  const std::vector<JournalRecord>& replayed = folder.records;
  for (std::size_t i = 0; i < std::max(recorded.size(), replayed.size()); ++i) {
    const JournalRecord* was = i < recorded.size() ? recorded[i] : nullptr;
    const JournalRecord* is = i < replayed.size() ? &replayed[i] : nullptr;
    ++outcome_.decisions;
    if (was) outcome_.recorded_hash = hashed(*was, id, outcome_.recorded_hash);
    if (is) outcome_.replayed_hash = hashed(*is, id, outcome_.replayed_hash);
    if (was && is && same_decision(*was, *is)) {
      organization.remember(*was);
      continue;
    }
    const auto* refused = std::get_if<Refused>(&folder.answer);
    outcome_.differences.push_back({.organization = id,
                                    .position = was ? was->position : records.back().position,
                                    .recorded = was ? text_of(*was) : "nothing",
                                    .replayed = is                            ? text_of(*is)
                                                : refused && replayed.empty() ? "refused: " + refused->message
                                                                              : "nothing"});
    organization.differs = true;
    return;
  }
}

}  // namespace berth::live
