#include <algorithm>
#include <filesystem>
#include <sys/stat.h>

#include "tests/support/run_program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth {
namespace {

using test::ProgramRun;
using test::read_text;
using test::run_berth;
using test::RunOptions;
using test::TemporaryFolder;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string swf_line(int number, long submit_s, long run_s, int processors, long requested_s) {
  return std::to_string(number) + " " + std::to_string(submit_s) + " -1 " + std::to_string(run_s) + " " +
         std::to_string(processors) + " -1 -1 " + std::to_string(processors) + " " + std::to_string(requested_s) +
         " -1 1 1 1 1 1 1 -1 -1\n";
}

// Four processors. Under EASY job 3 overtakes job 2; under plain first come, first served it waits for it.
std::string small_log() {
  return "; MaxProcs: 4\n" + swf_line(1, 0, 100, 3, 100) + swf_line(2, 10, 50, 4, 50) + swf_line(3, 20, 30, 1, 30);
}

// More jobs than any test waits for, on a machine that is never free.
std::string endless_log() {
  std::string text = "; MaxProcs: 64\n";
  for (int job = 1; job <= 60'000; ++job) {
    text += swf_line(job, job / 4, 600 + job * 7919L % 6000, 1 + job * 31 % 40, 20'000 - job * 13L % 9000);
  }
  return text;
}

TEST(CliReplay, PutsDataOnStdoutAndTalkOnStderr) {
  const TemporaryFolder folder;
  const ProgramRun run = run_berth({"replay", folder.write("log.swf", small_log())});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("3: 3 completed"));
  EXPECT_THAT(run.out, HasSubstr("order=fcfs,backfill=easy"));
  EXPECT_THAT(run.err, HasSubstr("replayed 3 jobs"));
  EXPECT_THAT(run.err, Not(HasSubstr("completed")));
}

TEST(CliReplay, MakesTheSameDecisionsEitherWay) {
  const TemporaryFolder folder;
  const std::string log = folder.write("log.swf", small_log());
  const ProgramRun actors = run_berth({"replay", log, "--csv", "--through", "actors"});
  const ProgramRun direct = run_berth({"replay", log, "--csv", "--through", "direct"});
  EXPECT_EQ(actors.status, 0) << actors.err;
  EXPECT_EQ(actors.out, direct.out);
}

TEST(CliReplay, GivesPlainSecondsToMachines) {
  const TemporaryFolder folder;
  const std::string log = folder.write("log.swf", small_log());
  const ProgramRun csv = run_berth({"replay", log, "--csv"});
  EXPECT_THAT(csv.out, StartsWith("scenario,policy,seed,"));
  EXPECT_THAT(csv.out, HasSubstr("\"order=fcfs,backfill=easy\",1,batch,false,3,3,0,0,0,30,0,90,"));
  const ProgramRun json = run_berth({"replay", log, "--json"});
  EXPECT_THAT(json.out, StartsWith("{\n  \"format\": \"berth-result\""));
  EXPECT_THAT(json.out, HasSubstr("\"makespan_s\": 150"));
}

TEST(CliReplay, WritesTheSameFilesTwice) {
  const TemporaryFolder folder;
  const std::string log = folder.write("log.swf", small_log());
  for (const char* out : {"a", "b"}) {
    const ProgramRun run = run_berth({"replay", log, "--out", folder / out});
    ASSERT_EQ(run.status, 0) << run.err;
  }
  for (const char* name : {"jobs.csv", "schedule.csv", "decisions.csv", "result.json", "report.html"}) {
    EXPECT_EQ(read_text(folder / "a/" + name), read_text(folder / "b/" + name)) << name;
  }
  EXPECT_THAT(read_text(folder / "a/jobs.csv"), HasSubstr("COMPLETED_SUCCESSFULLY,20,30,50,0,30,1,3,-1"));
}

TEST(CliReplay, SaysWhatToDoWhenTheMachineIsNotKnown) {
  const TemporaryFolder folder;
  const std::string log = folder.write("log.swf", swf_line(1, 0, 100, 3, 100));
  const ProgramRun run = run_berth({"replay", log});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("--nodes"));
  EXPECT_EQ(run_berth({"replay", log, "--nodes", "4"}).status, 0);
}

