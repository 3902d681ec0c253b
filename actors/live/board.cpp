#include "actors/live/board.hpp"

#include <algorithm>
#include <tuple>

#include "actors/live/amounts.hpp"

namespace berth::live {

UserPtr Board::user(std::int64_t id) const {
  const std::shared_lock lock(people_mutex_);
  const auto found = users_.find(id);
  return found == users_.end() ? nullptr : found->second;
}

UserPtr Board::user_called(std::string_view username) const {
  const std::shared_lock lock(people_mutex_);
  const auto found = usernames_.find(std::string(username));
  return found == usernames_.end() ? nullptr : users_.at(found->second);
}

UserPtr Board::user_with_email(std::string_view email) const {
  const std::shared_lock lock(people_mutex_);
  const auto found = emails_.find(std::string(email));
  return found == emails_.end() ? nullptr : users_.at(found->second);
}

Membership Board::membership(std::int64_t user_id) const {
  const std::shared_lock lock(people_mutex_);
  const auto found = memberships_.find(user_id);
  return found == memberships_.end() ? Membership{.user_id = user_id} : found->second;
}

std::vector<Session> Board::sessions(std::int64_t user_id) const {
  std::vector<Session> sessions;
  {
    const std::shared_lock lock(people_mutex_);
    const auto found = sessions_of_.find(user_id);
    if (found == sessions_of_.end()) return sessions;
    for (const Session* session : found->second) sessions.push_back(*session);
  }
  std::sort(sessions.begin(), sessions.end(), [](const Session& left, const Session& right) {
    return std::tie(left.created_us, left.key) < std::tie(right.created_us, right.key);
  });
  return sessions;
}

std::shared_ptr<Board::Room> Board::room(std::int64_t organization_id) const {
  const std::shared_lock lock(rooms_mutex_);
  const auto found = rooms_.find(organization_id);
  return found == rooms_.end() ? nullptr : found->second;
}

std::shared_ptr<Board::Room> Board::open_room(std::int64_t organization_id) {
  const std::unique_lock lock(rooms_mutex_);
  std::shared_ptr<Room>& entry = rooms_[organization_id];
  if (!entry) entry = std::make_shared<Room>();
  return entry;
}

std::int64_t Board::organization_invited_by(const std::string& invite_code) const {
  const std::shared_lock lock(rooms_mutex_);
  const auto found = invites_.find(invite_code);
  return found == invites_.end() ? 0 : found->second;
}

std::vector<std::int64_t> Board::organizations() const {
  std::vector<std::int64_t> ids;
  {
    const std::shared_lock lock(rooms_mutex_);
    for (const auto& [id, room] : rooms_) ids.push_back(id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::optional<Organization> Board::organization(std::int64_t id) const {
  const auto here = room(id);
  if (!here) return std::nullopt;
  const std::shared_lock lock(here->mutex);
  return here->organization;
}

std::vector<Membership> Board::members(std::int64_t organization_id) const {
  std::vector<Membership> members;
  const auto here = room(organization_id);
  if (!here) return members;
  const std::shared_lock lock(here->mutex);
  for (const auto& [id, membership] : here->members) members.push_back(membership);
  return members;
}

ClusterShown Board::show(const ClusterEntry& entry) {
  return {entry.cluster, left_of(entry.cluster.limit, entry.used)};
}

std::optional<ClusterShown> Board::cluster(std::int64_t organization_id, std::int64_t id) const {
  const auto here = room(organization_id);
  if (!here) return std::nullopt;
  const std::shared_lock lock(here->mutex);
  const auto found = here->clusters.find(id);
  if (found == here->clusters.end()) return std::nullopt;
  return show(found->second);
}

std::vector<ClusterShown> Board::clusters(std::int64_t organization_id) const {
  std::vector<ClusterShown> clusters;
  const auto here = room(organization_id);
  if (!here) return clusters;
  const std::shared_lock lock(here->mutex);
  for (const auto& [id, entry] : here->clusters) clusters.push_back(show(entry));
  return clusters;
}

std::optional<ClusterGpus> Board::gpus(std::int64_t organization_id, std::int64_t cluster_id) const {
  const auto here = room(organization_id);
  if (!here) return std::nullopt;
  const std::shared_lock lock(here->mutex);
  const auto found = here->clusters.find(cluster_id);
  return found == here->clusters.end() ? std::nullopt : found->second.gpus;
}

DeploymentPtr Board::deployment(std::int64_t organization_id, std::int64_t id) const {
  const auto here = room(organization_id);
  if (!here) return nullptr;
  const std::shared_lock lock(here->mutex);
  const auto found = here->deployments.find(id);
  return found == here->deployments.end() ? nullptr : found->second;
}

std::vector<DeploymentPtr> Board::deployments(std::int64_t organization_id, const DeploymentFilter& filter) const {
  std::vector<DeploymentPtr> deployments;
  const auto here = room(organization_id);
  if (!here) return deployments;
  const std::shared_lock lock(here->mutex);
  std::size_t skip = filter.skip;
  for (auto at = here->deployments.upper_bound(filter.after);
       at != here->deployments.end() && deployments.size() < filter.limit; ++at) {
    const Deployment& deployment = *at->second;
    if (filter.status && deployment.status != *filter.status) continue;
    if (filter.cluster_id && deployment.cluster_id != *filter.cluster_id) continue;
    if (skip > 0) {
      --skip;
      continue;
    }
    deployments.push_back(at->second);
  }
  return deployments;
}

Board::Counts Board::counts() const {
  Counts counts;
  {
    const std::shared_lock lock(people_mutex_);
    counts.users = users_.size();
    counts.sessions = sessions_.size();
  }
  std::vector<std::shared_ptr<Room>> rooms;
  {
    const std::shared_lock lock(rooms_mutex_);
    for (const auto& [id, room] : rooms_) rooms.push_back(room);
  }
  counts.organizations = rooms.size();
  for (const auto& room : rooms) {
    const std::shared_lock lock(room->mutex);
    counts.clusters += room->clusters.size();
    counts.deployments += room->deployments.size();
    for (std::size_t i = 0; i < std::size(room->by_status); ++i) counts.by_status[i] += room->by_status[i];
  }
  return counts;
}

void Board::put(const User& user) {
  const std::unique_lock lock(people_mutex_);
  UserPtr& entry = users_[user.id];
  if (entry && entry->email && entry->email != user.email) emails_.erase(*entry->email);
  usernames_[user.username] = user.id;
  if (user.email) emails_[*user.email] = user.id;
  entry = std::make_shared<const User>(user);
}

void Board::put(const Membership& membership) {
  const std::unique_lock lock(people_mutex_);
  memberships_[membership.user_id] = membership;
}

void Board::put(const MembershipEnded& ended) {
  const std::unique_lock lock(people_mutex_);
  memberships_.erase(ended.user_id);
}

void Board::put(const Session& session) {
  const std::unique_lock lock(people_mutex_);
  auto published = std::make_unique<const Session>(session);
  const Session* const known = published.get();
  if (!sessions_.try_emplace(known->key, std::move(published)).second) return;  // sessions do not change
  sessions_of_[known->user_id].push_back(known);
}

void Board::put(const SessionEnded& ended) {
  const std::unique_lock lock(people_mutex_);
  const auto found = sessions_.find(ended.key);
  if (found == sessions_.end()) return;
  const auto of_user = sessions_of_.find(found->second->user_id);
  std::erase(of_user->second, found->second.get());
  if (of_user->second.empty()) sessions_of_.erase(of_user);
  // The key looked up by lives in the session itself: it goes last.
  const auto session = sessions_.extract(found);
}

void Board::put(Room& room, const Organization& organization) {
  if (room.organization.invite_code != organization.invite_code) {
    const std::unique_lock lock(rooms_mutex_);
    invites_.erase(room.organization.invite_code);
    invites_[organization.invite_code] = organization.id;
  }
  room.organization = organization;
}

void Board::put(Room& room, DeploymentPtr& deployment) {
  DeploymentPtr& entry = room.deployments[deployment->id];
  if (entry) --room.by_status[static_cast<std::size_t>(entry->status)];
  ++room.by_status[static_cast<std::size_t>(deployment->status)];
  entry.swap(deployment);  // the old one is let go after the lock
}

namespace {

template <class... Cases>
struct Either : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Either(Cases...) -> Either<Cases...>;

std::int64_t organization_of(const Publication& publication) {
  return std::visit(Either{[](const Membership& membership) { return membership.organization_id; },
                           [](const MembershipEnded& ended) { return ended.organization_id; },
                           [](const Organization& organization) { return organization.id; },
                           [](const Cluster& cluster) { return cluster.organization_id; },
                           [](const ClusterUsed& used) { return used.organization_id; },
                           [](const GpusMeasured& measured) { return measured.organization_id; },
                           [](const ClusterRemoved& removed) { return removed.organization_id; },
                           [](const DeploymentPtr& deployment) { return deployment->organization_id; },
                           [](const auto&) { return std::int64_t{0}; }},
                    publication);
}

}  // namespace

void Board::publish(std::vector<Publication>&& publications) {
  std::shared_ptr<Room> room;
  std::unique_lock<std::shared_mutex> lock;
  std::int64_t open = 0;
  for (Publication& publication : publications) {
    const std::int64_t organization = organization_of(publication);
    if (organization != 0 && organization != open) {
      if (lock.owns_lock()) lock.unlock();
      room = open_room(organization);
      lock = std::unique_lock(room->mutex);
      open = organization;
    }
    std::visit(Either{[&](const User& user) { put(user); },
                      [&](const Membership& membership) {
                        put(membership);
                        room->members[membership.user_id] = membership;
                      },
                      [&](const MembershipEnded& ended) {
                        put(ended);
                        room->members.erase(ended.user_id);
                      },
                      [&](const Session& session) { put(session); }, [&](const SessionEnded& ended) { put(ended); },
                      [&](const Organization& changed) { put(*room, changed); },
                      [&](const Cluster& cluster) { room->clusters[cluster.id].cluster = cluster; },
                      [&](const ClusterUsed& used) { room->clusters[used.cluster_id].used = used.used; },
                      [&](const GpusMeasured& measured) {
                        // One that was removed meanwhile does not come back; one that is new has its turn later.
                        const auto found = room->clusters.find(measured.gpus.cluster_id);
                        if (found != room->clusters.end()) found->second.gpus = measured.gpus;
                      },
                      [&](const ClusterRemoved& removed) { room->clusters.erase(removed.cluster_id); },
                      [&](DeploymentPtr& deployment) { put(*room, deployment); }},
               publication);
  }
}

}  // namespace berth::live
