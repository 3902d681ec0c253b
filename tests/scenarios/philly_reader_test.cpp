#include <gmock/gmock.h>

#include "scenarios/read/philly.hpp"
#include "tests/scenarios/trace_text.hpp"

namespace berth {
namespace {

using test::Read;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Read cut(const std::string& rows, const GpuShape& shape = {}) {
  const std::string text = "timestamp,duration,num_gpus,gpu_time,cluster\n" + rows;
  return test::read_with([&](ReadReport& report) { return read_philly_csv(test::csv(text), shape, report); });
}
Read log(const std::string& text, const GpuShape& shape = {}) {
  return test::read_with([&](ReadReport& report) { return parse_philly_log(text, "log.json", shape, report); });
}

TEST(PhillyCsv, SortsByTimeAndNumbersVirtualClusters) {
  const Read read =
      cut("2017-10-09 07:01:55,66.5,1,66.0,b\n2017-10-09 06:01:55,3,4,12,a\n2017-10-10 06:01:55,1,1,1,b\n");
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.job(0).submit_us, 0);
  EXPECT_EQ(read.job(0).per_replica, (Resources{0, 0, 4000}));
  EXPECT_EQ(read.job(1).submit_us, kHour);
  EXPECT_EQ(read.job(1).run_us, 66'500'000);
  EXPECT_EQ(read.job(2).submit_us, kDay);
  EXPECT_THAT((std::vector{read.job(0).queue, read.job(1).queue, read.job(2).queue}), ElementsAre(2, 1, 1));
  EXPECT_EQ(read.job(0).group, 2);
  EXPECT_EQ(read.odd("out of submission order"), 1u);
}

TEST(PhillyCsv, SpreadsMoreThanANodesGpusOverEqualReplicas) {
  const Read read = cut("2017-10-09 07:01:55,1,16,1,b\n2017-10-09 07:01:55,1,12,1,b\n2017-10-09 07:01:55,1,13,1,b\n");
  EXPECT_EQ(read.job(0).replicas, 2u);
  EXPECT_EQ(read.job(0).per_replica.gpu_milli, 8000);
  EXPECT_EQ(read.job(1).replicas, 2u);
  EXPECT_EQ(read.job(1).per_replica.gpu_milli, 6000);
  EXPECT_EQ(read.job(2).replicas, 13u);
  EXPECT_EQ(read.job(2).per_replica.gpu_milli, 1000);
}

TEST(PhillyCsv, BringsWithEachGpuWhatTheShapeSays) {
  const Read read = cut("2017-10-09 07:01:55,1,4,1,b\n", {{6'000, 1024, 0}, 2});
  EXPECT_EQ(read.job(0).replicas, 2u);
  EXPECT_EQ(read.job(0).per_replica, (Resources{12'000, 2048, 2000}));
}

TEST(PhillyCsv, NamesMalformedRows) {
  const Read read =
      cut("2017-10-09 07:01:55,1,1,1,b\n2017-13-09 07:01:55,1,1,1,b\n2017-10-09 07:01:55,abc,1,1,b\n"
          "2017-10-09 07:01:55,1,0,1,b\n2017-10-09 07:01:55,-1,1,1,b\n2017-10-09 07:01:55,1,1000001,1,b\n");
  EXPECT_EQ(read.workload.jobs.size(), 1u);
  EXPECT_THAT(
      read.malformed(),
      ElementsAre("f.csv:3: column \"timestamp\" is \"2017-13-09 07:01:55\", must be a date and time such as "
                  "2017-10-09 07:01:55",
                  "f.csv:4: column \"duration\" is \"abc\", must be a number of seconds from 0 to 100000000000",
                  "f.csv:5: column \"num_gpus\" is \"0\", must be a whole number from 1 to 1000000",
                  HasSubstr("f.csv:6: column \"duration\" is \"-1\""), HasSubstr("f.csv:7: column \"num_gpus\"")));
}

TEST(PhillyCsv, NamesTheColumnsThatAreMissing) {
  const Read read = test::read_with(
      [](ReadReport& report) { return read_philly_csv(test::csv("timestamp,num_gpus,gpu_time\n"), {}, report); });
  EXPECT_THAT(read.error, HasSubstr("f.csv:1: has no columns \"duration\", \"cluster\""));
}

std::string job(const std::string& id, const std::string& attempts,
                const std::string& submitted = "2017-10-07 01:00:00") {
  return R"({"status": "Pass", "vc": "v1", "jobid": ")" + id + R"(", "attempts": [)" + attempts +
         R"(], "submitted_time": ")" + submitted + R"(", "user": "u1"})";
}
std::string attempt(const std::string& start, const std::string& end, const std::string& machines) {
  return R"({"start_time": ")" + start + R"(", "end_time": ")" + end + R"(", "detail": [)" + machines + "]}";
}
constexpr const char* kTwoGpus = R"({"ip": "m1", "gpus": ["gpu0", "gpu1"]})";

TEST(PhillyLog, RunsAsLongAsAllAttemptsTogetherOnTheGpusOfTheWidest) {
  const Read read =
      log("[\n" +
          job("one", attempt("2017-10-07 01:00:10", "2017-10-07 01:00:40", kTwoGpus) + "," +
                         attempt("2017-10-07 01:10:00", "2017-10-07 01:11:00",
                                 std::string(kTwoGpus) + R"(, {"ip": "m2", "gpus": ["gpu0", "gpu1"]})")) +
          ",\n" + job("two", attempt("2017-10-07 02:00:00", "2017-10-07 02:00:01", kTwoGpus), "2017-10-07 00:59:00") +
          "]\n");
  ASSERT_EQ(read.error, "");
  EXPECT_THAT(read.malformed(), IsEmpty());
  EXPECT_THAT(read.workload.names, ElementsAre("two", "one"));
  EXPECT_EQ(read.job(1).submit_us, kMinute);
  EXPECT_EQ(read.job(1).run_us, 90 * kSecond);
  EXPECT_EQ(read.job(1).replicas, 2u);
  EXPECT_EQ(read.job(1).per_replica, (Resources{0, 0, 2000}));
  EXPECT_EQ(read.job(1).user, 1);
  EXPECT_EQ(read.job(1).queue, 1);
}

TEST(PhillyLog, LeavesOutJobsThatNeverHadAGpuOrHadNotEnded) {
  const Read read = log("[" + job("never", "") + "," +
                        job("runs", R"({"start_time": "2017-10-07 01:00:10", "end_time": null, "detail": [)" +
                                        std::string(kTwoGpus) + "]}") +
                        "," + job("none", attempt("2017-10-07 01:00:10", "None", kTwoGpus)) + "," +
                        job("ok", attempt("2017-10-07 01:00:10", "2017-10-07 01:00:40", kTwoGpus)) + "]");
  ASSERT_EQ(read.error, "");
  EXPECT_THAT(read.workload.names, ElementsAre("ok"));
  EXPECT_EQ(read.odd("never had a GPU"), 1u);
  EXPECT_EQ(read.odd("had not ended"), 2u);
  EXPECT_EQ(read.report.skipped, 3u);
  EXPECT_EQ(read.report.malformed_rows, 0u);
}

TEST(PhillyLog, NamesTheLineOfAMalformedJob) {
  const std::string fine = attempt("2017-10-07 01:00:10", "2017-10-07 01:00:40", kTwoGpus);
  const Read read =
      log("[\n" + job("a", fine) + ",\n" + job("a", fine) + ",\n" + job("b", fine, "yesterday") + ",\n" +
          R"({"jobid": "c", "submitted_time": "2017-10-07 01:00:00"})" + ",\n" + job("", fine) + ",\n" +
          job("d", attempt("2017-10-07 01:00:10", "2017-10-07 01:00:00", kTwoGpus)) + ",\n{\"jobid\": 1 2}\n]");
  ASSERT_EQ(read.error, "");
  EXPECT_THAT(read.malformed(),
              ElementsAre("log.json:3: \"jobid\" is \"a\", must be an id of its own: it stands on line 2 already",
                          HasSubstr("log.json:4: \"submitted_time\" is \"yesterday\", must be a date and time"),
                          HasSubstr("log.json:5: \"attempts\" is missing or no text, must be an array"),
                          HasSubstr("log.json:6: \"jobid\" is missing"),
                          HasSubstr("log.json:7: \"end_time\" is \"2017-10-07 01:00:00\", must be no earlier"),
                          HasSubstr("log.json:8: the job that begins here is no JSON object")));
}

TEST(PhillyLog, RefusesWhatIsNoWholeArrayOfJobs) {
  EXPECT_THAT(log("").error, HasSubstr("log.json: has no jobs"));
  EXPECT_THAT(log("[]").error, HasSubstr("log.json: has no jobs"));
  EXPECT_THAT(log("{}").error, HasSubstr("log.json:1: is no array"));
  EXPECT_THAT(log("[\n1]").error, HasSubstr("log.json:2: is no job here"));
  EXPECT_THAT(log("[\n{\"a\": 1").error, HasSubstr("log.json:2: the JSON ends early: the job that begins here"));
  EXPECT_THAT(log("[" + job("a", "")).error, HasSubstr("the array is not closed"));
}

TEST(PhillyLog, RefusesAJobLongerThanTheLimit) {
  EXPECT_THAT(log("[{\"a\": \"" + std::string(kPhillyJobLimit, 'x') + "\"}]").error,
              HasSubstr("log.json:1: the job is longer than 16777216 bytes"));
}

}  // namespace
}  // namespace berth
