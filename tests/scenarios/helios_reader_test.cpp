#include <gmock/gmock.h>

#include "scenarios/read/helios.hpp"
#include "tests/scenarios/trace_text.hpp"

namespace berth {
namespace {

using test::Read;
using testing::ElementsAre;
using testing::HasSubstr;

Read helios(const std::string& rows, const GpuShape& shape = {}) {
  const std::string text =
      "job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration,queue\n" + rows;
  return test::read_with([&](ReadReport& report) { return read_helios(test::csv(text), shape, report); });
}

TEST(Helios, ReadsJobsOfGpusAndOfCores) {
  const Read read = helios(
      "17,ua,vca,4,16,1,FAILED,2020-06-09 18:41:27,2020-06-09 18:41:37,2020-06-09 18:45:36,249,10\n"
      "18,ub,vcb,16,64,2,COMPLETED,2020-06-09 18:42:27,2020-06-09 18:42:37,2020-06-09 18:42:47,,10\n"
      "19,ua,vcb,0,7,2,CANCELLED,2020-06-09 18:43:27,2020-06-09 18:43:27,2020-06-09 18:44:27,60,0\n");
  ASSERT_EQ(read.error, "");
  EXPECT_THAT(read.workload.names, ElementsAre("17", "18", "19"));
  EXPECT_EQ(read.job(0).per_replica, (Resources{16'000, 0, 4000}));
  EXPECT_EQ(read.job(0).run_us, 249 * kSecond);
  EXPECT_EQ(read.job(1).replicas, 2u);
  EXPECT_EQ(read.job(1).per_replica, (Resources{32'000, 0, 8000}));
  EXPECT_EQ(read.job(1).run_us, 10 * kSecond);
  EXPECT_EQ(read.job(1).submit_us, kMinute);
  EXPECT_EQ(read.job(2).replicas, 2u);
  EXPECT_EQ(read.job(2).per_replica, (Resources{3'500, 0, 0}));
  EXPECT_THAT((std::vector{read.job(0).user, read.job(1).user, read.job(2).user}), ElementsAre(1, 2, 1));
  EXPECT_THAT((std::vector{read.job(0).queue, read.job(1).queue, read.job(2).queue}), ElementsAre(1, 2, 2));
}

TEST(Helios, MakesMoreReplicasThanNodesWhereTheGpusDoNotGoEvenly) {
  const Read read = helios("17,u,v,9,10,2,FAILED,2020-06-09 18:41:27,2020-06-09 18:41:37,,249,10\n");
  EXPECT_EQ(read.job(0).replicas, 3u);
  EXPECT_EQ(read.job(0).per_replica, (Resources{3'334, 0, 3000}));
}

TEST(Helios, LeavesOutJobsThatNeverStarted) {
  const Read read = helios(
      "17,u,v,4,16,1,CANCELLED,2020-06-09 18:41:27,None,2020-06-09 18:45:36,0,10\n"
      "18,u,v,4,16,1,CANCELLED,2020-06-09 18:41:27,,,,\n"
      "19,u,v,4,16,1,FAILED,2020-06-09 18:41:27,2020-06-09 18:41:37,,249,10\n");
  EXPECT_EQ(read.workload.jobs.size(), 1u);
  EXPECT_EQ(read.odd("never started"), 2u);
  EXPECT_EQ(read.report.malformed_rows, 0u);
}

TEST(Helios, NamesMalformedRows) {
  const Read read = helios(
      "1,u,v,four,16,1,F,2020-06-09 18:41:27,2020-06-09 18:41:37,,249,10\n"
      "2,u,v,0,0,1,F,2020-06-09 18:41:27,2020-06-09 18:41:37,,249,10\n"
      "3,u,v,1,1,0,F,2020-06-09 18:41:27,2020-06-09 18:41:37,,249,10\n"
      "4,u,v,1,1,1,F,2020-06-09 25:41:27,2020-06-09 18:41:37,,249,10\n"
      "5,u,v,1,1,1,F,2020-06-09 18:41:27,2020-06-09 18:41:37,2020-06-09 18:41:36,,10\n"
      "6,u,v,1,1,1,F,2020-06-09 18:41:27,2020-06-09 18:41:37,,249,10\n"
      "6,u,v,1,1,1,F,2020-06-09 18:41:27,2020-06-09 18:41:37,,249,10\n");
  EXPECT_EQ(read.workload.jobs.size(), 1u);
  EXPECT_THAT(
      read.malformed(),
      ElementsAre(HasSubstr("f.csv:2: column \"gpu_num\" is \"four\""), HasSubstr("f.csv:3: the job asks for nothing"),
                  HasSubstr("f.csv:4: column \"node_num\" is \"0\""), HasSubstr("f.csv:5: column \"submit_time\""),
                  HasSubstr("f.csv:6: column \"end_time\" is \"2020-06-09 18:41:36\", must be no earlier"),
                  HasSubstr("f.csv:8: column \"job_id\" is \"6\", must be an id of its own")));
}

TEST(Helios, NamesTheColumnsThatAreMissing) {
  const Read read = test::read_with(
      [](ReadReport& report) { return read_helios(test::csv("job_id,gpu_num,cpu_num,node_num\n"), {}, report); });
  EXPECT_THAT(read.error, HasSubstr("f.csv:1: has no columns \"submit_time\", \"start_time\"; there are \"job_id\""));
}

}  // namespace
}  // namespace berth
