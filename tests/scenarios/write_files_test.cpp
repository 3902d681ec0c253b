#include <array>
#include <zlib.h>

#include "engine/simulation/replay.hpp"
#include "scenarios/version.hpp"
#include "scenarios/write/decision_log.hpp"
#include "scenarios/write/file_writer.hpp"
#include "scenarios/write/jobs_csv.hpp"
#include "scenarios/write/json_writer.hpp"
#include "scenarios/write/result_json.hpp"
#include "scenarios/write/schedule_csv.hpp"
#include "scenarios/write/text.hpp"
#include "tests/support/replays.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth {
namespace {

using test::read_text;
using test::TemporaryFolder;
using test::WrittenReplay;
using testing::ElementsAre;
using testing::HasSubstr;

std::string seconds_text(Duration duration) {
  std::string text;
  append_seconds(text, duration);
  return text;
}

Outcome outcome_of(const WrittenReplay& written) {
  Outcome outcome;
  outcome.scenario = "small";
  outcome.workload = std::make_shared<Workload>(written.workload);
  outcome.clusters = {processors(4)};
  outcome.input.input_hash = "abc";
  outcome.replay = written.replay;
  outcome.metrics = measure(*outcome.workload, outcome.clusters, outcome.replay);
  return outcome;
}

WrittenReplay one_of_each() {
  WrittenReplay written;
  written.workload.name = "w0";
  written.add(10, 15.5, 25.5, 2);
  written.add(10, 12, 22);
  written.replay.records[1].state = JobState::kKilled;
  written.add_refused(11, 9);
  return written;
}

TEST(Text, WritesSecondsAsExactDecimalsWithoutTrailingZeros) {
  EXPECT_EQ(seconds_text(0), "0");
  EXPECT_EQ(seconds_text(12 * kSecond), "12");
  EXPECT_EQ(seconds_text(500'000), "0.5");
  EXPECT_EQ(seconds_text(1), "0.000001");
  EXPECT_EQ(seconds_text(-3'000'010), "-3.00001");
  EXPECT_EQ(seconds_text(kTimeLimit), "100000000000");
}

TEST(Text, QuotesOnlyTheFieldsThatNeedIt) {
  std::string text;
  append_csv_field(text, "plain");
  append_csv_field(text, "a,\"b\"");
  EXPECT_EQ(text, "plain\"a,\"\"b\"\"\"");
}

TEST(FileWriter, LeavesOneFileBesideNothingElse) {
  const TemporaryFolder folder;
  EXPECT_TRUE(write_file(folder / "a.txt", "whole").ok());
  EXPECT_THAT(folder.names(), ElementsAre("a.txt"));
  EXPECT_EQ(read_text(folder / "a.txt"), "whole");
}

TEST(FileWriter, KeepsTheOldFileUntilTheNewOneIsWhole) {
  const TemporaryFolder folder;
  folder.write("a.txt", "old");
  {
    FileWriter file(folder / "a.txt");
    file.append("half of the new");
  }
  EXPECT_EQ(read_text(folder / "a.txt"), "old");
  EXPECT_THAT(folder.names(), ElementsAre("a.txt"));
}

TEST(FileWriter, SaysThatTheDiskIsFull) {
  const Result<void> result = write_file("/dev/full", std::string(1'000'000, 'x'));
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind, Error::Kind::kFailed);
  EXPECT_EQ(result.error().text(), "/dev/full: cannot write: No space left on device");
}

TEST(FileWriter, SaysWhichFolderIsMissing) {
  const TemporaryFolder folder;
  const Result<void> result = write_file(folder / "missing/a.txt", "");
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(result.error().text(), HasSubstr("missing/a.txt: cannot create: No such file or directory"));
}

TEST(FileWriter, RefusesToWriteOverAFolder) {
  const TemporaryFolder folder;
  EXPECT_FALSE(write_file(folder.path(), "").ok());
}

TEST(FileWriter, WritesThroughASymbolicLink) {
  const TemporaryFolder folder;
  folder.write("target.txt", "old");
  std::filesystem::create_symlink(folder / "target.txt", folder / "link.txt");
  ASSERT_TRUE(write_file(folder / "link.txt", "new").ok());
  EXPECT_EQ(read_text(folder / "target.txt"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link.txt"));
}

TEST(FileWriter, CompressesWhatIsNamedGz) {
  const TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "line " + std::to_string(i) + "\n";
  ASSERT_TRUE(write_file(folder / "a.gz", text).ok());
  EXPECT_LT(std::filesystem::file_size(folder / "a.gz"), text.size() / 2);
  gzFile file = gzopen((folder / "a.gz").c_str(), "rb");
  std::string back(text.size() + 1, '\0');
  const int count = gzread(file, back.data(), static_cast<unsigned>(back.size()));
  gzclose(file);
  back.resize(static_cast<std::size_t>(std::max(count, 0)));
  EXPECT_TRUE(back == text);
}

TEST(JobsCsv, HasTheColumnsAndStatesOfBatsim) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_jobs_csv(folder / "jobs.csv", outcome_of(one_of_each())).ok());
  EXPECT_EQ(read_text(folder / "jobs.csv"),
            "job_id,workload_name,profile,submission_time,requested_number_of_resources,requested_time,success,"
            "final_state,starting_time,execution_time,finish_time,waiting_time,turnaround_time,stretch,"
            "allocated_resources,consumed_energy,metadata\n"
            "1,w0,delay_10,10,2,10,1,COMPLETED_SUCCESSFULLY,15.5,10,25.5,5.5,15.5,1.55,1-2,-1,\"\"\n"
            "2,w0,delay_10,10,1,10,0,COMPLETED_WALLTIME_REACHED,12,10,22,2,12,1.2,0,-1,\"\"\n"
            "3,w0,delay_0,11,9,0,0,REJECTED,,,,,,,,,\"\"\n");
}

TEST(JobsCsv, ShowsHowFarTheJobsOfAStoppedReplayCame) {
  WrittenReplay written;
  written.add_running(1, 2);
  written.add_waiting(3);
  const TemporaryFolder folder;
  ASSERT_TRUE(write_jobs_csv(folder / "jobs.csv", outcome_of(written)).ok());
  const std::string text = read_text(folder / "jobs.csv");
  EXPECT_THAT(text, HasSubstr("1,,delay_0,1,1,0,0,RUNNING,2,,,1,,,0,,\"\"\n"));
  EXPECT_THAT(text, HasSubstr("2,,delay_0,3,1,0,0,SUBMITTED,,,,,,,,,\"\"\n"));
}

TEST(JobsCsv, GivesNoStretchToAJobThatRanForNoTime) {
  WrittenReplay written;
  written.add(0, 4, 4);
  const TemporaryFolder folder;
  ASSERT_TRUE(write_jobs_csv(folder / "jobs.csv", outcome_of(written)).ok());
  EXPECT_THAT(read_text(folder / "jobs.csv"), HasSubstr("SUCCESSFULLY,4,0,4,4,4,,0,-1,\"\"\n"));
}

TEST(ScheduleCsv, HasTheColumnsOfBatsimAndNoWallClock) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_schedule_csv(folder / "schedule.csv", outcome_of(one_of_each())).ok());
  EXPECT_EQ(read_text(folder / "schedule.csv"),
            "batsim_version,consumed_joules,makespan,max_slowdown,max_turnaround_time,max_waiting_time,mean_slowdown,"
            "mean_turnaround_time,mean_waiting_time,nb_computing_machines,nb_grouped_switches,nb_jobs,"
            "nb_jobs_finished,nb_jobs_killed,nb_jobs_rejected,nb_jobs_success,nb_machine_switches,scheduling_time,"
            "simulation_time,success_rate,time_computing,time_idle,time_sleeping,time_switching_off,"
            "time_switching_on,time_unavailable\n"
            "berth " +
                std::string(program_version()) +
                ",0,25.5,1.55,15.5,5.5,0.9166666666666666,9.166666666666666,2.5,4,0,3,2,1,1,1,0,0,0,"
                "0.3333333333333333,30,72,0,0,0,0\n");
}

