#include "actors/live/directory_actor.hpp"

#include "actors/live/cause.hpp"
#include "actors/live/session_actor.hpp"

namespace berth::live {

DirectoryActor::DirectoryActor(caf::actor_config& config, WiringPtr wiring, std::vector<UserPtr> users,
                               std::unordered_map<std::int64_t, std::uint64_t> sequences)
    : caf::event_based_actor(config), wiring_(std::move(wiring)), sequences_(std::move(sequences)) {
  for (const UserPtr& user : users) {
    usernames_.insert(user->username);
    if (user->email) emails_.insert(*user->email);
    const Membership membership = wiring_->board.membership(user->id);
    if (membership.organization_id != 0) claims_[user->id] = membership.organization_id;
  }
}

void DirectoryActor::record(Folder& folder, const User& user, std::string event) {
  JournalRecord record;
  record.stream = account_stream(user.id);
  record.sequence = ++sequences_[user.id];
  record.kind = "user";
  record.key = std::to_string(user.id);
  record.event = std::move(event);
  record.at_us = folder.now;
  record.document = to_document(user);
  record.cause = cause_of(folder.caller);
  folder.records.push_back(std::move(record));
  folder.publications.emplace_back(user);
  folder.when_failed.push_back(
      [directory = wiring_->directory, id = user.id] { caf::anon_send(directory, DeclineAtom::value, id); });
}

void DirectoryActor::commit(FolderPtr folder) { send(wiring_->store, CommitAtom::value, std::move(folder)); }

void DirectoryActor::decide(FolderPtr folder, const Register& wish) {
  const bool taken = usernames_.contains(wish.username) || (wish.email && emails_.contains(*wish.email)) ||
                     wiring_->board.user_called(wish.username) ||
                     (wish.email && wiring_->board.user_with_email(*wish.email));
  if (taken) {
    folder->refuse(Fault::kBadRequest, "name_taken", "Username or email already exists");
    return;
  }
  User user;
  user.id = wiring_->numbers->user.fetch_add(1);
  user.username = wish.username;
  user.email = wish.email;
  user.password_hash = wish.password_hash;
  user.created_us = folder->now;
  usernames_.insert(user.username);
  if (user.email) emails_.insert(*user.email);
  folder->when_failed.push_back([directory = wiring_->directory, name = user.username, email = user.email] {
    caf::anon_send(directory, ReleaseAtom::value, name, email.value_or(std::string()));
  });
  record(*folder, user, "user.registered");
  folder->answer = user;
  commit(std::move(folder));
}

void DirectoryActor::decide(FolderPtr folder, const Login& wish) {
  const UserPtr user = wiring_->board.user(wish.user_id);
  if (!user || !user->is_active) {
    folder->refuse(Fault::kUnauthenticated, "bad_credentials", "Invalid username or password");
    return;
  }
  Session session{.key = wish.session_key,
                  .user_id = wish.user_id,
                  .created_us = folder->now,
                  .last_seen_us = folder->now,
                  .address = folder->caller.address,
                  .user_agent = folder->caller.user_agent};
  JournalRecord record;
  record.stream = session_stream(session.key);
  record.sequence = 1;
  record.kind = "session";
  record.key = session.key;
  record.event = "session.began";
  record.at_us = folder->now;
  record.document = to_document(session);
  record.cause = cause_of(folder->caller);
  folder->records.push_back(std::move(record));
  folder->publications.emplace_back(session);
  folder->when_done.push_back(
      [&system = home_system(), wiring = wiring_, session] { open_session(system, wiring, session); });
  folder->answer = std::move(session);
  commit(std::move(folder));
}

void DirectoryActor::decide(FolderPtr folder, const ChangePassword& wish) {
  const UserPtr known = wiring_->board.user(folder->caller.user_id);
  if (!known) {
    folder->refuse(Fault::kUnauthenticated, "no_account", "Not authenticated");
    return;
  }
  User user = *known;
  user.password_hash = wish.password_hash;
  record(*folder, user, "user.password_changed");
  for (const Session& session : wiring_->board.sessions(user.id)) {
    if (session.key != folder->caller.session) end_session(wiring_, *folder, session.key);
  }
  folder->answer = Done{};
  commit(std::move(folder));
}

bool DirectoryActor::claim(Folder& folder, std::int64_t organization_id) {
  const std::int64_t user = folder.caller.user_id;
  const auto [claim, is_new] = claims_.try_emplace(user, organization_id);
  if (!is_new) {
    const auto organization = wiring_->board.organization(claim->second);
    folder.refuse(Fault::kBadRequest, "already_in_organization",
                  "You are already part of an organization: " + (organization ? organization->name : std::string()));
    return false;
  }
  folder.when_failed.push_back([directory = wiring_->directory, user, organization_id] {
    caf::anon_send(directory, ReleaseAtom::value, user, organization_id);
  });
  return true;
}

void DirectoryActor::decide(FolderPtr folder, const CreateOrganization&) {
  const std::int64_t id = wiring_->numbers->organization.fetch_add(1);
  if (!claim(*folder, id)) return;
  open_organization(home_system(), wiring_, id, 1, 0, 0);
  send(wiring_->find(id).organization, AskAtom::value, std::move(folder));
}

void DirectoryActor::decide(FolderPtr folder, const JoinOrganization& wish) {
  // Who is in one already is told so, whatever code he holds.
  const std::int64_t id = wiring_->board.organization_invited_by(wish.invite_code);
  if (!claims_.contains(folder->caller.user_id) && id == 0) {
    folder->refuse(Fault::kNotFound, "organization_not_found", "Organization not found");
    return;
  }
  if (!claim(*folder, id)) return;
  const caf::actor organization = wiring_->find(id).organization;
  if (!organization) {
    folder->refuse(Fault::kUnavailable, "restarting", "The organization is being restarted; try again");
    return;
  }
  send(organization, AskAtom::value, std::move(folder));
}

caf::behavior DirectoryActor::make_behavior() {
  return {
      [this](AskAtom, FolderPtr& folder) {
        std::visit(
            [&](const auto& wish) {
              if constexpr (requires { decide(folder, wish); }) {
                decide(std::move(folder), wish);
              } else {
                folder->refuse(Fault::kUnavailable, "misled", "This is not the directory's to decide");
              }
            },
            folder->wish);
      },
      [this](ReleaseAtom, std::int64_t user, std::int64_t organization) {
        const auto claim = claims_.find(user);
        if (claim != claims_.end() && claim->second == organization) claims_.erase(claim);
      },
      [this](ReleaseAtom, const std::string& username, const std::string& email) {
        usernames_.erase(username);
        if (!email.empty()) emails_.erase(email);
      },
      // A record of an account was not committed: its number is free again.
      [this](DeclineAtom, std::int64_t user) { --sequences_[user]; },
  };
}

}  // namespace berth::live
