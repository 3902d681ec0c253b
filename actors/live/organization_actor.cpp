#include "actors/live/organization_actor.hpp"

#include "actors/live/cause.hpp"
#include "actors/live/codes.hpp"

namespace berth::live {

OrganizationActor::OrganizationActor(caf::actor_config& config, WiringPtr wiring, std::int64_t organization_id,
                                     caf::actor scheduler, std::uint64_t sequence)
    : caf::event_based_actor(config),
      wiring_(std::move(wiring)),
      scheduler_(std::move(scheduler)),
      sequence_(sequence) {
  if (const auto published = wiring_->board.organization(organization_id)) organization_ = *published;
  organization_.id = organization_id;
  for (const Membership& member : wiring_->board.members(organization_id)) members_[member.user_id] = member;
}

void OrganizationActor::record(Folder& folder, std::string kind, std::int64_t key, std::string event,
                               std::string document) {
  JournalRecord record;
  record.stream = organization_stream(organization_.id);
  record.sequence = ++sequence_;
  record.organization = organization_.id;
  record.kind = std::move(kind);
  record.key = std::to_string(key);
  record.event = std::move(event);
  record.at_us = folder.now;
  record.document = std::move(document);
  record.cause = cause_of(folder.caller);
  folder.records.push_back(std::move(record));
}

void OrganizationActor::put(Folder& folder, const std::string& event) {
  record(folder, "organization", organization_.id, event, to_document(organization_));
  folder.publications.emplace_back(organization_);
}

void OrganizationActor::put(Folder& folder, const Membership& membership, const std::string& event) {
  members_[membership.user_id] = membership;
  record(folder, "membership", membership.user_id, event, to_document(membership));
  folder.publications.emplace_back(membership);
}

void OrganizationActor::remove(Folder& folder, std::int64_t user_id, const std::string& event) {
  members_.erase(user_id);
  record(folder, "membership", user_id, event, {});
  folder.publications.emplace_back(MembershipEnded{user_id, organization_.id});
  folder.when_done.push_back([directory = wiring_->directory, user_id, id = organization_.id] {
    caf::anon_send(directory, ReleaseAtom::value, user_id, id);
  });
}

bool OrganizationActor::refuse(Folder& folder, Fault fault, const char* code, std::string message) {
  folder.refuse(fault, code, std::move(message));
  return false;
}

bool OrganizationActor::decide(Folder& folder, const CreateOrganization& wish) {
  organization_.name = wish.name;
  organization_.invite_code = random_code();
  organization_.created_us = folder.now;
  put(folder, "organization.created");
  put(folder,
      {.user_id = folder.caller.user_id,
       .organization_id = organization_.id,
       .role = Role::kAdmin,
       .owner = true,
       .since_us = folder.now},
      "member.joined");
  folder.answer = organization_;
  return true;
}

bool OrganizationActor::decide(Folder& folder, const JoinOrganization& wish) {
  const bool open = wish.invite_code == organization_.invite_code && folder.now < organization_.invite_expires_us &&
                    organization_.invite_uses_left != 0;
  if (!open) return refuse(folder, Fault::kNotFound, "organization_not_found", "Organization not found");
  if (organization_.invite_uses_left > 0) {
    --organization_.invite_uses_left;
    ++organization_.version;
    put(folder, "invite.used");
  }
  put(folder,
      {.user_id = folder.caller.user_id,
       .organization_id = organization_.id,
       .role = Role::kDeveloper,
       .owner = false,
       .since_us = folder.now},
      "member.joined");
  folder.answer = organization_;
  return true;
}

bool OrganizationActor::decide(Folder& folder, const LeaveOrganization&) {
  if (members_.at(folder.caller.user_id).owner && members_.size() > 1) {
    return refuse(folder, Fault::kBadRequest, "owner_cannot_leave",
                  "The owner cannot leave while there are other members; transfer the ownership first");
  }
  remove(folder, folder.caller.user_id, "member.left");
  return true;
}

bool OrganizationActor::decide(Folder& folder, const ChangeMember& wish) {
  const auto found = members_.find(wish.user_id);
  if (found == members_.end()) return refuse(folder, Fault::kNotFound, "member_not_found", "Member not found");
  if (found->second.owner) {
    return refuse(folder, Fault::kBadRequest, "is_owner",
                  "The owner's membership cannot be changed; transfer the ownership first");
  }
  const bool is_owner = members_.at(folder.caller.user_id).owner;
  if (found->second.role == Role::kAdmin && wish.user_id != folder.caller.user_id && !is_owner) {
    return refuse(folder, Fault::kForbidden, "not_owner", "Only the owner may change or remove an admin");
  }
  if (wish.remove) {
    remove(folder, wish.user_id, "member.removed");
    folder.answer = Removed{wish.user_id};
    return true;
  }
  Membership changed = found->second;
  if (wish.role) changed.role = *wish.role;
  put(folder, changed, "member.changed");
  folder.answer = changed;
  return true;
}

bool OrganizationActor::decide(Folder& folder, const TransferOwnership& wish) {
  Membership old = members_.at(folder.caller.user_id);
  if (!old.owner) return refuse(folder, Fault::kForbidden, "not_owner", "Only the owner may transfer the ownership");
  const auto found = members_.find(wish.user_id);
  if (found == members_.end()) return refuse(folder, Fault::kNotFound, "member_not_found", "Member not found");
  if (wish.user_id != folder.caller.user_id) {
    old.owner = false;
    put(folder, old, "member.changed");
    Membership next = found->second;
    next.owner = true;
    next.role = Role::kAdmin;
    put(folder, next, "member.became_owner");
  }
  folder.answer = members_.at(wish.user_id);
  return true;
}

bool OrganizationActor::decide(Folder& folder, const RotateInvite& wish) {
  organization_.invite_code = random_code();
  organization_.invite_expires_us = wish.expires_us.value_or(kNever);
  organization_.invite_uses_left = wish.uses.value_or(-1);
  ++organization_.version;
  put(folder, "invite.rotated");
  folder.answer = organization_;
  return true;
}

bool OrganizationActor::decide(Folder& folder, const ChangeOrganization& wish) {
  if (wish.if_version && *wish.if_version != organization_.version) {
    return refuse(folder, Fault::kVersionMismatch, "changed_meanwhile",
                  "The organization has changed since it was read");
  }
  if (wish.name) organization_.name = *wish.name;
  if (wish.quota) organization_.quota = *wish.quota;
  if (wish.queues) organization_.queues = *wish.queues;
  ++organization_.version;
  put(folder, "organization.changed");
  folder.answer = organization_;
  return true;
}

caf::behavior OrganizationActor::make_behavior() {
  return {[this](AskAtom, FolderPtr& folder) {
    const bool enters = std::holds_alternative<CreateOrganization>(folder->wish) ||
                        std::holds_alternative<JoinOrganization>(folder->wish);
    if (!enters && !members_.contains(folder->caller.user_id)) {
      folder->refuse(Fault::kBadRequest, "no_organization", "User is not part of any organization");
      return;
    }
    folder->organization_id = organization_.id;
    const bool goes_on = std::visit(
        [&](const auto& wish) {
          if constexpr (requires { decide(*folder, wish); }) {
            return decide(*folder, wish);
          } else {
            return true;
          }
        },
        folder->wish);
    if (goes_on) send(scheduler_, AskAtom::value, std::move(folder));
  }};
}

}  // namespace berth::live