TEST(ScheduleCsv, SaysWhenTheRunWasStopped) {
  WrittenReplay written = one_of_each();
  written.add_waiting(30);
  const TemporaryFolder folder;
  ASSERT_TRUE(write_schedule_csv(folder / "schedule.csv", outcome_of(written)).ok());
  EXPECT_THAT(read_text(folder / "schedule.csv"), HasSubstr(" (partial),0,25.5"));
}

TEST(ResultJson, SaysWhatWasRunAndListsTheRefusals) {
  const std::string json = result_json(outcome_of(one_of_each()));
  EXPECT_THAT(json, HasSubstr("\"policy\": \"order=fcfs,backfill=none\""));
  EXPECT_THAT(json, HasSubstr("\"hash\": \"abc\""));
  EXPECT_THAT(json, HasSubstr("\"partial\": false"));
  EXPECT_THAT(json, HasSubstr("\"job\": \"3\",\n      \"reason\": \"asks for more than there is\""));
}

TEST(ResultJson, MarksAComparisonPartialWhenOneOfItsReplaysIs) {
  WrittenReplay stopped = one_of_each();
  stopped.add_waiting(30);
  const std::array outcomes = {outcome_of(one_of_each()), outcome_of(stopped)};
  const std::string json = comparison_json(outcomes);
  EXPECT_THAT(json.substr(0, json.find("results")), HasSubstr("\"partial\": true"));
}

