// The published state of the service: what is committed, for reading from any thread without waiting behind scheduling
// work. The store actor is its only writer, in the order of the journal, before a command is answered: whoever was
// answered reads his own write.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "actors/live/command.hpp"
#include "actors/live/views.hpp"

namespace berth::live {

using DeploymentPtr = std::shared_ptr<const Deployment>;
using UserPtr = std::shared_ptr<const User>;

// Which deployments to list: in ascending order of id, from behind `after`.
struct DeploymentFilter {
  std::optional<Status> status;
  std::optional<std::int64_t> cluster_id;
  std::int64_t after = 0;
  std::size_t skip = 0;
  std::size_t limit = SIZE_MAX;
};

// One change of what is published.
struct MembershipEnded {
  std::int64_t user_id = 0;
  std::int64_t organization_id = 0;
};
struct SessionEnded {
  std::string key;
};
struct ClusterUsed {
  std::int64_t cluster_id = 0;
  std::int64_t organization_id = 0;
  Resources used;
};
// As of a moment ago: it is nothing that a crash could take back.
struct GpusMeasured {
  std::int64_t organization_id = 0;
  ClusterGpus gpus;
};
struct ClusterRemoved {
  std::int64_t cluster_id = 0;
  std::int64_t organization_id = 0;
};
using Publication = std::variant<User, Membership, MembershipEnded, Session, SessionEnded, Organization, Cluster,
                                 ClusterUsed, GpusMeasured, ClusterRemoved, DeploymentPtr>;

class Board {
 public:
  // --- reading
  UserPtr user(std::int64_t id) const;
  UserPtr user_called(std::string_view username) const;
  UserPtr user_with_email(std::string_view email) const;
  Membership membership(std::int64_t user_id) const;  // organization_id 0: of none
  std::optional<Organization> organization(std::int64_t id) const;
  std::int64_t organization_invited_by(const std::string& invite_code) const;  // 0: none
  std::vector<std::int64_t> organizations() const;
  std::vector<Membership> members(std::int64_t organization_id) const;  // by user id
  std::vector<Session> sessions(std::int64_t user_id) const;            // by creation

  // Foreign ones are not there.
  std::optional<ClusterShown> cluster(std::int64_t organization_id, std::int64_t id) const;
  std::vector<ClusterShown> clusters(std::int64_t organization_id) const;  // by id
  // As measured last; nothing where it was not yet, or there are no GPUs.
  std::optional<ClusterGpus> gpus(std::int64_t organization_id, std::int64_t cluster_id) const;
  DeploymentPtr deployment(std::int64_t organization_id, std::int64_t id) const;
  std::vector<DeploymentPtr> deployments(std::int64_t organization_id, const DeploymentFilter& filter) const;

  struct Counts {
    std::size_t users = 0, sessions = 0, organizations = 0, clusters = 0, deployments = 0;
    std::size_t by_status[5] = {};
  };
  Counts counts() const;

  // --- writing: what one command changed, at once for those who read one organization
  void publish(std::vector<Publication>&& publications);

 private:
  struct ClusterEntry {
    Cluster cluster;
    Resources used;
    std::optional<ClusterGpus> gpus = {};
  };
  // Of one organization, with a lock of its own: organizations never wait for each other.
  struct Room {
    mutable std::shared_mutex mutex;
    Organization organization;
    std::map<std::int64_t, ClusterEntry> clusters;
    std::map<std::int64_t, DeploymentPtr> deployments;
    std::map<std::int64_t, Membership> members;
    std::size_t by_status[5] = {};
  };
  std::shared_ptr<Room> room(std::int64_t organization_id) const;
  std::shared_ptr<Room> open_room(std::int64_t organization_id);
  void put(const User& user);
  void put(const Membership& membership);
  void put(const MembershipEnded& ended);
  void put(const Session& session);
  void put(const SessionEnded& ended);
  void put(Room& room, const Organization& organization);
  void put(Room& room, DeploymentPtr& deployment);
  static ClusterShown show(const ClusterEntry& entry);

  mutable std::shared_mutex people_mutex_;
  std::unordered_map<std::int64_t, UserPtr> users_;
  std::unordered_map<std::string, std::int64_t> usernames_;
  std::unordered_map<std::string, std::int64_t> emails_;
  std::unordered_map<std::int64_t, Membership> memberships_;
  std::unordered_map<std::string_view, std::unique_ptr<const Session>> sessions_;  // by the session's own key
  std::unordered_map<std::int64_t, std::vector<const Session*>> sessions_of_;      // by user

  mutable std::shared_mutex rooms_mutex_;
  std::unordered_map<std::int64_t, std::shared_ptr<Room>> rooms_;
  std::unordered_map<std::string, std::int64_t> invites_;  // organization by invite code
};

}  // namespace berth::live
