#include "actors/live/session_actor.hpp"

#include <chrono>

namespace berth::live {

SessionActor::SessionActor(caf::actor_config& config, WiringPtr wiring, std::string key)
    : caf::event_based_actor(config), wiring_(std::move(wiring)), key_(std::move(key)) {}

void open_session(caf::actor_system& system, const WiringPtr& wiring, const Session& session) {
  auto entry = std::make_shared<SessionEntry>();
  entry->user_id = session.user_id;
  entry->created_us = session.created_us;
  entry->last_seen_us = session.last_seen_us;
  entry->actor = system.spawn<SessionActor>(wiring, session.key);
  wiring->sessions.put(session.key, entry);
  caf::anon_send(entry->actor, ExpireAtom::value);
}

void SessionActor::wake_at_end(Time now) {
  const LiveSessionPtr entry = wiring_->sessions.find(key_);
  if (!entry) return;
  const ServiceSettings& settings = wiring_->settings;
  const Time idle_end = entry->last_seen_us.load() + settings.session_idle_us;
  const Time end_at = std::min(idle_end, entry->created_us + settings.session_absolute_us);
  if (now < end_at) {
    delayed_send(this, std::chrono::microseconds(end_at - now), ExpireAtom::value);
    return;
  }
  auto folder = std::make_shared<Folder>();
  folder->now = now;
  end(std::move(folder), key_);
}

void SessionActor::end(FolderPtr folder, const std::string& key) {
  if (!end_session(wiring_, *folder, key)) {
    folder->reply(Done{});  // it has ended already, which is what was wanted
    return;
  }
  send(wiring_->store, CommitAtom::value, std::move(folder));
}

void SessionActor::enter(FolderPtr folder) {
  if (const auto* wish = std::get_if<EndSession>(&folder->wish)) {
    const LiveSessionPtr target = wiring_->sessions.find(wish->session_key);
    if (target && target->user_id != folder->caller.user_id) {
      folder->refuse(Fault::kNotFound, "session_not_found", "Session not found");
      return;
    }
    const std::string key = wish->session_key;
    end(std::move(folder), key);
    return;
  }
  if (std::holds_alternative<ChangePassword>(folder->wish) ||
      std::holds_alternative<CreateOrganization>(folder->wish) ||
      std::holds_alternative<JoinOrganization>(folder->wish)) {
    send(wiring_->directory, AskAtom::value, std::move(folder));
    return;
  }
  const std::int64_t organization_id = wiring_->board.membership(folder->caller.user_id).organization_id;
  if (organization_id == 0) {
    folder->refuse(Fault::kBadRequest, "no_organization", "User is not part of any organization");
    return;
  }
  const caf::actor organization = wiring_->find(organization_id).organization;
  if (!organization) {
    folder->refuse(Fault::kUnavailable, "restarting", "The organization is being restarted; try again");
    return;
  }
  send(organization, AskAtom::value, std::move(folder));
}

caf::behavior SessionActor::make_behavior() {
  return {
      [this](AskAtom, FolderPtr& folder) { enter(std::move(folder)); },
      [this](ExpireAtom) { wake_at_end(wiring_->now()); },
  };
}

}  // namespace berth::live
