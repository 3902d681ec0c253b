#include <boost/json/value.hpp>

#include "scenarios/read/batsim.hpp"
#include "scenarios/read/input_file.hpp"
#include "scenarios/read/json_text.hpp"
#include "tests/scenarios/swf_text.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth {
namespace {

using test::count_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

// Jobs may use the profiles "ten" and "none" (seconds), "half" (a half), "task" (of another type).
std::string batsim(const std::string& jobs) {
  return R"({"nb_res": 4, "jobs": [)" + jobs + R"(], "profiles": {
    "ten": {"type": "delay", "delay": 10}, "none": {"type": "delay", "delay": 0},
    "half": {"type": "delay", "delay": 0.5}, "bad": {"type": "delay", "delay": -1}, "empty": {"type": "delay"},
    "task": {"type": "parallel_homogeneous", "cpu": 1e9}}})";
}

struct Reading {
  ReadReport report;
  Result<Workload> workload;
  explicit Reading(const std::string& text) : workload(parse_batsim(text, "w.json", report)) {
    EXPECT_TRUE(workload.ok()) << workload.error().text();
  }
};

std::string error_of(const std::string& text) {
  ReadReport report;
  const Result<Workload> workload = parse_batsim(text, "w.json", report);
  if (workload.ok()) return "no error";
  EXPECT_EQ(workload.error().kind, Error::Kind::kInput);
  return workload.error().text();
}

