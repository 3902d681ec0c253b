#include "tests/http/site.hpp"

namespace berth::http {
namespace {

TEST(ContractAccounts, RegistrationShowsTheUserInTheContractsOrder) {
  Site site;
  Client client = site.stranger();
  const Reply reply =
      client.post("/api/v1/auth/register", R"({"email":"Ada@EXAMPLE.com","username":"ada","password":"long enough"})");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body,
            R"({"email":"Ada@example.com","username":"ada","id":1,"is_active":true,"organization_id":null})");
}

TEST(ContractAccounts, TwoWithoutAnEmailAreFine) {
  Site site;
  Client client = site.stranger();
  EXPECT_EQ(client.post("/api/v1/auth/register", R"({"username":"a","password":"long enough"})").status, 200);
  EXPECT_EQ(client.post("/api/v1/auth/register", R"({"username":"b","password":"long enough","email":null})").status,
            200);
}

TEST(ContractAccounts, ATakenNameOrEmailIs400) {
  Site site;
  Client client = site.stranger();
  client.post("/api/v1/auth/register", R"({"username":"a","password":"long enough","email":"a@example.com"})");
  const Reply name = client.post("/api/v1/auth/register", R"({"username":"a","password":"long enough"})");
  EXPECT_EQ(name.status, 400);
  EXPECT_EQ(name.at("detail"), R"("Username or email already exists")");
  const Reply email =
      client.post("/api/v1/auth/register", R"({"username":"b","password":"long enough","email":"a@example.com"})");
  EXPECT_EQ(email.at("detail"), R"("Username or email already exists")");
}

TEST(ContractAccounts, AShortPasswordIs422AndNeverEchoed) {
  Site site;
  Client client = site.stranger();
  const Reply reply = client.post("/api/v1/auth/register", R"({"username":"a","password":"geheim1"})");
  EXPECT_EQ(reply.status, 422);
  EXPECT_EQ(reply.at("detail", "0", "msg").substr(0, 26), R"("Password must be at least)");
  EXPECT_EQ(reply.body.find("geheim1"), std::string::npos);
}

TEST(ContractAccounts, APasswordOf64CharactersIsTakenWhole) {
  Site site;
  Client client = site.stranger();
  const std::string password(100, 'x');
  client.post("/api/v1/auth/register", R"({"username":"a","password":")" + password + R"("})");
  EXPECT_EQ(client.post("/api/v1/auth/login?username=a&password=" + password).status, 200);
  EXPECT_EQ(client.post("/api/v1/auth/login?username=a&password=" + password.substr(0, 99)).status, 401);
}

TEST(ContractAccounts, MassAssignmentIsIgnored) {
  Site site;
  Client client = site.stranger();
  const Reply reply = client.post(
      "/api/v1/auth/register",
      R"({"username":"a","password":"long enough","id":77,"is_active":false,"organization_id":5,"role":"admin"})");
  EXPECT_EQ(reply.body, R"({"email":null,"username":"a","id":1,"is_active":true,"organization_id":null})");
}

TEST(ContractAccounts, LoginByQueryFormOrJsonAnswersAlike) {
  Site site;
  site.person("ada");
  const std::string expected = R"({"message":"Login successful","user_id":1})";
  EXPECT_EQ(site.stranger().post("/api/v1/auth/login?username=ada&password=long+enough").body, expected);
  EXPECT_EQ(site.stranger().post("/api/v1/auth/login", R"({"username":"ada","password":"long enough"})").body,
            expected);
  EXPECT_EQ(site.stranger()
                .send("POST", "/api/v1/auth/login", "username=ada&password=long+enough",
                      {{"Content-Type", "application/x-www-form-urlencoded"}})
                .body,
            expected);
}

TEST(ContractAccounts, AWrongPasswordAndAnUnknownUserAnswerTheSame) {
  Site site;
  site.person("ada");
  const Reply wrong = site.stranger().post("/api/v1/auth/login?username=ada&password=wrong");
  const Reply unknown = site.stranger().post("/api/v1/auth/login?username=nobody&password=wrong");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.at("detail"), R"("Invalid username or password")");
  EXPECT_EQ(wrong.body, unknown.body);
  EXPECT_EQ(unknown.status, 401);
}

