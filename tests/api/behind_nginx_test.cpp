// docs/nginx/berth.conf as it is written there, with the real nginx, in front of the real program.
#include <atomic>
#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <memory>
#include <thread>

#include "tests/support/nginx.hpp"
#include "tests/support/served.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kSite = "berth.example.com";
constexpr auto kPatience = std::chrono::seconds(30);
constexpr auto kRest = std::chrono::milliseconds(10);
constexpr const char* kAccount = R"({"username":"ann","password":"long enough"})";

class BehindNginx : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string missing = Nginx::missing(); !missing.empty()) GTEST_SKIP() << missing;
    serve({"--trust-proxy"});
  }

  void serve(std::vector<std::string> more) {
    more.insert(more.end(), {"--ephemeral", "--tls", "--allow-host", kSite, "--log-requests"});
    served_ = std::make_unique<Served>(std::move(more), folder_.path());
    ASSERT_TRUE(served_->start());
    nginx_ = std::make_unique<Nginx>(read_text(BERTH_SOURCE_DIR "/docs/nginx/berth.conf"), served_->port());
  }

  // A client whose address is `from`.
  std::unique_ptr<httplib::SSLClient> client(const std::string& from = "127.0.0.1") const {
    auto made = std::make_unique<httplib::SSLClient>(kSite, nginx_->port());
    made->set_hostname_addr_map({{kSite, "127.0.0.1"}});
    made->set_ca_cert_path(nginx_->certificate());
    made->set_interface(from);
    made->set_read_timeout(kPatience);
    made->set_default_headers({{"Host", kSite}});
    return made;
  }

  // Asks again where the server is too busy to read what it is asked.
  static httplib::Result post(httplib::SSLClient& from, const char* path, const std::string& body,
                              const httplib::Headers& headers = {}) {
    for (const auto deadline = std::chrono::steady_clock::now() + kPatience;;) {
      httplib::Result answer = from.Post(path, headers, body, "application/json");
      const bool busy = answer && answer->status == 503;
      if (!busy || std::chrono::steady_clock::now() > deadline) return answer;
      std::this_thread::sleep_for(kRest);
    }
  }

  // With an account and a session.
  httplib::Headers log_in(httplib::SSLClient& ann) {
    EXPECT_EQ(post(ann, "/api/v1/auth/register", kAccount)->status, 200);
    cookie_ = post(ann, "/api/v1/auth/login", kAccount)->get_header_value("Set-Cookie");
    return {{"Cookie", cookie_.substr(0, cookie_.find(';'))}};
  }

  // The server's log has such a line, or comes to have it.
  testing::AssertionResult logs(const std::string& line) const {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (served_->said().find(line) == std::string::npos) {
      if (std::chrono::steady_clock::now() > deadline) return testing::AssertionFailure() << served_->said();
      std::this_thread::sleep_for(kRest);
    }
    return testing::AssertionSuccess();
  }

  std::string cookie_;  // as it was set
  TemporaryFolder folder_;
  std::unique_ptr<Served> served_;
  std::unique_ptr<Nginx> nginx_;
};

TEST_F(BehindNginx, EveryAnswerAsksForTlsEverAfter) {
  const auto answer = client()->Get("/health");
  ASSERT_TRUE(answer) << httplib::to_string(answer.error()) << nginx_->said();
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, R"({"status":"healthy"})");
  EXPECT_THAT(answer->get_header_value("Strict-Transport-Security"), StartsWith("max-age=31536000"));
  EXPECT_EQ(answer->get_header_value_count("Strict-Transport-Security"), 1U);
}

TEST_F(BehindNginx, WithoutTlsOneIsSentToTls) {
  httplib::Client plain("127.0.0.1", nginx_->plain_port());
  const auto answer = plain.Post("/api/v1/clusters/?a=b", {{"Host", kSite}}, "", "application/json");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 308);
  EXPECT_EQ(answer->get_header_value("Location"), "https://berth.example.com/api/v1/clusters/?a=b");
}

TEST_F(BehindNginx, TheSessionTravelsOverTlsOnly) {
  const auto ann = client();
  const httplib::Headers session = log_in(*ann);
  EXPECT_THAT(cookie_, AllOf(StartsWith("__Host-session="), HasSubstr("; Path=/;"), HasSubstr("; HttpOnly"),
                             HasSubstr("; Secure"), Not(HasSubstr("Domain"))));
  EXPECT_EQ(ann->Get("/api/v1/auth/me", session)->status, 200);
}

TEST_F(BehindNginx, RedirectionsNameTheSiteAsItsClientsKnowIt) {
  const auto answer = client()->Get("/api/v1/clusters");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 307);
  EXPECT_EQ(answer->get_header_value("Location"), "https://berth.example.com/api/v1/clusters/");
}

TEST_F(BehindNginx, ClientsAreKnownByTheAddressTheProxySaw) {
  ASSERT_TRUE(client("127.0.0.2")->Get("/health", {{"X-Forwarded-For", "203.0.113.9"}}));
  EXPECT_TRUE(logs("127.0.0.2 (nobody) GET /health"));
}

TEST_F(BehindNginx, WithoutTrustNobodysWordForAnAddressIsTaken) {
  serve({});
  ASSERT_TRUE(client("127.0.0.2")->Get("/health", {{"X-Forwarded-For", "203.0.113.9"}}));
  EXPECT_TRUE(logs("127.0.0.1 (nobody) GET /health"));
}

TEST_F(BehindNginx, MeasurementsAreNotForThoseOutside) {
  const auto answer = client()->Get("/metrics");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 403);
}

TEST_F(BehindNginx, ABodyTooLargeIsRefusedInBerthsWords) {
  const auto answer = client()->Post("/api/v1/auth/register", std::string(3 * 512 * 1024, ' '), "application/json");
  ASSERT_TRUE(answer) << httplib::to_string(answer.error());
  EXPECT_EQ(answer->status, 413);
  EXPECT_THAT(answer->get_header_value("Content-Type"), StartsWith("application/problem+json"));
}

TEST_F(BehindNginx, EventsComeAsTheyHappen) {
  const auto ann = client();
  const httplib::Headers session = log_in(*ann);
  ASSERT_EQ(post(*ann, "/api/v1/organizations/", R"({"name":"o"})", session)->status, 200);

  std::atomic<bool> greeted = false, heard = false, given_up = false;
  std::thread listener([&] {
    const auto stream = client();
    std::string text;
    stream->Get("/api/v1/events", session, [&](const char* bytes, std::size_t size) {
      text.append(bytes, size);
      greeted = greeted || text.find(": hello\n") != std::string::npos;
      heard = text.find("event: cluster.created\n") != std::string::npos;
      return !heard && !given_up;
    });
  });
  const auto wait_for = [](const std::atomic<bool>& what) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience / 2;
    while (!what && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return what.load();
  };
  EXPECT_TRUE(wait_for(greeted)) << nginx_->said();
  const char* cluster = R"({"name":"c","cpu_limit":1,"ram_limit":1,"gpu_limit":0})";
  EXPECT_EQ(post(*ann, "/api/v1/clusters/", cluster, session)->status, 200);
  EXPECT_TRUE(wait_for(heard)) << nginx_->said();
  given_up = true;
  served_->kill_hard();  // ends the stream, should it still be open
  listener.join();
}

}  // namespace
}  // namespace berth::test
