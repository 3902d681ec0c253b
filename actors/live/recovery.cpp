#include "actors/live/recovery.hpp"

#include <charconv>

#include "actors/live/amounts.hpp"
#include "actors/live/kept.hpp"

namespace berth::live {
namespace {

std::int64_t number_after_slash(const std::string& text) {
  std::int64_t number = 0;
  const std::size_t slash = text.find('/');
  if (slash != std::string::npos) std::from_chars(text.data() + slash + 1, text.data() + text.size(), number);
  return number;
}

// Collects by kind, for organizations must be published before what is in them.
struct Found {
  std::vector<Publication> organizations, people, clusters, deployments;
};

}  // namespace

Result<Recovered> recover(Journal& journal, Wiring& wiring) {
  Recovered recovered;
  Found found;
  std::unordered_map<std::int64_t, Resources> used;
  std::string unreadable;
  Numbers& numbers = *wiring.numbers;
  const auto take = [&](Entity&& entity) {
    const auto read = [&]<class View>(std::optional<View>&& view, const auto& then) {
      if (view) {
        then(std::move(*view));
      } else {
        unreadable = entity.kind + " " + entity.key;
      }
    };
    if (entity.kind == "user") {
      read(from_document<User>(entity.document), [&](User&& user) {
        Numbers::beyond(numbers.user, user.id);
        recovered.users.push_back(std::make_shared<const User>(user));
        found.people.emplace_back(std::move(user));
      });
    } else if (entity.kind == "membership") {
      read(from_document<Membership>(entity.document), [&](Membership&& member) { found.people.emplace_back(member); });
    } else if (entity.kind == "session") {
      read(from_document<Session>(entity.document), [&](Session&& session) {
        recovered.sessions.push_back(session);
        found.people.emplace_back(std::move(session));
      });
    } else if (entity.kind == "organization") {
      read(from_document<Organization>(entity.document), [&](Organization&& organization) {
        Numbers::beyond(numbers.organization, organization.id);
        found.organizations.emplace_back(std::move(organization));
      });
    } else if (entity.kind == "cluster") {
      read(from_document<Cluster>(entity.document), [&](Cluster&& cluster) {
        Numbers::beyond(numbers.cluster, cluster.id);
        found.clusters.emplace_back(std::move(cluster));
      });
    } else if (entity.kind == "deployment") {
      read(from_document<Deployment>(entity.document), [&](Deployment&& deployment) {
        Numbers::beyond(numbers.deployment, deployment.id);
        if (deployment.status == Status::kRunning) {
          used[deployment.cluster_id] += need_of(deployment.required) * deployment.replicas;
        }
        found.deployments.emplace_back(std::make_shared<const Deployment>(std::move(deployment)));
      });
    } else if (entity.kind == "idempotency") {
      if (auto kept = kept_from(entity.document)) wiring.keep(kept->user_id, kept->key, std::move(kept->kept));
    }
  };
  const auto take_end = [&](StreamEnd&& end) {
    if (end.stream.starts_with("organization/") || end.stream.starts_with("scheduler/")) {
      recovered.ends[end.stream] = end.sequence;
      // An organization, a cluster or a deployment that is no more has had its number all the same.
      if (end.stream.starts_with("organization/"))
        Numbers::beyond(numbers.organization, number_after_slash(end.stream));
    } else if (end.stream.starts_with("account/")) {
      recovered.accounts[number_after_slash(end.stream)] = end.sequence;
      Numbers::beyond(numbers.user, number_after_slash(end.stream));
    }
  };
  if (const Result<void> loaded = journal.load({}, take, take_end); !loaded) return loaded.error();
  if (!unreadable.empty()) {
    return Error::failed("journal", "the document of " + unreadable + " cannot be read");
  }
  wiring.board.publish(std::move(found.organizations));
  wiring.board.publish(std::move(found.people));
  for (const Publication& publication : found.clusters) {
    const Cluster& cluster = std::get<Cluster>(publication);
    const auto of_cluster = used.find(cluster.id);
    if (of_cluster == used.end()) continue;
    found.deployments.emplace_back(ClusterUsed{cluster.id, cluster.organization_id, of_cluster->second});
  }
  wiring.board.publish(std::move(found.clusters));
  wiring.board.publish(std::move(found.deployments));
  return recovered;
}

}  // namespace berth::live