TEST(ContractAccounts, LoginWithoutCredentialsNamesBothInTheQuery) {
  Site site;
  const Reply reply = site.stranger().post("/api/v1/auth/login");
  EXPECT_EQ(reply.status, 422);
  EXPECT_EQ(reply.at("detail"),
            R"([{"type":"missing","loc":["query","username"],"msg":"Field required","input":null},)"
            R"({"type":"missing","loc":["query","password"],"msg":"Field required","input":null}])");
}

TEST(ContractAccounts, TheCookieIsAsTheContractSays) {
  Site site;
  site.person("ada");
  const Reply reply = site.stranger().post("/api/v1/auth/login?username=ada&password=long+enough");
  const std::string cookie = reply.header("Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("session=")) << cookie;
  EXPECT_TRUE(cookie.ends_with("; Path=/; Max-Age=1800; HttpOnly; SameSite=lax")) << cookie;
}

TEST(ContractAccounts, TheCookieIsSentAgainWhileTheSessionIsAlive) {
  Site site;
  Client ada = site.person("ada");
  EXPECT_TRUE(ada.get("/api/v1/auth/me").header("Set-Cookie").starts_with("session=" + ada.cookie));
}

TEST(ContractAccounts, EachLoginHasATokenOfItsOwn) {
  Site site;
  Client first = site.person("ada");
  Client second = site.stranger();
  second.post("/api/v1/auth/login?username=ada&password=long+enough");
  EXPECT_NE(first.cookie, second.cookie);
}

TEST(ContractAccounts, LogoutEndsTheSessionAtTheServer) {
  Site site;
  Client ada = site.person("ada");
  const std::string token = ada.cookie;
  const Reply out = ada.post("/api/v1/auth/logout");
  EXPECT_EQ(out.body, R"({"message":"Successfully logged out"})");
  ada.cookie = token;
  EXPECT_EQ(ada.get("/api/v1/auth/me").status, 401);
}

TEST(ContractAccounts, LogoutWithoutASessionIs200) {
  Site site;
  const Reply reply = site.stranger().post("/api/v1/auth/logout");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, R"({"message":"Successfully logged out"})");
}

TEST(ContractAccounts, AGarbageCookieIs401) {
  Site site;
  Client client = site.stranger();
  client.cookie = "garbage";
  const Reply reply = client.get("/api/v1/clusters/");
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(reply.at("detail"), R"("Not authenticated")");
}

TEST(ContractAccounts, ChangingThePasswordNeedsTheOldOneAndEndsOtherSessions) {
  Site site;
  Client ada = site.person("ada");
  Client elsewhere = site.stranger();
  elsewhere.post("/api/v1/auth/login?username=ada&password=long+enough");
  EXPECT_EQ(ada.post("/api/v1/auth/password", R"({"old_password":"wrong one","new_password":"another one"})").status,
            400);
  EXPECT_EQ(ada.post("/api/v1/auth/password", R"({"old_password":"long enough","new_password":"another one"})").status,
            200);
  EXPECT_EQ(elsewhere.get("/api/v1/auth/me").status, 401);
  EXPECT_EQ(ada.get("/api/v1/auth/me").status, 200);
  EXPECT_EQ(site.stranger().post("/api/v1/auth/login?username=ada&password=another+one").status, 200);
}

TEST(ContractAccounts, QueriesWithCredentialsCanBeRefused) {
  Site site([](ApplicationSettings& settings) { settings.login_by_query = false; });
  Client client = site.stranger();
  client.post("/api/v1/auth/register", R"({"username":"ada","password":"long enough"})");
  EXPECT_EQ(client.post("/api/v1/auth/login?username=ada&password=long+enough").status, 403);
  EXPECT_EQ(client.post("/api/v1/auth/login", R"({"username":"ada","password":"long enough"})").status, 200);
}

}  // namespace
}  // namespace berth::http