TEST(CliReplay, CountsAndListsRefusedJobs) {
  const TemporaryFolder folder;
  const std::string log = folder.write("log.swf", small_log());
  const ProgramRun run = run_berth({"replay", log, "--nodes", "3", "--json"});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.err, HasSubstr("1 job can never run and was refused:\n  job 2: "));
  EXPECT_THAT(run.out, HasSubstr("\"refused\": 1"));
  EXPECT_THAT(run.out, HasSubstr("\"job\": \"2\""));
}

TEST(CliReplay, NamesTheFileThatIsMissing) {
  const TemporaryFolder folder;
  const ProgramRun run = run_berth({"replay", folder / "missing.swf"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_THAT(run.err, HasSubstr("missing.swf"));
}

TEST(CliReplay, RefusesAFolderForALog) {
  const TemporaryFolder folder;
  const ProgramRun run = run_berth({"replay", folder.path()});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr(folder.path()));
}

TEST(CliReplay, RefusesAPipeForALog) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  const ProgramRun run = run_berth({"replay", folder / "pipe"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("is a pipe, which can be read only once; a file is needed"));
}

TEST(CliReplay, ListsThePoliciesThereAreWhenGivenAnother) {
  const TemporaryFolder folder;
  const ProgramRun run = run_berth({"replay", folder.write("log.swf", small_log()), "--policy", "order=fsfc"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("--policy order=fsfc"));
  EXPECT_THAT(run.err, HasSubstr("fcfs, sjf, ljf"));
}

TEST(CliReplay, FailsWhereItCannotWrite) {
  const TemporaryFolder folder;
  const std::string log = folder.write("log.swf", small_log());
  const ProgramRun run = run_berth({"replay", log, "--out", log});
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.err, HasSubstr("cannot make the folder"));
}

TEST(CliReplay, EndsWithWhatIsDoneSoFarWhenInterrupted) {
  const TemporaryFolder folder;
  const std::string log = folder.write("log.swf", endless_log());
  const std::string out = folder / "out";
  std::filesystem::create_directory(out);
  RunOptions options;
  options.interrupt_once = out;
  const ProgramRun run = run_berth({"replay", log, "--policy", "wfp3,conservative", "--out", out}, options);
  EXPECT_EQ(run.status, 1) << run.err;
  EXPECT_EQ(run.signal, 0);
  EXPECT_THAT(run.out, StartsWith("PARTIAL: interrupted when "));
  EXPECT_THAT(run.err, HasSubstr("interrupted"));
  EXPECT_THAT(run.err, HasSubstr(" of 60,000 jobs, "));
  EXPECT_THAT(read_text(out + "/result.json"), HasSubstr("\"partial\": true"));
  EXPECT_THAT(read_text(out + "/schedule.csv"), HasSubstr("(partial)"));
  EXPECT_THAT(read_text(out + "/jobs.csv"), HasSubstr(",SUBMITTED,"));
  EXPECT_THAT(read_text(out + "/decisions.csv"), HasSubstr(",,stopped,,"));
}

TEST(CliCompare, ShowsPoliciesSideBySideAndMarksTheBest) {
  const TemporaryFolder folder;
  const std::string log = folder.write("log.swf", small_log());
  const ProgramRun run = run_berth({"compare", log, "--policy", "fcfs,none", "--policy", "fcfs,easy"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("mean wait"));
  EXPECT_THAT(run.out, HasSubstr("fcfs,none"));
  EXPECT_THAT(run.out, HasSubstr("30s*"));
}

TEST(CliCompare, TakesWellKnownPoliciesForABareLog) {
  const TemporaryFolder folder;
  const ProgramRun run = run_berth({"compare", folder.write("log.swf", small_log()), "--csv"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 8);
}

TEST(CliCompare, GivesTheSameBytesOnOneThreadAndOnTwo) {
  const TemporaryFolder folder;
  const std::string log = folder.write("log.swf", small_log());
  const ProgramRun one = run_berth({"compare", log, "--json", "--jobs", "1"});
  const ProgramRun two = run_berth({"compare", log, "--json", "--jobs", "2"});
  EXPECT_EQ(one.status, 0) << one.err;
  EXPECT_EQ(one.out, two.out);
}

TEST(CliCompare, WritesAFolderForEachPolicy) {
  const TemporaryFolder folder;
  const std::string log = folder.write("log.swf", small_log());
  const std::string out = folder / "out";
  const ProgramRun run = run_berth(
      {"compare", log, "--policy", "fcfs,easy", "--policy", "order=sjf,backfill=easy(depth=5)", "--out", out});
  EXPECT_EQ(run.status, 0) << run.err;
  for (const char* name :
       {"/compare.csv", "/result.json", "/report.html", "/fcfs-easy/jobs.csv", "/sjf-easy-depth-5/decisions.csv"}) {
    EXPECT_TRUE(std::filesystem::exists(out + name)) << name;
  }
}

TEST(CliCompare, KeepsFoldersApartThatWouldBeNamedAlike) {
  const TemporaryFolder folder;
  const std::string log = folder.write("log.swf", small_log());
  const std::string out = folder / "out";
  const ProgramRun run = run_berth({"compare", log, "--policy", "fcfs,easy", "--variant", "+1", "--variant", "-1",
                                    "--variant", "x1.5", "--variant", "x1.50", "--out", out});
  EXPECT_EQ(run.status, 0) << run.err;
  for (const char* name : {"/fcfs-easy", "/plus-1-fcfs-easy", "/minus-1-fcfs-easy", "/x1.5-fcfs-easy"}) {
    EXPECT_TRUE(std::filesystem::exists(out + name + "/decisions.csv")) << name;
  }
  const std::string alike = folder.write(
      "alike.json",
      R"({"berth": 1, "clusters": [{"nodes": 4}], "workload": {"jobs": [{"run": 1}]}, "policies": ["fcfs,easy"],
          "variants": [{"name": "a/b", "scale": 2}, {"name": "a:b", "scale": 3}]})");
  ASSERT_EQ(run_berth({"compare", alike, "--out", out}).status, 0);
  EXPECT_NE(read_text(out + "/a-b-fcfs-easy/result.json"), read_text(out + "/a-b-fcfs-easy-2/result.json"));
}

TEST(CliCompare, DrawsFailuresOfAListedWorkloadAnewForEachSeed) {
  const TemporaryFolder folder;
  const std::string scenario =
      folder.write("failing.json",
                   R"({"berth": 1, "clusters": [{"nodes": 8}], "workload": {"jobs": [{"run": 1000, "copies": 50}]},
          "failures": {"mtbf": 2000, "mttr": 100}, "policies": ["fcfs,easy"], "seeds": [1, 2]})");
  const ProgramRun run = run_berth({"compare", scenario, "--csv"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 3);
}

TEST(CliCompare, TakesASeedOnceThatIsGivenTwice) {
  const TemporaryFolder folder;
  const std::string scenario =
      folder.write("drawn.json", R"({"berth": 1, "workload": {"lublin": {"jobs": 20}}, "policies": ["fcfs,easy"]})");
  const ProgramRun run = run_berth({"compare", scenario, "--csv", "--seed", "1", "--seed", "2", "--seed", "1"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 3);
}

TEST(CliReplay, SaysWhenASeedChangesNothing) {
  const TemporaryFolder folder;
  const ProgramRun run = run_berth({"replay", folder.write("log.swf", small_log()), "--seed", "3"});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.err, HasSubstr("--seed changes nothing"));
}

TEST(CliReplay, SaysWhenThreadsAreForActorsThatAreNotThere) {
  const TemporaryFolder folder;
  const std::string log = folder.write("log.swf", small_log());
  const ProgramRun run = run_berth({"replay", log, "--through", "direct", "--workers", "3"});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.err, HasSubstr("--workers changes nothing"));
}

TEST(CliWorkload, RefusesSeedsThatAreNone) {
  for (const char* seed : {"-1", "18446744073709551616", "1.5", "x"}) {
    const ProgramRun run = run_berth({"workload", "generate", "lublin", "--jobs", "5", "--seed", seed});
    EXPECT_EQ(run.status, 2) << seed;
    EXPECT_THAT(run.err, HasSubstr("is no whole number from 0 to 18446744073709551615"));
  }
}

TEST(CliWorkload, StatisticsAreOfTheScenariosFirstSeed) {
  const TemporaryFolder folder;
  const std::string scenario =
      folder.write("s.json", R"({"berth": 1, "workload": {"lublin": {"jobs": 20}}, "seeds": [5]})");
  EXPECT_EQ(run_berth({"workload", "stats", scenario, "--json"}).out,
            run_berth({"workload", "stats", scenario, "--json", "--seed", "5"}).out);
}

TEST(CliWorkload, StatisticsDescribeALog) {
  const TemporaryFolder folder;
  const std::string log = folder.write("log.swf", small_log());
  const ProgramRun table = run_berth({"workload", "stats", log});
  EXPECT_EQ(table.status, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("4 processors"));
  const ProgramRun json = run_berth({"workload", "stats", log, "--json"});
  EXPECT_THAT(json.out, HasSubstr("\"work_core_s\": 530"));
}

TEST(CliWorkload, StatisticsNeedNoMachine) {
  const TemporaryFolder folder;
  const ProgramRun run = run_berth({"workload", "stats", folder.write("log.swf", swf_line(1, 0, 100, 3, 100))});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("not known"));
}

