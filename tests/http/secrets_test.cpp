// Passwords and tokens.
#include <atomic>
#include <thread>

#include "api/http/secrets/passwords.hpp"
#include "api/http/secrets/tokens.hpp"
#include "tests/http/site.hpp"

namespace berth::http {
namespace {

constexpr PasswordSettings kCheap{.memory_mib = 8, .passes = 1, .threads = 2, .queue = 64};

TEST(Passwords, MatchTheirOwnHashOnly) {
  Passwords passwords(kCheap);
  const std::string hash = passwords.hash("long enough").value();
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=8192,t=1,p=1$")) << hash;
  EXPECT_EQ(passwords.matches(hash, "long enough"), true);
  EXPECT_EQ(passwords.matches(hash, "Long enough"), false);
}

TEST(Passwords, AreSaltedEach) {
  Passwords passwords(kCheap);
  EXPECT_NE(passwords.hash("the same"), passwords.hash("the same"));
}

TEST(Passwords, OfNobodyNeverMatch) {
  Passwords passwords(kCheap);
  EXPECT_EQ(passwords.matches("", "nobody's password"), false);
}

TEST(Passwords, AreNotCutAt72Bytes) {
  Passwords passwords(kCheap);
  const std::string start(72, 'a');
  EXPECT_EQ(passwords.matches(passwords.hash(start + "b").value(), start + "c"), false);
}

TEST(Passwords, BeyondTheQueueAreTurnedAwayAtOnce) {
  Passwords passwords({.memory_mib = 64, .passes = 4, .threads = 1, .queue = 1});
  std::atomic<int> done = 0, turned_away = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 12; ++i) {
    clients.emplace_back([&] { ++(passwords.hash("long enough") ? done : turned_away); });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_GE(done, 1);
  EXPECT_GE(turned_away, 1);
  EXPECT_EQ(done + turned_away, 12);
}

TEST(Passwords, ThatCannotBeCheckedForWantOfRoomAre503) {
  Site site([](ApplicationSettings& settings) { settings.passwords.queue = 0; });
  const Reply reply = site.stranger().post("/api/v1/auth/register", R"({"username":"ada","password":"long enough"})");
  EXPECT_EQ(reply.status, 503);
  EXPECT_NE(reply.header("Retry-After"), "");
}

TEST(Tokens, AreLongAndNeverTheSame) {
  const std::string token = new_token();
  EXPECT_EQ(token.size(), 43U);  // 256 bits in base64url
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
  EXPECT_NE(token, new_token());
}

TEST(Tokens, AreKnownByTheirHash) {
  // BLAKE2b-256 of the empty message, as RFC 7693's reference code gives it.
  EXPECT_EQ(key_of(""), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

TEST(Tokens, AreTheSameOnlyWhenAllOfThemIs) {
  EXPECT_TRUE(is_same_secret("abc", "abc"));
  EXPECT_FALSE(is_same_secret("abc", "abd"));
  EXPECT_FALSE(is_same_secret("abc", "ab"));
}

}  // namespace
}  // namespace berth::http
