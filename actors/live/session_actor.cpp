#include "actors/live/session_actor.hpp"

#include <algorithm>
#include <chrono>

#include <caf/send.hpp>

namespace berth::live {
namespace {

// When it ends if nobody uses it any more.
Time end_of(const LiveSession& session, const ServiceSettings& settings) {
  return std::min(session.last_seen_us.load() + settings.session_idle_us,
                  session.created_us + settings.session_absolute_us);
}

}  // namespace

SessionActor::SessionActor(caf::actor_config& config, WiringPtr wiring, std::weak_ptr<LiveSession> session)
    : caf::event_based_actor(config), wiring_(std::move(wiring)), session_(std::move(session)) {}

void open_session(caf::actor_system& system, const WiringPtr& wiring, const Session& session) {
  auto entry = std::make_shared<SessionEntry>();
  entry->key = session.key;
  entry->user_id = session.user_id;
  entry->created_us = session.created_us;
  entry->last_seen_us = session.last_seen_us;
  // Most sessions only read, which asks nothing of their actor: it is set up when the first message reaches it.
  entry->actor = system.spawn<SessionActor, caf::lazy_init>(wiring, entry);
  wiring->sessions.put(entry);
  const Duration left_us = std::max<Duration>(0, end_of(*entry, wiring->settings) - wiring->now());
  caf::delayed_anon_send(entry->actor, std::chrono::microseconds(left_us), ExpireAtom::value);
}

void SessionActor::wake_at_end(Time now) {
  const LiveSessionPtr session = session_.lock();
  if (!session) return;
  const Time end_at = end_of(*session, wiring_->settings);
  if (now < end_at) {
    delayed_send(this, std::chrono::microseconds(end_at - now), ExpireAtom::value);
    return;
  }
  auto folder = std::make_shared<Folder>();
  folder->now = now;
  end(std::move(folder), session->key);
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
