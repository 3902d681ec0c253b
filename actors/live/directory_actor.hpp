// The directory: accounts by name, and which organization has a claim on which user. A user is of one organization at
// most, so whoever founds or joins one is claimed here first.
#pragma once

#include <unordered_map>
#include <unordered_set>

#include "actors/live/wiring.hpp"

namespace berth::live {

class DirectoryActor final : public caf::event_based_actor {
 public:
  // `sequences`: where the streams of accounts end.
  DirectoryActor(caf::actor_config& config, WiringPtr wiring, std::vector<UserPtr> users,
                 std::unordered_map<std::int64_t, std::uint64_t> sequences);
  caf::behavior make_behavior() override;
  const char* name() const override { return "directory"; }

 private:
  // Each decides its wish; false when it refused and answered.
  void decide(FolderPtr folder, const Register& wish);
  void decide(FolderPtr folder, const Login& wish);
  void decide(FolderPtr folder, const ChangePassword& wish);
  void decide(FolderPtr folder, const CreateOrganization& wish);
  void decide(FolderPtr folder, const JoinOrganization& wish);
  // Nothing when the user is free and now claimed.
  bool claim(Folder& folder, std::int64_t organization_id);
  void record(Folder& folder, const User& user, std::string event);
  void commit(FolderPtr folder);

  WiringPtr wiring_;
  std::unordered_set<std::string> usernames_;
  std::unordered_set<std::string> emails_;
  std::unordered_map<std::int64_t, std::int64_t> claims_;  // organization by user
  std::unordered_map<std::int64_t, std::uint64_t> sequences_;
};

}  // namespace berth::live