TEST(JsonWriter, EscapesWhatJsonCannotHold) {
  JsonWriter json;
  json.text({}, "a\"b\\c\n\x01\xC3\xA9\xFF");
  EXPECT_EQ(json.str(), "\"a\\\"b\\\\c\\n\\u0001\xC3\xA9\xEF\xBF\xBD\"");
}

TEST(JsonWriter, ClosesEmptyThingsOnTheirOwnLine) {
  JsonWriter json;
  json.begin_object();
  json.begin_array("list").end_array();
  json.number("ten", 10);
  json.number("huge", 1e21);
  json.end_object();
  EXPECT_EQ(json.str(), "{\n  \"list\": [],\n  \"ten\": 10,\n  \"huge\": 1000000000000000000000\n}\n");
}

TEST(DecisionCsv, HasALineForEveryDecisionOfAReplay) {
  Workload workload;
  workload.jobs.resize(2);
  for (Job& job : workload.jobs) {
    job.run_us = job.requested_us = 10 * kSecond;
    job.per_replica = kOneProcessor;
    job.number = 1 + (&job - workload.jobs.data());
  }
  const std::array clusters = {processors(1)};
  const TemporaryFolder folder;
  DecisionCsv log(folder / "decisions.csv", workload, clusters);
  ReplayOptions options;
  options.decisions = &log;
  ASSERT_TRUE(replay(workload, clusters, *parse_policy("fcfs,easy"), options).ok());
  ASSERT_TRUE(log.finish(false).ok());
  const std::string text = read_text(folder / "decisions.csv");
  EXPECT_EQ(text.substr(0, text.find('\n')), "time,job,decision,cluster,reason,at");
  EXPECT_THAT(text, HasSubstr("0,1,start,machine,"));
  EXPECT_THAT(text, HasSubstr("10,2,start,machine,"));
}

TEST(DecisionCsv, EndsWithAMarkWhenTheReplayWasStopped) {
  const TemporaryFolder folder;
  const Workload workload;
  DecisionCsv log(folder / "decisions.csv", workload, {});
  ASSERT_TRUE(log.finish(true).ok());
  EXPECT_THAT(read_text(folder / "decisions.csv"), HasSubstr("\n0,,stopped,,the replay was interrupted,\n"));
}

}  // namespace
}  // namespace berth
