#include "tests/http/site.hpp"

namespace berth::http {
namespace {

TEST(WireRules, APathWithTheWrongSlashIsRedirectedAbsolutely) {
  Site site;
  Client client = site.stranger();
  const std::string base = "http://127.0.0.1:" + std::to_string(site.port());
  const Reply clusters = client.get("/api/v1/clusters?limit=3");
  EXPECT_EQ(clusters.status, 307);
  EXPECT_EQ(clusters.header("Location"), base + "/api/v1/clusters/?limit=3");
  EXPECT_EQ(client.get("/health/").header("Location"), base + "/health");
  EXPECT_EQ(client.post("/api/v1/organizations/abc/join/").header("Location"), base + "/api/v1/organizations/abc/join");
}

TEST(WireRules, ALocationNeverRepeatsAForeignHost) {
  Site site;
  const Reply reply = site.stranger().get("/api/v1/clusters", {{"Host", "evil.example"}});
  EXPECT_EQ(reply.header("Location").find("evil"), std::string::npos) << reply.header("Location");
}

TEST(WireRules, AnUnknownPathIs404AndAWrongMethod405) {
  Site site;
  const Reply missing = site.stranger().get("/nothing/here");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.at("detail"), R"("Not Found")");
  const Reply wrong = site.stranger().send("PUT", "/api/v1/clusters/");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.at("detail"), R"("Method Not Allowed")");
  EXPECT_NE(wrong.header("Allow").find("GET"), std::string::npos);
}

TEST(WireRules, HeadIsForDocumentsOnly) {
  Site site;
  for (const char* path : {"/openapi.json", "/docs", "/redoc"}) {
    EXPECT_EQ(site.stranger().send("HEAD", path).status, 200) << path;
  }
  EXPECT_EQ(site.stranger().send("HEAD", "/api/v1/clusters/").status, 405);
  EXPECT_EQ(site.stranger().send("OPTIONS", "/api/v1/clusters/").status, 405);
}

TEST(WireRules, APreflightIsForAllowedOriginsOnly) {
  Site site([](ApplicationSettings& settings) { settings.allowed_origins = {"https://app.example"}; });
  const auto preflight = [&](const std::string& origin) {
    return site.stranger().send("OPTIONS", "/api/v1/clusters/", {},
                                {{"Origin", origin}, {"Access-Control-Request-Method", "POST"}});
  };
  EXPECT_EQ(preflight("https://app.example").status, 200);
  EXPECT_EQ(preflight("https://app.example").header("Access-Control-Allow-Origin"), "https://app.example");
  EXPECT_EQ(preflight("https://evil.example").status, 400);
}

TEST(WireRules, AChangeFromAnotherSiteIsRefused) {
  Site site;
  Client ada = site.person("ada");
  const std::string body = R"({"name":"x"})";
  EXPECT_EQ(ada.post("/api/v1/organizations/", body, {{"Origin", "https://evil.example"}}).status, 403);
  EXPECT_EQ(ada.post("/api/v1/organizations/", body, {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
  const std::string own = "http://127.0.0.1:" + std::to_string(site.port());
  EXPECT_EQ(ada.post("/api/v1/organizations/", body, {{"Origin", own}}).status, 200);
}

TEST(WireRules, ErrorsAreProblemsWithADetail) {
  Site site;
  const Reply reply = site.stranger().get("/api/v1/clusters/");
  EXPECT_EQ(reply.header("Content-Type"), "application/problem+json");
  EXPECT_TRUE(reply.body.starts_with(R"({"detail":"Not authenticated")")) << reply.body;
  EXPECT_EQ(reply.at("status"), "401");
}

TEST(WireRules, AFormIsNoJson) {
  Site site;
  Client ada = site.person("ada");
  const Reply reply = ada.send("POST", "/api/v1/organizations/", R"({"name":"x"})", {{"Content-Type", "text/plain"}});
  EXPECT_EQ(reply.at("detail", "0", "type"), R"("model_attributes_type")");
}

TEST(WireRules, TooManyRequestsAre429WithWhenToComeAgain) {
  Site site([](ApplicationSettings& settings) { settings.requests = {5, kHour}; });
  Client ada = site.person("ada");
  Reply reply;
  for (int i = 0; i < 8 && reply.status != 429; ++i) reply = ada.get("/api/v1/auth/me");
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(reply.at("detail"), R"("Rate limit exceeded")");
  EXPECT_GT(std::stoi(reply.header("Retry-After")), 0);
  EXPECT_EQ(reply.header("RateLimit-Remaining"), "0");
}

TEST(WireRules, EveryAnswerCarriesTheSecurityHeaders) {
  Site site;
  const Reply reply = site.stranger().get("/health");
  EXPECT_EQ(reply.header("X-Content-Type-Options"), "nosniff");
  EXPECT_NE(reply.header("Content-Security-Policy").find("frame-ancestors 'none'"), std::string::npos);
  EXPECT_EQ(reply.header("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(reply.header("Strict-Transport-Security"), "");
}

TEST(WireRules, BehindTlsTheCookieIsSecure) {
  Site site([](ApplicationSettings& settings) { settings.tls = settings.cookie.secure = true; });
  Client client = site.stranger();
  client.post("/api/v1/auth/register", R"({"username":"ada","password":"long enough"})");
  const Reply reply = client.post("/api/v1/auth/login?username=ada&password=long+enough");
  EXPECT_TRUE(reply.header("Set-Cookie").starts_with("__Host-session=")) << reply.header("Set-Cookie");
  EXPECT_NE(reply.header("Set-Cookie").find("; Secure"), std::string::npos);
  EXPECT_NE(reply.header("Strict-Transport-Security"), "");
}

TEST(WireRules, HealthIsHealthy) {
  Site site;
  EXPECT_EQ(site.stranger().get("/health").body, R"({"status":"healthy"})");
  EXPECT_EQ(site.stranger().get("/api/v1/health").status, 200);
  EXPECT_EQ(site.stranger().get("/ready").status, 200);
}

}  // namespace
}  // namespace berth::http
