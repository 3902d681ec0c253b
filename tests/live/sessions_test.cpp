#include <chrono>
#include <thread>

#include "tests/live/harness.hpp"

namespace berth::live {
namespace {

using namespace std::chrono_literals;

Session log_in(Harness& harness, std::int64_t user, const std::string& key) {
  return harness.ask<Session>({}, Login{.user_id = user, .session_key = key});
}

TEST(Sessions, AreListedByTheirBeginningAndGoneWhenEnded) {
  Harness harness;
  const Caller ada = harness.person("ada");
  log_in(harness, ada.user_id, std::string(64, 'a'));
  log_in(harness, ada.user_id, std::string(64, 'b'));
  EXPECT_EQ(harness.service->board().sessions(ada.user_id).size(), 3U);
  harness.ask<Done>(ada, EndSession{std::string(64, 'a')});
  const auto left = harness.service->board().sessions(ada.user_id);
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left.back().key, std::string(64, 'b'));
  EXPECT_EQ(harness.service->board().counts().sessions, 2U);
}

TEST(Sessions, EndWhenNobodyUsesThem) {
  ServiceSettings settings;
  settings.session_idle_us = 100'000;
  Harness harness(make_memory_journal(), settings);
  const Caller ada = harness.person("ada");
  for (int i = 0; i < 500 && harness.service->sessions().size() > 0; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(harness.service->sessions().size(), 0U);
  EXPECT_TRUE(harness.service->board().sessions(ada.user_id).empty());
}

}  // namespace
}  // namespace berth::live
