// An organization: its members and their roles, its invite code, its quota. What concerns clusters and deployments
// passes through to its scheduler once the caller is known to be a member.
#pragma once

#include <map>

#include "actors/live/wiring.hpp"

namespace berth::live {

class OrganizationActor final : public caf::event_based_actor {
 public:
  OrganizationActor(caf::actor_config& config, WiringPtr wiring, std::int64_t organization_id, caf::actor scheduler,
                    std::uint64_t sequence);
  caf::behavior make_behavior() override;
  const char* name() const override { return "organization"; }

 private:
  // Each decides its wish; false when it refused and answered.
  bool decide(Folder& folder, const CreateOrganization& wish);
  bool decide(Folder& folder, const JoinOrganization& wish);
  bool decide(Folder& folder, const LeaveOrganization& wish);
  bool decide(Folder& folder, const ChangeMember& wish);
  bool decide(Folder& folder, const TransferOwnership& wish);
  bool decide(Folder& folder, const RotateInvite& wish);
  bool decide(Folder& folder, const ChangeOrganization& wish);

  void record(Folder& folder, std::string kind, std::int64_t key, std::string event, std::string document);
  void put(Folder& folder, const std::string& event);
  void put(Folder& folder, const Membership& membership, const std::string& event);
  void remove(Folder& folder, std::int64_t user_id, const std::string& event);
  bool refuse(Folder& folder, Fault fault, const char* code, std::string message);

  WiringPtr wiring_;
  caf::actor scheduler_;
  Organization organization_;
  std::map<std::int64_t, Membership> members_;
  std::uint64_t sequence_;
};

}  // namespace berth::live
