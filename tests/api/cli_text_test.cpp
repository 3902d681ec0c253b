#include <array>

#include "api/cli/distribution_text.hpp"
#include "api/cli/progress.hpp"
#include "api/cli/table.hpp"
#include "api/cli/units.hpp"

namespace berth::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Units, ShowTheTwoLargestOfATime) {
  EXPECT_EQ(duration_text(0), "0s");
  EXPECT_EQ(duration_text(0.254), "0.25s");
  EXPECT_EQ(duration_text(0.999), "1.0s");
  EXPECT_EQ(duration_text(9.96), "10s");
  EXPECT_EQ(duration_text(59.4), "59s");
  EXPECT_EQ(duration_text(59.6), "1m 00s");
  EXPECT_EQ(duration_text(11'520), "3h 12m");
  EXPECT_EQ(duration_text(86'400 * 12 + 3600 * 4), "12d 04h");
  EXPECT_EQ(duration_text(86'400.0 * 400), "1y 035d");
}

TEST(Units, PartThousands) {
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(28'490), "28,490");
  EXPECT_EQ(count_text(1'000'000), "1,000,000");
}

TEST(Units, ShortenRates) {
  EXPECT_EQ(rate_text(950), "950");
  EXPECT_EQ(rate_text(999.6), "1.00k");
  EXPECT_EQ(rate_text(570'000), "570k");
  EXPECT_EQ(rate_text(2.31e6), "2.31M");
}

TEST(Table, AlignsAndMarksTheBestOfAColumn) {
  Table table({{"name", Align::kLeft}, {"wait\n(time)", Align::kRight, Best::kSmallest}});
  table.add({{"a", {}}, {"10s", 10}});
  table.add({{"longer", {}}, {"5s", 5}});
  EXPECT_EQ(table.text({}),
            "name      wait\n"
            "        (time)\n"
            "a          10s\n"
            "longer      5s*\n");
}

TEST(Table, MarksNothingWhereAllAreEqual) {
  Table table({{"name", Align::kLeft}, {"wait", Align::kRight, Best::kSmallest}});
  table.add({{"a", {}}, {"1", 1}});
  table.add({{"b", {}}, {"1", 1}});
  EXPECT_THAT(table.text({}), Not(HasSubstr("*")));
}

TEST(Table, IsBoldOnlyWhereTheTerminalMayBeStyled) {
  Table table({{"name", Align::kLeft}, {"wait", Align::kRight, Best::kSmallest}});
  table.add({{"a", {}}, {"1", 1}});
  table.add({{"b", {}}, {"2", 2}});
  EXPECT_THAT(table.text({true, true, 80}), HasSubstr("\x1b[1m1*\x1b[0m"));
  EXPECT_THAT(table.text({true, false, 80}), Not(HasSubstr("\x1b")));
}

TEST(Table, IsCutIntoSeveralWhenTooWideForTheTerminal) {
  Table table({{"name", Align::kLeft}, {"first"}, {"second"}, {"third"}});
  table.add({{"abc", {}}, {"1", {}}, {"2", {}}, {"3", {}}});
  EXPECT_EQ(table.text({true, false, 20}),
            "name  first  second\n"
            "abc       1       2\n"
            "\n"
            "name  third\n"
            "abc       3\n");
}

TEST(Wrapped, BreaksAtSpacesAndKeepsLongWords) {
  EXPECT_EQ(wrapped("one two three", 9, 2), "  one two\n  three\n");
  EXPECT_EQ(wrapped("unbreakable", 4, 0), "unbreakable\n");
}

TEST(ProgressLine, ShowsShareRateAndTimeLeft) {
  EXPECT_EQ(progress_line(500'000, 1'000'000, 2, 100),
            "[############............]  50 %  500k of 1.00M jobs  250k/s  2.0s left");
}

TEST(ProgressLine, NeverExceedsTheWidth) {
  for (const std::size_t width : {10, 40, 60, 80}) EXPECT_LE(progress_line(1, 3, 0.5, width).size(), width);
}

TEST(DistributionText, ReadsEveryForm) {
  const auto read = [](const char* text) { return parse_distribution("--run", text).value(); };
  EXPECT_EQ(read("5").a, 5);
  EXPECT_EQ(read("uniform(1,64)").kind, DistributionSpec::Kind::kUniform);
  EXPECT_EQ(read("log-normal(600,1.5)").b, 1.5);
  EXPECT_THAT(read("choice(1:0.5,16:0.25)").values, ElementsAre(1, 16));
  EXPECT_THAT(read("choice(1:0.5,16:0.25)").weights, ElementsAre(0.5, 0.25));
}

TEST(DistributionText, SaysWhatWouldBeRight) {
  for (const char* text : {"", "uniform", "uniform(1)", "uniform(1,2", "uniform(a,b)", "choice(1,2)", "choice(1:2:3,4)",
                           "exponential(-1)", "exponential(inf)", "gauss(1,2)"}) {
    const auto spec = parse_distribution("--run", text);
    ASSERT_FALSE(spec.ok()) << text;
    EXPECT_THAT(spec.error().text(), StartsWith("--run: \"")) << text;
  }
}

}  // namespace
}  // namespace berth::cli
