// What a live session costs in memory: its actor with its timer, its entry in the session table, its place on the
// board.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <thread>
#include <unistd.h>

#include "actors/live/service.hpp"
#include "bench/row.hpp"
#include "bench/service/run.hpp"

namespace berth::bench {
namespace {

constexpr std::int64_t kSessions = 100'000;
constexpr std::int64_t kUsers = 1'000;
constexpr int kThreads = 64;
constexpr const char* kBrowser = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

template <class Wanted>
Wanted must(const live::Answer& answer) {
  if (const Wanted* wanted = std::get_if<Wanted>(&answer)) return *wanted;
  const auto* refused = std::get_if<live::Refused>(&answer);
  std::fprintf(stderr, "the service refuses: %s\n", refused ? refused->message.c_str() : "?");
  std::exit(1);
}

void log_in(live::Service& service, const std::vector<std::int64_t>& users) {
  std::atomic<std::int64_t> next{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (std::int64_t number = next++; number < kSessions; number = next++) {
        must<live::Session>(service.ask({.address = "192.0.2.17", .user_agent = kBrowser},
                                        live::Login{.user_id = users[static_cast<std::size_t>(number % kUsers)],
                                                    .session_key = fmt::format("{:064x}", number)}));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

void sessions(const Run& run) {
  std::filesystem::create_directories(run.scratch / "sessions");
  auto started =
      live::Service::start(make_sqlite_journal(run.scratch / "sessions/berth.db"), {}, [](const std::string&) {});
  if (!started) {
    std::fprintf(stderr, "%s\n", started.error().text().c_str());
    std::exit(1);
  }
  live::Service& service = **started;
  std::vector<std::int64_t> users;
  for (std::int64_t i = 0; i < kUsers; ++i) {
    users.push_back(must<live::User>(service.ask({}, live::Register{fmt::format("user{}", i), {}, "-"})).id);
  }
  const double before = resident_bytes();
  log_in(service, users);
  const double each = (resident_bytes() - before) / static_cast<double>(kSessions);
  fmt::print("\n{} live sessions\n", kSessions);
  print_row("resident memory", fmt::format("{:.0f} bytes each", each), "≤ 2,560 bytes each", each <= 2560);
}

}  // namespace berth::bench
