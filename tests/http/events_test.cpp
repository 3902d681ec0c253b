#include "tests/http/listener.hpp"

namespace berth::http {
namespace {

// The id of the first event of that name.
std::string id_of(const std::string& text, const std::string& event) {
  const std::size_t at = text.find("\nevent: " + event);
  const std::size_t from = text.rfind("id: ", at);
  return at == std::string::npos ? "" : text.substr(from + 4, at - from - 4);
}

TEST(Events, TellWhatHappensAsItHappens) {
  Site site;
  Client ada = site.founder("ada");
  Listener listener(site, ada);
  EXPECT_EQ(listener.status(), 200);
  const std::int64_t cluster = site.cluster(ada, 8);
  EXPECT_TRUE(listener.hears("event: cluster.created"));
  const Reply deployed = site.deploy(ada, cluster, 1);
  // What it is about looks as it does elsewhere.
  EXPECT_TRUE(listener.hears(R"("data":)" + deployed.body)) << listener.heard();
}

TEST(Events, ComeAfterWhatTheyTellIsDone) {
  Site site;
  Client ada = site.founder("ada");
  Listener listener(site, ada);
  const std::int64_t cluster = site.cluster(ada, 8);
  const std::int64_t deployment = site.deploy(ada, cluster, 1).id();
  const std::string path = "/api/v1/deployments/" + std::to_string(deployment);
  ada.patch(path + "/status", R"({"status":"completed"})");
  ASSERT_TRUE(listener.hears("event: deployment.completed"));
  EXPECT_EQ(site.status(ada, deployment), R"("completed")");
}

TEST(Events, GoOnBehindTheLastOneHeard) {
  Site site;
  Client ada = site.founder("ada");
  Listener first(site, ada);
  site.cluster(ada, 8);
  site.cluster(ada, 8);
  ASSERT_TRUE(first.hears(R"("key":"2")"));
  const std::string id = id_of(first.heard(), "cluster.created");
  Listener second(site, ada, id);
  EXPECT_TRUE(second.hears(R"("kind":"cluster","key":"2")"));
  site.cluster(ada, 8);
  EXPECT_TRUE(second.hears(R"("kind":"cluster","key":"3")"));
  EXPECT_EQ(second.heard().find(R"("kind":"cluster","key":"1")"), std::string::npos) << second.heard();
}

TEST(Events, OfOthersAreNotHeard) {
  Site site;
  Client ada = site.founder("ada"), bob = site.founder("bob");
  Listener listener(site, ada, "0");
  site.cluster(bob, 8);
  site.cluster(ada, 8);
  ASSERT_TRUE(listener.hears("cluster.created"));
  EXPECT_EQ(listener.heard().find(R"("organization_id":2)"), std::string::npos);
}

TEST(Events, HoldNeitherInviteCodesNorAddresses) {
  Site site;
  Client ada = site.founder("ada");
  Listener listener(site, ada, "0");
  site.cluster(ada, 8);
  ASSERT_TRUE(listener.hears("cluster.created"));
  EXPECT_TRUE(listener.hears(R"("invite_code":null)"));
  EXPECT_TRUE(listener.hears(R"("cause":{"user_id":1})"));
  EXPECT_EQ(listener.heard().find("127.0.0.1"), std::string::npos) << listener.heard();
}

TEST(Events, EndForWhoIsRemoved) {
  Site site;
  Client ada = site.founder("ada");
  Client bob = site.member(ada, "bob", "viewer");
  Listener listener(site, bob);
  ada.remove("/api/v1/organizations/1/members/2");
  EXPECT_TRUE(listener.is_ended());
  site.cluster(ada, 8);
  EXPECT_EQ(listener.heard().find("cluster.created"), std::string::npos);
}

TEST(Events, EndWithTheSession) {
  Site site;
  Client ada = site.founder("ada");
  Client copy = ada;
  Listener listener(site, copy);
  ada.post("/api/v1/auth/logout");
  EXPECT_TRUE(listener.is_ended());
}

TEST(Events, AreHeardAgainByWhoCameBackToTheOrganization) {
  Site site;
  Client ada = site.founder("ada");
  Client bob = site.member(ada, "bob", "developer");
  std::string code = ada.get("/api/v1/organizations/current").at("invite_code");
  code = code.substr(1, code.size() - 2);
  bob.post("/api/v1/organizations/leave");
  bob.post("/api/v1/organizations/" + code + "/join");
  Listener listener(site, bob, "0");
  ASSERT_TRUE(listener.hears("member.left"));
  site.cluster(ada, 8);
  EXPECT_TRUE(listener.hears("cluster.created"));
}

TEST(Events, HaveABoundedNumberOfListeners) {
  Site site([](ApplicationSettings& settings) { settings.streams_per_organization = 2; });
  Client ada = site.founder("ada"), bob = site.founder("bob");
  auto one = std::make_unique<Listener>(site, ada);
  const Listener two(site, ada);
  const Reply refused = ada.get("/api/v1/events");
  EXPECT_EQ(refused.status, 503);
  EXPECT_NE(refused.header("Retry-After"), "");
  EXPECT_EQ(Listener(site, bob).status(), 200);
  // Who has gone makes room.
  one.reset();
  int status = 0;
  for (int i = 0; i < 50 && status != 200; ++i) {
    status = Listener(site, ada).status();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(status, 200);
}

TEST(Events, AreRefusedBehindWhatIsNoEvent) {
  Site site;
  Client ada = site.founder("ada");
  for (const char* id : {"x", "-1", "1x", "99999999999999999999"}) {
    EXPECT_EQ(ada.get("/api/v1/events", {{"Last-Event-ID", id}}).status, 400) << id;
  }
}

TEST(Audit, TellsOwnersFromWhere) {
  Site site;
  Client ada = site.founder("ada");
  const Client bob = site.member(ada, "bob", "admin");
  const Reply audit = ada.get("/api/v1/audit");
  EXPECT_EQ(audit.at("0", "event"), R"("organization.created")");
  EXPECT_EQ(audit.at("0", "data", "name"), R"("ada's")");
  EXPECT_EQ(audit.at("0", "data", "invite_code"), "null");
  EXPECT_EQ(audit.at("0", "cause", "address"), R"("127.0.0.1")");
}

}  // namespace
}  // namespace berth::http
