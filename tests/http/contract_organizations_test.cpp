#include "tests/http/site.hpp"

namespace berth::http {
namespace {

std::string unquoted(const std::string& text) { return text.substr(1, text.size() - 2); }

TEST(ContractOrganizations, AreMadeByTheirAdminWithAnInviteCode) {
  Site site;
  Client ada = site.person("ada");
  const Reply made = ada.post("/api/v1/organizations/", R"({"name":"Engines"})");
  EXPECT_EQ(made.status, 200);
  EXPECT_TRUE(made.body.starts_with(R"({"name":"Engines","id":1,"invite_code":")")) << made.body;
  EXPECT_GE(unquoted(made.at("invite_code")).size(), 22U);
  EXPECT_EQ(ada.get("/api/v1/auth/me").at("organization_id"), "1");
}

TEST(ContractOrganizations, MayShareAName) {
  Site site;
  Client ada = site.person("ada");
  Client bob = site.person("bob");
  EXPECT_EQ(ada.post("/api/v1/organizations/", R"({"name":"Same"})").status, 200);
  EXPECT_EQ(bob.post("/api/v1/organizations/", R"({"name":"Same"})").status, 200);
}

TEST(ContractOrganizations, AreJoinedByCodeWhateverTheBody) {
  Site site;
  Client ada = site.founder("ada");
  Client bob = site.person("bob");
  const std::string code = unquoted(ada.get("/api/v1/organizations/current").at("invite_code"));
  const Reply joined = bob.post("/api/v1/organizations/" + code + "/join", "not json at all");
  EXPECT_EQ(joined.status, 200);
  EXPECT_TRUE(joined.body.starts_with(R"({"message":"Successfully joined the organization")")) << joined.body;
}

TEST(ContractOrganizations, ARefusedSecondOneNamesTheFirst) {
  Site site;
  Client ada = site.founder("ada");
  const Reply again = ada.post("/api/v1/organizations/", R"({"name":"Second"})");
  EXPECT_EQ(again.status, 400);
  EXPECT_EQ(again.at("detail"), R"("You are already part of an organization: ada's")");
}

TEST(ContractOrganizations, AnUnknownCodeIs404) {
  Site site;
  Client ada = site.person("ada");
  const Reply reply = ada.post("/api/v1/organizations/nosuchcode/join");
  EXPECT_EQ(reply.status, 404);
  EXPECT_EQ(reply.at("detail"), R"("Organization not found")");
}

TEST(ContractOrganizations, WithoutOneThereAreNoClustersAndDeployments) {
  Site site;
  Client ada = site.person("ada");
  for (const char* path : {"/api/v1/clusters/", "/api/v1/deployments/"}) {
    const Reply reply = ada.get(path);
    EXPECT_EQ(reply.status, 400);
    EXPECT_EQ(reply.at("detail"), R"("User is not part of any organization")");
  }
}

TEST(ContractOrganizations, AForeignOneAnswersAsOneThatIsNotThere) {
  Site site;
  Client ada = site.founder("ada");
  Client bob = site.founder("bob");
  const Reply foreign = bob.get("/api/v1/organizations/1/members");
  const Reply missing = bob.get("/api/v1/organizations/99/members");
  EXPECT_EQ(foreign.status, 404);
  EXPECT_EQ(foreign.body, missing.body);
}

TEST(ContractOrganizations, AChangedRoleHoldsAtOnce) {
  Site site;
  Client ada = site.founder("ada");
  Client bob = site.member(ada, "bob", "developer");
  const std::int64_t cluster = site.cluster(ada, 8);
  EXPECT_EQ(site.deploy(bob, cluster, 1).status, 200);
  ada.patch("/api/v1/organizations/1/members/2", R"({"role":"viewer"})");
  EXPECT_EQ(site.deploy(bob, cluster, 1).status, 403);
  EXPECT_EQ(bob.get("/api/v1/deployments/").status, 200);
}

TEST(ContractOrganizations, ARotatedCodeMakesTheOldOneUseless) {
  Site site;
  Client ada = site.founder("ada");
  const std::string old = unquoted(ada.get("/api/v1/organizations/current").at("invite_code"));
  const Reply rotated = ada.post("/api/v1/organizations/1/invite", R"({"uses":1})");
  EXPECT_EQ(rotated.status, 200) << rotated.body;
  Client bob = site.person("bob");
  EXPECT_EQ(bob.post("/api/v1/organizations/" + old + "/join").status, 404);
  const std::string code = unquoted(rotated.at("invite_code"));
  EXPECT_EQ(bob.post("/api/v1/organizations/" + code + "/join").status, 200);
  EXPECT_EQ(site.person("eve").post("/api/v1/organizations/" + code + "/join").status, 404);
}

TEST(ContractOrganizations, ChangeOnlyFromTheVersionThatWasRead) {
  Site site;
  Client ada = site.founder("ada");
  const std::string tag = ada.get("/api/v1/organizations/current").header("ETag");
  EXPECT_EQ(ada.patch("/api/v1/organizations/1", R"({"name":"a"})", {{"If-Match", tag}}).status, 200);
  EXPECT_EQ(ada.patch("/api/v1/organizations/1", R"({"name":"b"})", {{"If-Match", tag}}).status, 412);
  EXPECT_EQ(ada.get("/api/v1/organizations/current").at("name"), R"("a")");
}

TEST(ContractOrganizations, LeaveAdminsToTheOwner) {
  Site site;
  Client owner = site.founder("owner");
  Client admin = site.member(owner, "admin", "admin");
  site.member(owner, "other", "admin");
  const std::string other = "/api/v1/organizations/1/members/3";
  EXPECT_EQ(admin.patch(other, R"({"role":"viewer"})").status, 403);
  EXPECT_EQ(admin.remove(other).status, 403);
  EXPECT_EQ(admin.patch("/api/v1/organizations/1/members/2", R"({"role":"viewer"})").status, 200);
  EXPECT_EQ(owner.remove(other).status, 200);
}

}  // namespace
}  // namespace berth::http
