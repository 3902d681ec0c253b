#include "api/cli/sparkline.hpp"

#include <array>
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/builders.hpp"
#include "tests/support/run_program.hpp"

namespace berth::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Leaves 50 columns for a curve: two for each of the 25 seconds charted.
const Terminal kWide{.is_terminal = true, .styled = true, .width = 94, .utf8 = true};

Outcome outcome_of(Workload work, std::vector<ClusterSpec> clusters) {
  Outcome outcome;
  outcome.replay = test::replayed(work, clusters, "fcfs,greedy");
  outcome.workload = std::make_shared<const Workload>(std::move(work));
  outcome.clusters = std::move(clusters);
  return outcome;
}

Outcome half_then_full() {
  return outcome_of(
      test::workload({{.run = 10, .replicas = 2}, {.submit = 10, .run = 10, .replicas = 4}, {.submit = 10, .run = 5}}),
      {processors(4)});
}

TEST(Sparkline, HasABlockForEachEighth) { EXPECT_EQ(sparkline(std::array{0.0, 0.125, 0.5, 1.0, 2.0}, 1), " ▁▄██"); }

TEST(Sparkline, ShowsWhateverIsAboveNothing) { EXPECT_EQ(sparkline(std::array{0.0, 1e-6}, 1), " ▁"); }

TEST(Sparkline, IsBlankWhereNothingEverWas) { EXPECT_EQ(sparkline(std::array{0.0, 0.0}, 0), "  "); }

TEST(Sparklines, ShowUtilizationAndWaitingJobsAsWideAsTheTerminal) {
  const std::string text = sparklines(half_then_full(), kWide);
  EXPECT_THAT(text, HasSubstr("utilization"));
  EXPECT_THAT(text, HasSubstr("▄█"));
  EXPECT_THAT(text, HasSubstr("1 at most"));
  EXPECT_THAT(text, Not(HasSubstr("GPU")));
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string line = text.substr(begin, end - begin);
    for (const char* code : {"\x1b[36m", "\x1b[33m", "\x1b[0m"}) {
      if (const auto at = line.find(code); at != std::string::npos) line.erase(at, std::string_view(code).size());
    }
    EXPECT_LE(display_width(line), kWide.width);
    begin = end + 1;
  }
}

TEST(Sparklines, ShowGpusWhereThereAreAny) {
  const Outcome outcome = outcome_of(test::workload({{.run = 10, .per_replica = {1000, 0, 1000}}}),
                                     {{"gpus", {{"node", 1, {4000, 0, 2000}}}}});
  EXPECT_THAT(sparklines(outcome, kWide), HasSubstr("GPUs allocated"));
}

TEST(Sparklines, HaveNoColourWhereTheTerminalIsNotStyled) {
  Terminal plain = kWide;
  plain.styled = false;
  EXPECT_THAT(sparklines(half_then_full(), kWide), HasSubstr("\x1b["));
  EXPECT_THAT(sparklines(half_then_full(), plain), Not(HasSubstr("\x1b")));
}

TEST(Sparklines, AreLeftOutWhereTheTerminalCannotShowThem) {
  const Outcome outcome = half_then_full();
  Terminal terminal = kWide;
  terminal.utf8 = false;
  EXPECT_THAT(sparklines(outcome, terminal), IsEmpty());
  terminal = kWide;
  terminal.width = kNarrowestSparklines;
  EXPECT_THAT(sparklines(outcome, terminal), Not(IsEmpty()));
  terminal.width = kNarrowestSparklines - 1;
  EXPECT_THAT(sparklines(outcome, terminal), IsEmpty());
  EXPECT_THAT(sparklines(outcome, Terminal{}), IsEmpty());
  EXPECT_THAT(sparklines(outcome_of(test::workload({}), {processors(1)}), kWide), IsEmpty());
}

// What a person sees who replays a scenario of the library in a terminal of 100 columns.
std::string seen_in_terminal(const char* locale, bool no_color) {
  winsize size{.ws_row = 40, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0};
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &size);
  if (child == 0) {
    ::setenv("TERM", "xterm", 1);
    ::setenv("LC_ALL", locale, 1);
    no_color ? ::setenv("NO_COLOR", "1", 1) : ::unsetenv("NO_COLOR");
    ::execl(BERTH_PROGRAM, BERTH_PROGRAM, "replay", BERTH_SOURCE_DIR "/scenarios/library/convoy.json", nullptr);
    ::_exit(127);
  }
  std::string seen;
  std::array<char, 4096> part{};
  for (ssize_t size_read; (size_read = ::read(terminal, part.data(), part.size())) > 0;) {
    seen.append(part.data(), static_cast<std::size_t>(size_read));
  }
  ::close(terminal);
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  return seen;
}

TEST(ReplayInATerminal, EndsWithSparklines) {
  const std::string seen = seen_in_terminal("C.UTF-8", false);
  EXPECT_THAT(seen, HasSubstr("█"));
  EXPECT_GT(seen.find("waiting jobs"), seen.find("bounded slowdown"));
  EXPECT_THAT(seen, HasSubstr("\x1b[36m"));
}

TEST(ReplayInATerminal, HonoursNoColour) {
  const std::string seen = seen_in_terminal("C.UTF-8", true);
  EXPECT_THAT(seen, HasSubstr("█"));
  EXPECT_THAT(seen, Not(HasSubstr("\x1b[3")));
}

TEST(ReplayInATerminal, KeepsToWhatTheLocaleCanSay) { EXPECT_THAT(seen_in_terminal("C", false), Not(HasSubstr("█"))); }

TEST(ReplayIntoPipes, HasNoSparklines) {
  const auto run = test::run_berth({"replay", BERTH_SOURCE_DIR "/scenarios/library/convoy.json"});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.out + run.err, Not(HasSubstr("█")));
}

}  // namespace
}  // namespace berth::cli
