#include "scenarios/read/swf.hpp"
#include "tests/scenarios/swf_text.hpp"

namespace berth {
namespace {

using test::swf;
using test::SwfJob;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string error_of(const std::string& text) {
  ReadReport report;
  const Result<Workload> workload = parse_swf(text, "log.swf", report);
  if (workload.ok()) return "no error";
  EXPECT_EQ(workload.error().kind, Error::Kind::kInput);
  return workload.error().text();
}

TEST(SwfReader, NamesTheLineOfALetterInANumericField) {
  EXPECT_EQ(error_of(swf({{}, {.number = "2", .run = "12x"}})),
            "log.swf:2: field 4 (run time) is \"12x\"; a number is needed (-1 where unknown)");
}

TEST(SwfReader, RefusesWhatOnlyLooksLikeANumber) {
  for (const char* text : {"-", ".", "--1", "1e5", "+3", "1-", "nan", "0x10", "1.2.3", "1,000"}) {
    EXPECT_THAT(error_of(swf({{.requested = text}})), HasSubstr("field 9 (requested time) is \"" + std::string(text)));
  }
}

TEST(SwfReader, ShowsUnprintableAndEndlessTokensSafely) {
  EXPECT_THAT(error_of(swf({{.user = std::string("\0\x1b[31m", 6)}})), HasSubstr("is \"??[31m\""));
  EXPECT_THAT(error_of(swf({{.user = std::string(5000, 'x')}})), HasSubstr(std::string(40, 'x') + "…\""));
}

TEST(SwfReader, NamesTheLineWithMissingFields) {
  EXPECT_EQ(error_of("; header\n1 0 -1 10 1 -1 -1 1 20 -1 1\n"),
            "log.swf:2: the line has 11 fields; a job has 18 (-1 where unknown)");
  EXPECT_THAT(error_of("1"), HasSubstr("log.swf:1: the line has 1 field;"));
}

TEST(SwfReader, RefusesNegativeTimes) {
  EXPECT_THAT(error_of(swf({{.submit = "-5"}})),
              AllOf(StartsWith("log.swf:1: field 2 (submit time)"), HasSubstr("negative")));
  EXPECT_THAT(error_of(swf({{.submit = "-0.5"}})), HasSubstr("field 2 (submit time) is negative"));
  EXPECT_THAT(error_of(swf({{.requested = "-2"}})), HasSubstr("field 9 (requested time) is negative"));
  EXPECT_THAT(error_of(swf({{.number = "1"}, {.number = "2", .preceding = "1", .think = "-7"}})),
              HasSubstr("log.swf:2: field 18 (think time) is negative"));
}

TEST(SwfReader, RefusesAbsurdSizesAndNamesTheLimit) {
  EXPECT_THAT(error_of(swf({{.processors = "100000001"}})),
              HasSubstr("log.swf:1: field 8 (requested processors) is larger than 100000000"));
  EXPECT_THAT(error_of(swf({{.run = "100000000000.5"}})),
              HasSubstr("field 4 (run time) is larger than 100000000000 seconds"));
  EXPECT_THAT(error_of(swf({{.submit = std::string(400, '9')}})), HasSubstr("field 2 (submit time) is larger than"));
  EXPECT_THAT(error_of(swf({{.number = "99999999999999999999999"}})), HasSubstr("field 1 (job number) is larger than"));
  EXPECT_THAT(error_of(swf({{.user = "2147483648"}})), HasSubstr("field 12 (user) is larger than 2147483647"));
  EXPECT_THAT(error_of("; MaxProcs: 100000001\n"),
              HasSubstr("log.swf:1: MaxProcs of the header is larger than 100000000"));
  EXPECT_THAT(error_of("; MaxNodes: 99999999999999999999\n"), HasSubstr("MaxNodes of the header is larger than"));
}

TEST(SwfReader, RefusesDecimalsWhereThingsAreCounted) {
  EXPECT_THAT(error_of(swf({{.processors = "2.5"}})), HasSubstr("field 8 (requested processors) has decimals"));
  EXPECT_EQ(error_of(swf({{.processors = "2.0"}})), "no error");
}

TEST(SwfReader, NamesBothLinesOfAJobNumberThatStandsTwice) {
  EXPECT_EQ(error_of(";\n" + swf({{.number = "5"}, {.number = "6", .run = "-1"}, {.number = "7"}, {.number = "5"}})),
            "log.swf:5: job number 5 stands on line 2 already; every job has a number of its own");
}

TEST(SwfReader, RefusesANegativeJobNumber) {
  EXPECT_THAT(error_of(swf({{.number = "-1"}})), HasSubstr("log.swf:1: field 1 (job number) is negative"));
}

TEST(SwfReader, NamesAJobThatWaitsForOneThatIsNotThere) {
  EXPECT_EQ(error_of(swf({{.number = "7"}, {.number = "8", .preceding = "99"}})),
            "log.swf:2: job 8 waits for job 99 (field 17 (preceding job)), which is not in the log");
}

TEST(SwfReader, NamesTheJobsThatWaitInACircle) {
  EXPECT_THAT(error_of(swf({{.number = "7", .preceding = "8"}, {.number = "8", .preceding = "7"}, {.number = "9"}})),
              AllOf(StartsWith("log.swf: "), HasSubstr("circle: 8 → 7 → 8")));
  EXPECT_THAT(error_of(swf({{.number = "7", .preceding = "7"}})), HasSubstr("circle: 7 → 7"));
}

TEST(SwfReader, RefusesALogWithoutJobs) {
  EXPECT_THAT(error_of(""), HasSubstr("log.swf: has no jobs"));
  EXPECT_THAT(error_of("; MaxProcs: 5\n\n"), HasSubstr("log.swf: has no jobs"));
}

TEST(SwfReader, SaysWhyNoJobCanBeReplayed) {
  EXPECT_EQ(error_of(";\n" + swf({{.run = "-1"}, {.number = "2", .run = "-1"}})),
            "log.swf: has no job that can be replayed: all 2 are skipped (no run time (-1), line 2)");
}

TEST(SwfReader, ReadsALineAtTheLimitAndRefusesALongerOne) {
  const std::string line = test::long_line(kSwfLineLimit);
  EXPECT_EQ(error_of(line), "no error");
  EXPECT_EQ(error_of(line + "\n"), "no error");
  EXPECT_THAT(error_of(line + "n\n"), HasSubstr("log.swf:1: the line is longer than 1048576 bytes"));
  EXPECT_THAT(error_of(SwfJob{}.line() + ";" + std::string(kSwfLineLimit, ' ')),
              HasSubstr("log.swf:2: the line is longer"));
}

TEST(SwfReader, TakesNulBytesForWhatTheyAre) {
  EXPECT_THAT(error_of(std::string(300, '\0')), HasSubstr("log.swf:1: field 1 (job number) is \"????"));
}

}  // namespace
}  // namespace berth
