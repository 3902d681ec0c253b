#include "api/http/wire/host.hpp"

#include <gtest/gtest.h>

namespace berth::http {
namespace {

TEST(Host, IsRepeatedOnlyWhereItIsAllowed) {
  const HostPolicy policy{"127.0.0.1:8000", {"berth.example.com", "other.example.com:8443"}, false};
  for (const char* host : {"127.0.0.1:8000", "localhost:8000", "[::1]:8000", "berth.example.com",
                           "BERTH.example.com:99", "other.example.com:8443"}) {
    EXPECT_TRUE(is_allowed_host(policy, host)) << host;
  }
  for (const char* host : {"evil.example", "localhost:9000", "other.example.com", "berth.example.com.evil", "", ":8000",
                           "berth.example.com/x", "berth.example.com:x", "a@berth.example.com",
                           "berth.example.com:123456", "[::1", "127.0.0.1:8000\r\nX: y"}) {
    EXPECT_FALSE(is_allowed_host(policy, host)) << host;
  }
}

TEST(Host, OfTheLoopbackIsNotAllowedWhereTheServerIsElsewhere) {
  EXPECT_FALSE(is_allowed_host({"192.0.2.1:8000", {}, false}, "localhost:8000"));
}

TEST(Host, ThatIsNotAllowedIsAnsweredWithTheServersOwn) {
  const HostPolicy policy{"127.0.0.1:8000", {}, false};
  EXPECT_EQ(base_address(policy, "localhost:8000"), "http://localhost:8000");
  EXPECT_EQ(base_address(policy, "evil.example"), "http://127.0.0.1:8000");
  EXPECT_EQ(base_address(policy, std::nullopt), "http://127.0.0.1:8000");
  EXPECT_EQ(base_address({"berth.example.com", {}, true}, std::nullopt), "https://berth.example.com");
}

TEST(Host, BeginsTheLocationOfARedirectThatKeepsTheQuery) {
  const HostPolicy policy{"127.0.0.1:8000", {}, false};
  EXPECT_EQ(location(policy, "localhost:8000", "/api/v1/clusters/", "limit=5&skip=1"),
            "http://localhost:8000/api/v1/clusters/?limit=5&skip=1");
  EXPECT_EQ(location(policy, {}, "/a b/é\r\n/", ""), "http://127.0.0.1:8000/a%20b/%C3%A9%0D%0A/");
  EXPECT_EQ(location(policy, {}, "//evil.example/", ""), "http://127.0.0.1:8000//evil.example/");
  EXPECT_EQ(location(policy, {}, "/health", "a=\r\nX: y"), "http://127.0.0.1:8000/health");
}

}  // namespace
}  // namespace berth::http
