// What is kept from those who guess, pretend, or ask from elsewhere.
#include "tests/http/site.hpp"

namespace berth::http {
namespace {

const char* const kRight = "/api/v1/auth/login?username=ada&password=long+enough";
const char* const kWrong = "/api/v1/auth/login?username=ada&password=wrong";

void behind_proxy(ApplicationSettings& settings) {
  settings.trust_forwarded = true;
  settings.failed_logins = {3, kHour};
}

Client::Headers from(const std::string& forwarded) { return {{"X-Forwarded-For", forwarded}}; }

TEST(Guarding, GuessingAtAnAccountIsSlowedForTheGuesserOnly) {
  Site site(behind_proxy);
  site.person("ada");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(site.stranger().post(kWrong, {}, from("192.0.2.1")).status, 401);
  const Reply slowed = site.stranger().post(kWrong, {}, from("192.0.2.1"));
  EXPECT_EQ(slowed.status, 429);
  EXPECT_EQ(slowed.at("detail"), R"("Rate limit exceeded")");
  EXPECT_GE(std::stoi(slowed.header("Retry-After")), 1);
  EXPECT_EQ(site.stranger().post(kRight, {}, from("192.0.2.2")).status, 200);
}

TEST(Guarding, BeyondTheRateEvenTheRightGuessIsNotLookedAt) {
  Site site(behind_proxy);
  site.person("ada");
  for (int i = 0; i < 3; ++i) site.stranger().post(kWrong, {}, from("192.0.2.1"));
  EXPECT_EQ(site.stranger().post(kRight, {}, from("192.0.2.1")).status, 429);
}

TEST(Guarding, LoggingInRightlyIsNeverGuessing) {
  Site site(behind_proxy);
  site.person("ada");
  for (int i = 0; i < 8; ++i) EXPECT_EQ(site.stranger().post(kRight, {}, from("192.0.2.1")).status, 200);
}

TEST(Guarding, OneIpv6NetworkIsOneGuesser) {
  Site site(behind_proxy);
  site.person("ada");
  for (int i = 1; i <= 3; ++i) site.stranger().post(kWrong, {}, from("2001:db8:0:1::" + std::to_string(i)));
  EXPECT_EQ(site.stranger().post(kWrong, {}, from("2001:db8:0:1:ffff::9")).status, 429);
  EXPECT_EQ(site.stranger().post(kWrong, {}, from("2001:db8:0:2::1")).status, 401);
}

TEST(Guarding, WhatAClientForwardsForItselfIsNotBelieved) {
  Site site(behind_proxy);
  site.person("ada");
  for (int i = 0; i < 3; ++i) {
    site.stranger().post(kWrong, {}, from("198.51.100." + std::to_string(i) + ", 192.0.2.1"));
  }
  EXPECT_EQ(site.stranger().post(kWrong, {}, from("198.51.100.9, 192.0.2.1")).status, 429);
  // A proxy that adds a header of its own instead of adding to the client's.
  EXPECT_EQ(site.stranger()
                .post(kWrong, {}, {{"X-Forwarded-For", "198.51.100.9"}, {"X-Forwarded-For", "192.0.2.1:4711"}})
                .status,
            429);
}

TEST(Guarding, WithoutAProxyNobodyIsForwardedFor) {
  Site site([](ApplicationSettings& settings) { settings.failed_logins = {3, kHour}; });
  site.person("ada");
  for (int i = 0; i < 3; ++i) site.stranger().post(kWrong, {}, from("192.0.2." + std::to_string(i)));
  EXPECT_EQ(site.stranger().post(kWrong, {}, from("192.0.2.9")).status, 429);
}

TEST(Guarding, AStolenSessionCannotGuessTheOldPassword) {
  Site site([](ApplicationSettings& settings) { settings.failed_logins = {2, kHour}; });
  Client ada = site.person("ada");
  const std::string guess = R"({"old_password":"wrong","new_password":"also long enough"})";
  EXPECT_EQ(ada.post("/api/v1/auth/password", guess).status, 400);
  EXPECT_EQ(ada.post("/api/v1/auth/password", guess).status, 400);
  EXPECT_EQ(ada.post("/api/v1/auth/password", guess).status, 429);
}

TEST(Guarding, ABrowsersWordOnThePagesSiteHoldsWhateverHostTheProxyNames) {
  Site site;
  Client ada = site.person("ada");
  const std::string path = "/api/v1/organizations/", body = R"({"name":"x"})", own = "https://berth.example.com";
  EXPECT_EQ(ada.post(path, body, {{"Origin", own}, {"Sec-Fetch-Site", "cross-site"}}).status, 403);
  EXPECT_EQ(ada.post(path, body, {{"Origin", own}, {"Sec-Fetch-Site", "same-site"}}).status, 403);
  EXPECT_EQ(ada.post(path, body, {{"Origin", "null"}}).status, 403);
  EXPECT_EQ(ada.post(path, body, {{"Origin", own}, {"Sec-Fetch-Site", "same-origin"}}).status, 200);
}

TEST(Guarding, PagesOfListedSitesMayChangeThings) {
  Site site([](ApplicationSettings& settings) { settings.allowed_origins = {"https://app.example"}; });
  Client ada = site.person("ada");
  const Reply reply = ada.post("/api/v1/organizations/", R"({"name":"x"})",
                               {{"Origin", "https://app.example"}, {"Sec-Fetch-Site", "cross-site"}});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), "https://app.example");
  EXPECT_EQ(reply.header("Vary"), "Origin");
}

