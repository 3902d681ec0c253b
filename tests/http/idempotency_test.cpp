#include "tests/http/site.hpp"

namespace berth::http {
namespace {

const std::string kAda = R"({"username":"ada","password":"long enough"})";
const Client::Headers kKey{{"Idempotency-Key", "k1"}};

TEST(IdempotencyKeys, GiveARegistrationsAnswerAgain) {
  Site site;
  const Reply first = site.stranger().post("/api/v1/auth/register", kAda, kKey);
  const Reply again = site.stranger().post("/api/v1/auth/register", kAda, kKey);
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
  EXPECT_EQ(site.stranger().post("/api/v1/auth/register", kAda).status, 400);
}

TEST(IdempotencyKeys, TellAnotherPasswordApart) {
  Site site;
  site.stranger().post("/api/v1/auth/register", kAda, kKey);
  const Reply other =
      site.stranger().post("/api/v1/auth/register", R"({"username":"ada","password":"another one"})", kKey);
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(other.at("code"), R"("key_reused")");
}

TEST(IdempotencyKeys, OfStrangersAreTheirOwn) {
  Site site;
  EXPECT_EQ(site.stranger().post("/api/v1/auth/register", kAda, kKey).status, 200);
  const Reply bob =
      site.stranger().post("/api/v1/auth/register", R"({"username":"bob","password":"long enough"})", kKey);
  EXPECT_EQ(bob.status, 200);
  EXPECT_EQ(bob.at("username"), R"("bob")");
}

TEST(IdempotencyKeys, GiveAPasswordChangesAnswerAgain) {
  Site site;
  Client ada = site.person("ada");
  const std::string change = R"({"old_password":"long enough","new_password":"even longer"})";
  EXPECT_EQ(ada.post("/api/v1/auth/password", change, kKey).status, 200);
  const Reply again = ada.post("/api/v1/auth/password", change, kKey);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
}

TEST(IdempotencyKeys, KeepNothingPasswordsCouldBeGuessedFrom) {
  Site site;
  Client ada = site.person("ada");
  ada.post("/api/v1/auth/password", R"({"old_password":"long enough","new_password":"even longer"})", kKey);
  const auto kept = site.service().kept(1, "k1");
  ASSERT_TRUE(kept);
  EXPECT_TRUE(kept->request_hash.starts_with("$argon2id$")) << kept->request_hash;
}

TEST(IdempotencyKeys, OfOneUserAreNotAnothers) {
  Site site;
  Client ada = site.person("ada"), bob = site.person("bob");
  const std::string body = R"({"name":"x"})";
  EXPECT_EQ(ada.post("/api/v1/organizations/", body, kKey).id(), 1);
  EXPECT_EQ(bob.post("/api/v1/organizations/", body, kKey).id(), 2);
}

TEST(IdempotencyKeys, DoNotKeepRefusals) {
  Site site;
  Client ada = site.founder("ada");
  const std::string body =
      R"({"name":"d","docker_image":"i","cpu_required":1,"ram_required":1,"gpu_required":0,"cluster_id":1})";
  EXPECT_EQ(ada.post("/api/v1/deployments/", body, kKey).status, 404);
  site.cluster(ada, 8);
  EXPECT_EQ(ada.post("/api/v1/deployments/", body, kKey).status, 200);
}

TEST(IdempotencyKeys, HaveABoundedLength) {
  Site site;
  Client ada = site.person("ada");
  const std::string body = R"({"name":"x"})";
  EXPECT_EQ(ada.post("/api/v1/organizations/", body, {{"Idempotency-Key", std::string(256, 'k')}}).status, 400);
  EXPECT_EQ(ada.post("/api/v1/organizations/", body, {{"Idempotency-Key", std::string(255, 'k')}}).status, 200);
}

TEST(IdempotencyKeys, DoNotHoldALoginsToken) {
  Site site;
  site.person("ada");
  Client one = site.stranger(), two = site.stranger();
  EXPECT_EQ(one.post("/api/v1/auth/login?username=ada&password=long+enough", {}, kKey).status, 200);
  EXPECT_EQ(two.post("/api/v1/auth/login?username=ada&password=long+enough", {}, kKey).status, 200);
  EXPECT_NE(one.cookie, two.cookie);
}

}  // namespace
}  // namespace berth::http
