#include "tests/live/harness.hpp"

namespace berth::live {
namespace {

TEST(LiveOrganizations, AreJoinedByInviteCodeAsDeveloper) {
  Harness h;
  const Caller ann = h.founder("ann");
  const Caller bob = h.person("bob");
  const auto organization = h.service->board().organization(h.organization_of(ann));
  h.ask<Organization>(bob, JoinOrganization{organization->invite_code});
  EXPECT_EQ(h.service->board().membership(bob.user_id).role, Role::kDeveloper);
  EXPECT_EQ(h.service->board().membership(ann.user_id).role, Role::kAdmin);
}

TEST(LiveOrganizations, TellWhoIsInOneAlready) {
  Harness h;
  const Caller ann = h.founder("ann");
  EXPECT_EQ(h.refusal(ann, CreateOrganization{"second"}).message, "You are already part of an organization: ann's");
  EXPECT_EQ(h.refusal(ann, JoinOrganization{"no such code"}).message, "You are already part of an organization: ann's");
}

TEST(LiveOrganizations, AreNotFoundByAWrongCode) {
  Harness h;
  h.founder("ann");
  EXPECT_EQ(h.refusal(h.person("bob"), JoinOrganization{"wrong"}).message, "Organization not found");
}

TEST(LiveOrganizations, ArePreconditionForClusters) {
  Harness h;
  EXPECT_EQ(h.refusal(h.person("bob"), CreateCluster{.name = "c", .limit = {1, 1, 1}}).message,
            "User is not part of any organization");
}

TEST(LiveOrganizations, AreFreeToJoinAfterLeavingAnother) {
  Harness h;
  const Caller ann = h.founder("ann");
  const Caller bob = h.founder("bob");
  h.ask<Done>(bob, LeaveOrganization{});
  const auto organization = h.service->board().organization(h.organization_of(ann));
  h.ask<Organization>(bob, JoinOrganization{organization->invite_code});
  EXPECT_EQ(h.organization_of(bob), h.organization_of(ann));
}

TEST(LiveOrganizations, HoldDeploymentsBackAtTheirQuota) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {8, 8, 0});
  h.ask<Organization>(ann, ChangeOrganization{.quota = std::optional<Amounts>(Amounts{4, 8, 0})});
  const Deployment first = h.deploy(ann, cluster, {4, 1, 0});
  const Deployment second = h.deploy(ann, cluster, {2, 1, 0});
  EXPECT_EQ(second.reason, "held by quota");
  h.set_status(ann, first.id, Status::kCompleted);
  EXPECT_EQ(h.shown(ann, second.id).status, Status::kRunning);
}

TEST(LiveAccounts, RefuseATakenName) {
  Harness h;
  h.person("ann");
  EXPECT_EQ(h.refusal({}, Register{.username = "ann"}).message, "Username or email already exists");
}

TEST(LiveAccounts, EndOtherSessionsWhenThePasswordChanges) {
  Harness h;
  const Caller ann = h.person("ann");
  h.ask<Session>({}, Login{ann.user_id, "elsewhere"});
  h.ask<Done>(ann, ChangePassword{"new"});
  EXPECT_EQ(h.service->sessions().find("elsewhere"), nullptr);
  EXPECT_NE(h.service->sessions().find(ann.session), nullptr);
}

TEST(LiveAccounts, AreNotServedAfterLogout) {
  Harness h;
  const Caller ann = h.founder("ann");
  h.ask<Done>(ann, EndSession{ann.session});
  EXPECT_EQ(h.refusal(ann, LeaveOrganization{}).fault, Fault::kUnauthenticated);
}

}  // namespace
}  // namespace berth::live