TEST(CliWorkload, GeneratesTheSameBytesForTheSameSeed) {
  const std::vector<std::string> command = {"workload", "generate", "lublin", "--jobs", "200", "--seed", "3"};
  const ProgramRun one = run_berth(command), two = run_berth(command);
  EXPECT_EQ(one.status, 0) << one.err;
  EXPECT_EQ(one.out, two.out);
  EXPECT_THAT(one.out, HasSubstr("\n200 "));
}

TEST(CliWorkload, ConvertsThereAndBack) {
  const TemporaryFolder folder;
  const std::string log = folder.write("log.swf", small_log());
  ASSERT_EQ(run_berth({"workload", "convert", log, folder / "w.json"}).status, 0);
  ASSERT_EQ(run_berth({"workload", "convert", folder / "w.json", folder / "back.swf.gz"}).status, 0);
  const ProgramRun first = run_berth({"replay", log, "--csv"});
  const ProgramRun back = run_berth({"replay", folder / "back.swf.gz", "--csv"});
  EXPECT_EQ(back.status, 0) << back.err;
  const auto numbers = [](const std::string& csv) { return csv.substr(csv.find(",batch,")); };
  EXPECT_EQ(numbers(first.out), numbers(back.out));
}

TEST(CliWorkload, RefusesAnEndingItDoesNotKnow) {
  const TemporaryFolder folder;
  const ProgramRun run = run_berth({"workload", "convert", folder.write("log.swf", small_log()), "out.xml"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr(".swf, .swf.gz or .json"));
}

TEST(CliWorkload, RefusesADistributionItCannotRead) {
  const ProgramRun run = run_berth({"workload", "generate", "poisson", "--run", "gauss(1,2)"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("--run: \"gauss(1,2)\" is no distribution"));
}

}  // namespace
}  // namespace berth