TEST(BatsimReader, TakesJobsWithTheirDelayProfiles) {
  const Reading read(batsim(R"({"id": 7, "subtime": 1.5, "walltime": 100, "res": 3, "profile": "half"})"));
  const Workload& workload = *read.workload;
  ASSERT_EQ(workload.jobs.size(), 1u);
  EXPECT_EQ(workload.jobs[0].number, 7);
  EXPECT_EQ(workload.jobs[0].submit_us, 1'500'000);
  EXPECT_EQ(workload.jobs[0].run_us, 500'000);
  EXPECT_EQ(workload.jobs[0].requested_us, 100 * kSecond);
  EXPECT_EQ(workload.jobs[0].replicas, 3u);
  EXPECT_EQ(workload.jobs[0].per_replica, (Resources{1000, 0, 0}));
  EXPECT_EQ(workload.machine_units, 4);
  EXPECT_EQ(workload.overrun, OverrunRule::kKill);
  EXPECT_TRUE(workload.names.empty());
  EXPECT_TRUE(read.report.oddities.empty());
}

TEST(BatsimReader, KeepsIdsThatAreMoreThanNumbersAsNames) {
  const Reading read(batsim(R"({"id": "w0!12", "subtime": 0, "walltime": 9, "res": 1, "profile": "ten"},
                               {"id": "last", "subtime": 0, "walltime": 9, "res": 1, "profile": "ten"})"));
  EXPECT_THAT(read.workload->names, ElementsAre("w0!12", "last"));
  EXPECT_EQ(read.workload->jobs[0].number, 12);
}

TEST(BatsimReader, TakesTheDelayWhereThereIsNoWalltime) {
  const Reading read(batsim(R"({"id": 1, "subtime": 0, "res": 1, "profile": "ten"},
                               {"id": 2, "subtime": 0, "walltime": -1, "res": 1, "profile": "none"})"));
  EXPECT_EQ(read.workload->jobs[0].requested_us, 10 * kSecond);
  EXPECT_EQ(read.workload->jobs[1].requested_us, kSecond);
  EXPECT_EQ(count_of(read.report, "no walltime"), 2u);
}

TEST(BatsimReader, ReadsDependenciesById) {
  const Reading read(batsim(R"({"id": "b", "subtime": 5, "res": 1, "profile": "ten", "dependencies": ["a", 3]},
                               {"id": "a", "subtime": 0, "res": 1, "profile": "ten"},
                               {"id": 3, "subtime": 9, "res": 1, "profile": "ten"})"));
  EXPECT_THAT(read.workload->names, ElementsAre("a", "b", "3"));
  EXPECT_THAT(read.workload->dependencies, ElementsAre(Dependency{1, 0, 0}, Dependency{1, 2, 0}));
  EXPECT_EQ(count_of(read.report, "out of submission order"), 1u);
}

TEST(BatsimReader, IgnoresAndCountsKeysThatAreNotRead) {
  const Reading read(R"({"nb_res": 1, "date": "today", "jobs": [{"id": 1, "subtime": 0, "res": 1, "profile": "p",
    "colour": 1, "smell": 2}], "profiles": {"p": {"type": "delay", "delay": 1}}})");
  EXPECT_EQ(count_of(read.report, "keys that are not read"), 3u);
}

TEST(BatsimReader, NamesLineAndColumnOfWhatIsNotJson) {
  EXPECT_THAT(error_of("{\n  \"jobs\": [,]}"), StartsWith("w.json:2:12: not JSON here"));
  EXPECT_THAT(error_of(""), HasSubstr("the JSON ends early"));
  EXPECT_THAT(error_of("{\"jobs\": ["), StartsWith("w.json:1:11: the JSON ends early"));
  EXPECT_THAT(error_of("{} {}"), HasSubstr("there is more after the end"));
}

TEST(BatsimReader, ReadsNestingAtTheLimitAndRefusesDeeper) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse_json(nested(kJsonDepthLimit), "w.json").ok());
  EXPECT_THAT(error_of(nested(kJsonDepthLimit + 1)), HasSubstr("nested more than 64 deep"));
  EXPECT_THAT(error_of(nested(100'000)), StartsWith("w.json:1:65: nested more than 64 deep"));
  EXPECT_THAT(error_of(std::string(100'000, '[')), HasSubstr("nested more than 64 deep"));
}

TEST(BatsimReader, NamesThePathOfWhatIsMissingOrOfTheWrongType) {
  EXPECT_THAT(error_of("[]"), StartsWith("w.json:/: an object"));
  EXPECT_THAT(error_of(R"({"jobs": []})"), StartsWith("w.json:/profiles: an object"));
  EXPECT_THAT(error_of(R"({"profiles": {}})"), StartsWith("w.json:/jobs: an array"));
  EXPECT_EQ(error_of(batsim("")), "w.json:/jobs: has no jobs");
  EXPECT_EQ(error_of(batsim("{}")), "w.json:/jobs/0: the job has no \"id\"");
  EXPECT_THAT(error_of(batsim("5")), StartsWith("w.json:/jobs/0: an object is needed"));
  EXPECT_THAT(error_of(batsim(R"({"id": [], "subtime": 0, "res": 1, "profile": "ten"})")),
              StartsWith("w.json:/jobs/0/id"));
  EXPECT_THAT(error_of(batsim(R"({"id": 1, "subtime": "0", "res": 1, "profile": "ten"})")),
              StartsWith("w.json:/jobs/0/subtime: a number of seconds"));
  EXPECT_THAT(error_of(batsim(R"({"id": 1, "subtime": 0, "res": 1.5, "profile": "ten"})")),
              StartsWith("w.json:/jobs/0/res: a whole number"));
  EXPECT_THAT(error_of(batsim(R"({"id": 1, "subtime": 0, "res": 0, "profile": "ten"})")),
              StartsWith("w.json:/jobs/0/res: a whole number of at least 1"));
}

TEST(BatsimReader, RefusesNegativeAndAbsurdAmounts) {
  EXPECT_EQ(error_of(batsim(R"({"id": 1, "subtime": -1, "res": 1, "profile": "ten"})")),
            "w.json:/jobs/0/subtime: is negative; a time is needed");
  EXPECT_THAT(error_of(batsim(R"({"id": 1, "subtime": 1e999, "res": 1, "profile": "ten"})")), StartsWith("w.json:"));
  EXPECT_THAT(error_of(batsim(R"({"id": 1, "subtime": 1e300, "res": 1, "profile": "ten"})")),
              HasSubstr("larger than 100000000000 seconds"));
  EXPECT_THAT(error_of(batsim(R"({"id": 1, "subtime": 18446744073709551615, "res": 1, "profile": "ten"})")),
              HasSubstr("larger than 100000000000 seconds"));
  EXPECT_THAT(error_of(batsim(R"({"id": 1, "subtime": 0, "res": 100000001, "profile": "ten"})")),
              HasSubstr("/res: is larger than 100000000"));
  EXPECT_THAT(error_of(batsim(R"({"id": 1, "subtime": 0, "res": 1e300, "profile": "ten"})")),
              HasSubstr("/res: is larger than 100000000"));
  EXPECT_THAT(error_of(batsim(R"({"id": 1, "subtime": 0, "walltime": 0, "res": 1, "profile": "ten"})")),
              HasSubstr("/walltime: is 0"));
  EXPECT_THAT(error_of(batsim(R"({"id": 1, "subtime": 0, "walltime": -2, "res": 1, "profile": "ten"})")),
              HasSubstr("/walltime: is negative"));
  EXPECT_THAT(error_of(batsim(R"({"id": 1, "subtime": 0, "res": 1, "profile": "bad"})")),
              StartsWith("w.json:/profiles/bad/delay: is negative"));
}

TEST(BatsimReader, NamesTheJobOfAProfileThatIsNotRead) {
  EXPECT_EQ(
      error_of(batsim(R"({"id": "w0!1", "subtime": 0, "res": 1, "profile": "task"})")),
      "w.json:/profiles/task: job \"w0!1\" has a profile of type \"parallel_homogeneous\"; only \"delay\" is read: "
      "others need a model of the platform");
  EXPECT_EQ(error_of(batsim(R"({"id": 1, "subtime": 0, "res": 1, "profile": "gone"})")),
            "w.json:/jobs/0/profile: job \"1\" has the profile \"gone\", which is not in /profiles");
  EXPECT_EQ(error_of(batsim(R"({"id": 1, "subtime": 0, "res": 1, "profile": "empty"})")),
            "w.json:/profiles/empty: the profile has no \"delay\"");
}

TEST(BatsimReader, NamesAnIdUsedTwiceAndADependencyThatIsNotThere) {
  const std::string job = R"({"id": 1, "subtime": 0, "res": 1, "profile": "ten"})";
  EXPECT_EQ(error_of(batsim(job + "," + job)),
            "w.json:/jobs/1/id: \"1\" is the id of /jobs/0 already; every job has an id of its own");
  EXPECT_EQ(error_of(batsim(R"({"id": 1, "subtime": 0, "res": 1, "profile": "ten", "dependencies": ["x"]})")),
            "w.json:/jobs/0/dependencies/0: job \"1\" waits for job \"x\", which is not among the jobs");
  EXPECT_THAT(error_of(batsim(R"({"id": 1, "subtime": 0, "res": 1, "profile": "ten", "dependencies": [1]})")),
              HasSubstr("circle: 1 → 1"));
}

TEST(BatsimReader, ReadsFilesAndNamesThoseItCannot) {
  const test::TemporaryFolder folder;
  ReadReport report;
  const std::string text = batsim(R"({"id": 1, "subtime": 0, "res": 1, "profile": "ten"})");
  const Result<Workload> read = read_batsim(folder.write("small.json", text), report);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->name, "small");
  EXPECT_THAT(read_batsim(folder.path(), report).error().text(), HasSubstr("is a folder"));
  EXPECT_THAT(read_batsim(folder / "none.json", report).error().text(), HasSubstr("cannot be opened"));
}

TEST(WholeFile, IsReadUpToItsLimit) {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("text", std::string(1000, 'x'));
  ASSERT_TRUE(read_whole_file(path, 1000).ok());
  EXPECT_EQ(read_whole_file(path, 1000)->size(), 1000u);
  EXPECT_THAT(read_whole_file(path, 999).error().text(), HasSubstr("is larger than 999 bytes"));
}

}  // namespace
}  // namespace berth
