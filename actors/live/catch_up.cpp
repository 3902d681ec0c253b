#include "actors/live/catch_up.hpp"

#include <charconv>
#include <map>

#include "actors/live/amounts.hpp"

namespace berth::live {
namespace {

std::int64_t number(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

template <class View>
void add(std::vector<Publication>& publications, const std::string& document) {
  if (auto view = from_document<View>(document)) publications.emplace_back(std::move(*view));
}

}  // namespace

std::vector<Publication> publications_of(const JournalRecord& record) {
  std::vector<Publication> publications;
  const bool gone = record.document.empty();
  if (record.kind == "user") {
    add<User>(publications, record.document);
  } else if (record.kind == "membership") {
    if (gone) {
      publications.emplace_back(MembershipEnded{number(record.key), record.organization});
    } else {
      add<Membership>(publications, record.document);
    }
  } else if (record.kind == "session") {
    if (gone) {
      publications.emplace_back(SessionEnded{record.key});
    } else {
      add<Session>(publications, record.document);
    }
  } else if (record.kind == "organization") {
    add<Organization>(publications, record.document);
  } else if (record.kind == "cluster") {
    if (gone) {
      publications.emplace_back(ClusterRemoved{number(record.key), record.organization});
    } else {
      add<Cluster>(publications, record.document);
    }
  } else if (record.kind == "deployment") {
    if (auto view = from_document<Deployment>(record.document)) {
      publications.emplace_back(std::make_shared<const Deployment>(std::move(*view)));
    }
  }
  return publications;
}

std::vector<Publication> used_in(const Board& board, std::int64_t organization_id) {
  std::map<std::int64_t, Resources> used;
  for (const ClusterShown& shown : board.clusters(organization_id)) used[shown.cluster.id] = {};
  DeploymentFilter running;
  running.status = Status::kRunning;
  for (const DeploymentPtr& one : board.deployments(organization_id, running)) {
    const auto of_cluster = used.find(one->cluster_id);
    if (of_cluster != used.end()) of_cluster->second += need_of(one->required) * one->replicas;
  }
  std::vector<Publication> publications;
  for (const auto& [id, amount] : used) publications.emplace_back(ClusterUsed{id, organization_id, amount});
  return publications;
}

}  // namespace berth::live
