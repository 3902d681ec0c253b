#include "actors/live/wiring.hpp"

#include "actors/live/cause.hpp"
#include "actors/live/cluster_actor.hpp"
#include "actors/live/organization_actor.hpp"
#include "actors/live/scheduler_actor.hpp"

namespace berth::live {

std::uint64_t Subscriptions::add(std::int64_t organization_id, EventSink sink) {
  const std::lock_guard lock(mutex_);
  sinks_[organization_id][++last_] = std::move(sink);
  return last_;
}

void Subscriptions::remove(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  for (auto& [organization, sinks] : sinks_) sinks.erase(id);
}

void Subscriptions::tell(const JournalRecord& record) {
  if (record.organization == 0) return;
  const std::lock_guard lock(mutex_);
  const auto found = sinks_.find(record.organization);
  if (found == sinks_.end()) return;
  std::erase_if(found->second, [&](const auto& entry) { return !entry.second(record); });
}

OrganizationActors Wiring::find(std::int64_t organization_id) const {
  const std::shared_lock lock(mutex_);
  const auto found = organizations_.find(organization_id);
  return found == organizations_.end() ? OrganizationActors{} : found->second;
}

bool Wiring::set(std::int64_t organization_id, OrganizationActors actors) {
  const std::unique_lock lock(mutex_);
  if (!all_taken_) organizations_[organization_id] = std::move(actors);
  return !all_taken_;
}

OrganizationActors Wiring::remove(std::int64_t organization_id) {
  const std::unique_lock lock(mutex_);
  const auto found = organizations_.find(organization_id);
  if (found == organizations_.end()) return {};
  OrganizationActors actors = std::move(found->second);
  organizations_.erase(found);
  return actors;
}

std::vector<OrganizationActors> Wiring::take_all() {
  const std::unique_lock lock(mutex_);
  std::vector<OrganizationActors> all;
  for (auto& [id, actors] : organizations_) all.push_back(std::move(actors));
  organizations_.clear();
  all_taken_ = true;
  return all;
}

std::optional<Service::Kept> Wiring::kept(std::int64_t user_id, const std::string& key) const {
  const std::lock_guard lock(kept_mutex_);
  const auto found = kept_.find({user_id, key});
  if (found == kept_.end()) return std::nullopt;
  return found->second;
}

void Wiring::keep(std::int64_t user_id, const std::string& key, Service::Kept kept) {
  const std::lock_guard lock(kept_mutex_);
  kept_[{user_id, key}] = std::move(kept);
}

std::string organization_stream(std::int64_t organization_id) {
  return "organization/" + std::to_string(organization_id);
}
std::string scheduler_stream(std::int64_t organization_id) { return "scheduler/" + std::to_string(organization_id); }
std::string session_stream(const std::string& key) { return "session/" + key; }
std::string account_stream(std::int64_t user_id) { return "account/" + std::to_string(user_id); }

void open_organization(caf::actor_system& system, const WiringPtr& wiring, std::int64_t organization_id,
                       std::uint64_t incarnation, std::uint64_t organization_sequence,
                       std::uint64_t scheduler_sequence) {
  auto desk = std::make_shared<Desk>(organization_id, wiring->numbers);
  const auto organization = wiring->board.organization(organization_id);
  desk->restore(wiring->board.clusters(organization_id), wiring->board.deployments(organization_id, {}),
                organization ? organization->quota : std::nullopt,
                organization ? organization->queues : std::vector<Queue>(), scheduler_sequence);
  OrganizationActors actors;
  actors.incarnation = incarnation;
  actors.scheduler = system.spawn<SchedulerActor>(wiring, desk, incarnation);
  actors.organization =
      system.spawn<OrganizationActor>(wiring, organization_id, actors.scheduler, organization_sequence);
  if (wiring->set(organization_id, actors)) {
    caf::anon_send(wiring->supervisor, ReloadAtom::value, organization_id, incarnation);
    return;
  }
  caf::anon_send_exit(actors.organization, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(actors.scheduler, caf::exit_reason::user_shutdown);
}

bool end_session(const WiringPtr& wiring, Folder& folder, const std::string& key) {
  const auto entry = std::static_pointer_cast<SessionEntry>(wiring->sessions.find(key));
  if (!entry || entry->ended.exchange(true)) return false;
  JournalRecord record;
  record.stream = session_stream(key);
  record.sequence = 2;  // 1 began it, 2 ends it
  record.kind = "session";
  record.key = key;
  record.event = "session.ended";
  record.at_us = folder.now;
  record.cause = cause_of(folder.caller);
  folder.records.push_back(std::move(record));
  folder.publications.emplace_back(SessionEnded{key});
  folder.when_done.push_back([wiring, key, entry] {
    wiring->sessions.remove(key);
    caf::anon_send_exit(entry->actor, caf::exit_reason::user_shutdown);
  });
  folder.when_failed.push_back([entry] { entry->ended = false; });
  return true;
}

}  // namespace berth::live
