#include "tests/support/run_program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth {
namespace {

using test::ProgramRun;
using test::run_berth;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(Cli, SaysItsVersion) {
  const ProgramRun run = run_berth({"--version"});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.out, StartsWith("berth 0."));
  EXPECT_THAT(run.err, IsEmpty());
}

TEST(Cli, ShowsHelpOnStderrWhenNothingIsAskedFor) {
  const ProgramRun run = run_berth({});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_THAT(run.err, HasSubstr("Usage: berth"));
}

TEST(Cli, ShowsTheHelpOfACommandEitherWay) {
  const ProgramRun flag = run_berth({"workload", "generate", "lublin", "--help"});
  const ProgramRun word = run_berth({"help", "workload", "generate", "lublin"});
  EXPECT_EQ(flag.status, 0);
  EXPECT_EQ(word.status, 0);
  EXPECT_THAT(flag.out, HasSubstr("Example:"));
  EXPECT_EQ(flag.out, word.out);
}

TEST(Cli, ShowsItsOwnHelpWhenNoCommandIsNamed) { EXPECT_EQ(run_berth({"help"}).out, run_berth({"--help"}).out); }

TEST(Cli, TellsTheExitStatusesInItsHelp) {
  EXPECT_THAT(run_berth({"help", "compare"}).out, HasSubstr("Exit status: 0 done; 1 failed, or interrupted"));
}

TEST(Cli, SuggestsTheCommandThatWasMeant) {
  const ProgramRun run = run_berth({"polices"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("there is no command \"polices\" (did you mean policies?)"));
  EXPECT_THAT(run_berth({"workload", "stat"}).err, HasSubstr("(did you mean stats?)"));
  EXPECT_THAT(run_berth({"help", "replya"}).err, HasSubstr("(did you mean replay?)"));
}

TEST(Cli, RefusesAFlagItDoesNotKnow) {
  const ProgramRun run = run_berth({"replay", "log.swf", "--polcy", "fcfs"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("--polcy"));
  EXPECT_THAT(run.err, HasSubstr("Try `berth replay --help`."));
}

TEST(Cli, ListsTheValuesOfAFlagThatHasFew) {
  const ProgramRun run = run_berth({"replay", "log.swf", "--semantics", "both"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("--semantics: \"both\" is none of batch|event"));
}

TEST(Cli, RefusesANumberOutOfRange) {
  for (const char* number : {"0", "-1", "100000001", "12x", "99999999999999999999"}) {
    const ProgramRun run = run_berth({"replay", "log.swf", "--nodes", number});
    EXPECT_EQ(run.status, 2) << number;
    EXPECT_THAT(run.err, HasSubstr("is no whole number from 1 to 100000000")) << number;
  }
}

TEST(Cli, RefusesTwoOutputFormats) { EXPECT_EQ(run_berth({"replay", "log.swf", "--json", "--csv"}).status, 2); }

TEST(CliPolicies, ExplainsEachWithFormulaAndSource) {
  const ProgramRun run = run_berth({"policies", "easy"});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.out, StartsWith("backfill=easy\n"));
  EXPECT_THAT(run.out, HasSubstr("\nformula\n"));
  EXPECT_THAT(run.out, HasSubstr("\nsource\n"));
  EXPECT_THAT(run.out, HasSubstr("depth=0"));
}

TEST(CliPolicies, ExplainsEveryChoiceOfAName) {
  const std::string out = run_berth({"policies", "none"}).out;
  EXPECT_THAT(out, HasSubstr("backfill=none"));
  EXPECT_THAT(out, HasSubstr("preemption=none"));
}

TEST(CliPolicies, SuggestsTheNearestName) {
  const ProgramRun run = run_berth({"policies", "esay"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_THAT(run.err, HasSubstr("did you mean easy?"));
}

TEST(CliPolicies, AreJsonOnRequest) {
  const ProgramRun run = run_berth({"policies", "wfp3", "--json"});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.out, StartsWith("[\n  {\n    \"kind\": \"order\",\n    \"name\": \"wfp3\""));
}

TEST(CliGet, ListsTheLogsItKnows) {
  const ProgramRun run = run_berth({"workload", "get"});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.out, HasSubstr("kth-sp2"));
}

TEST(CliGet, FailsWhenNobodyAnswers) {
  const test::TemporaryFolder folder;
  const ProgramRun run =
      run_berth({"workload", "get", "kth-sp2", "--mirror", "http://127.0.0.1:1", "--out", folder.path()});
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.out, IsEmpty());
}

TEST(CliGet, RefusesALogItDoesNotKnow) { EXPECT_EQ(run_berth({"workload", "get", "no-such-log"}).status, 2); }

TEST(Cli, EndsQuietlyWhenNobodyReadsItsOutput) {
  test::RunOptions options;
  options.close_stdout = true;
  const ProgramRun run = run_berth({"policies"}, options);
  EXPECT_EQ(run.status, 0);
  EXPECT_EQ(run.signal, 0);
  EXPECT_THAT(run.err, IsEmpty());
}

TEST(Cli, FailsWhenItsOutputCannotBeWritten) {
  test::RunOptions options;
  options.stdout_path = "/dev/full";
  const ProgramRun run = run_berth({"policies"}, options);
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.err, HasSubstr("No space left on device"));
}

}  // namespace
}  // namespace berth