TEST(Guarding, MeasurementsAreForThisMachine) {
  Site site;
  EXPECT_EQ(site.stranger().get("/metrics").status, 200);
  EXPECT_EQ(site.stranger().get("/metrics", from("192.0.2.1")).status, 403);
  EXPECT_EQ(site.stranger().get("/metrics", {{"X-Forwarded-For", "192.0.2.1"}, {"Authorization", "Bearer "}}).status,
            403);
}

TEST(Guarding, MeasurementsAreForWhoHasTheToken) {
  Site site([](ApplicationSettings& settings) { settings.metrics_token = "open sesame"; });
  const auto with = [&](const std::string& authorization) {
    return site.stranger().get("/metrics", {{"X-Forwarded-For", "192.0.2.1"}, {"Authorization", authorization}}).status;
  };
  EXPECT_EQ(with("Bearer open sesame"), 200);
  EXPECT_EQ(with("Bearer open sesamE"), 403);
  EXPECT_EQ(with("open sesame"), 403);
}

TEST(Guarding, AnswersNameTheirRequest) {
  Site site;
  EXPECT_EQ(site.stranger().get("/health", {{"X-Request-Id", "trace-7"}}).header("X-Request-Id"), "trace-7");
  const std::string made = site.stranger().get("/health", {{"X-Request-Id", "<script>"}}).header("X-Request-Id");
  EXPECT_EQ(made.size(), 16U);
  EXPECT_NE(made, site.stranger().get("/health").header("X-Request-Id"));
}

TEST(Guarding, TheLogHoldsNeitherQueriesNorInviteCodes) {
  std::mutex mutex;
  std::string log;
  {
    Site site([&](ApplicationSettings& settings) {
      settings.log = [&](const Answered& one) {
        const std::lock_guard lock(mutex);
        log += std::string(one.method) + " " + std::string(one.route) + " " + std::to_string(one.status) + " by " +
               std::to_string(one.user_id) + "\n";
      };
    });
    site.person("ada").post("/api/v1/organizations/very-secret-code/join");
    site.stranger().get("/nowhere/very-secret-code");
  }
  EXPECT_EQ(log,
            "POST /api/v1/auth/register 200 by 0\nPOST /api/v1/auth/login 200 by 0\n"
            "POST /api/v1/organizations/{invite_code}/join 404 by 1\nGET - 404 by 0\n");
}

TEST(Guarding, TheCookieSlidesWithWhateverAnswer) {
  Site site;
  Client ada = site.person("ada");
  for (const char* path : {"/nowhere", "/health", "/api/v1/clusters", "/api/v1/clusters/"}) {
    EXPECT_NE(ada.get(path).header("Set-Cookie"), "") << path;
  }
  EXPECT_NE(ada.post("/api/v1/organizations/", "{").header("Set-Cookie"), "");
}

TEST(Guarding, GuessingAtSessionsEndsIn429) {
  Site site([](ApplicationSettings& settings) { settings.requests = {3, kHour}; });
  Client guesser = site.stranger();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(guesser.get("/api/v1/auth/me").status, 401);
  EXPECT_EQ(guesser.get("/api/v1/auth/me").status, 429);
}

}  // namespace
}  // namespace berth::http
