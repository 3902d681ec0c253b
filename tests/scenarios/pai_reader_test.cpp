#include <gmock/gmock.h>

#include "scenarios/read/pai.hpp"
#include "tests/scenarios/trace_text.hpp"

namespace berth {
namespace {

using test::Read;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Read pai(const std::string& tasks) {
  return test::read_with([&](ReadReport& report) { return read_pai(test::csv(tasks), std::nullopt, report); });
}
Read pai(const std::string& tasks, const std::string& jobs) {
  return test::read_with(
      [&](ReadReport& report) { return read_pai(test::csv(tasks), CsvReader::of_text(jobs, "jobs.csv"), report); });
}

TEST(Pai, MakesAJobOfEachTaskWithItsInstancesAsReplicas) {
  const Read read =
      pai("j1,worker,2.0,Terminated,100.0,200.0,400.0,29.296875,50.0,T4\n"
          "j1,ps,1.0,Terminated,100.0,200.0,600.0,1.0001,,CPU\n"
          "j2,tensorflow,1.0,Failed,160.0,161.5,600.0,,200.0,MISC\n");
  ASSERT_EQ(read.error, "");
  EXPECT_THAT(read.workload.names, ElementsAre("j1/worker", "j1/ps", "j2/tensorflow"));
  EXPECT_EQ(read.job(0).replicas, 2u);
  EXPECT_EQ(read.job(0).per_replica, (Resources{4'000, 30'000, 500}));
  EXPECT_THAT(read.traits(0).gpu_models, ElementsAre("T4"));
  EXPECT_EQ(read.job(1).per_replica, (Resources{6'000, 1025, 0}));
  EXPECT_EQ(read.job(2).per_replica, (Resources{6'000, 0, 2000}));
  EXPECT_THAT(read.traits(2).gpu_models, IsEmpty());
  EXPECT_EQ(read.job(2).submit_us, kMinute);
  EXPECT_EQ(read.job(2).run_us, 1'500'000);
}

TEST(Pai, TakesUsersAndSubmissionsFromTheJobTable) {
  const Read read = pai(
      "j1,worker,1.0,Terminated,100.0,200.0,400.0,1,50.0,T4\nj3,worker,1.0,Terminated,150.0,200.0,400.0,1,50.0,T4\n",
      "j2,i2,ub,Terminated,10.0,20.0\nj1,i1,ua,Terminated,90.0,200.0\n");
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.job(0).user, 2);
  EXPECT_EQ(read.job(1).submit_us, kMinute);
  EXPECT_EQ(read.job(1).user, kUnknown);
  EXPECT_EQ(read.odd("not in the job table"), 1u);
}

TEST(Pai, PassesOverAHeaderThatIsThere) {
  const Read read =
      pai("job_name,task_name,inst_num,status,start_time,end_time,plan_cpu,plan_mem,plan_gpu,gpu_type\n"
          "j1,worker,1.0,Terminated,100.0,200.0,400.0,1,50.0,T4\n");
  EXPECT_EQ(read.workload.jobs.size(), 1u);
  EXPECT_THAT(read.malformed(), IsEmpty());
}

TEST(Pai, LeavesOutTasksThatNeverBeganOrHadNotEnded) {
  const Read read =
      pai("j1,worker,1.0,Running,100.0,,400.0,1,50.0,T4\nj2,worker,1.0,Waiting,,,400.0,1,50.0,T4\n"
          "j3,worker,1.0,Terminated,100.0,200.0,400.0,1,50.0,T4\n");
  EXPECT_EQ(read.workload.jobs.size(), 1u);
  EXPECT_EQ(read.odd("had not ended"), 1u);
  EXPECT_EQ(read.odd("never began"), 1u);
}

TEST(Pai, RoundsUpGpusThatAreNeitherWholeNorAShareOfOne) {
  const Read read = pai("j3,worker,1.0,Terminated,100.0,200.0,400.0,1,150.0,T4\n");
  EXPECT_EQ(read.job(0).per_replica.gpu_milli, 2000);
  EXPECT_EQ(read.odd("neither whole nor a share"), 1u);
}

TEST(Pai, NamesMalformedRowsOfBothTables) {
  const Read read =
      pai("j1,worker,one,Terminated,100.0,200.0,400.0,1,50.0,T4\n"
          "j1,worker,1.0,Terminated,100.0,99.0,400.0,1,50.0,T4\n"
          "j1,worker,1.0,Terminated,100.0,200.0,,,,\n"
          "j1,worker,1.0,Terminated,100.0\n"
          "j1,worker,1.0,Terminated,100.0,200.0,400.0,1,50.0,T4\n"
          "j1,worker,1.0,Terminated,100.0,200.0,400.0,1,50.0,T4\n",
          "j1,i1,ua,Terminated,ninety,200.0\nj1,i1,ua,Terminated,90,200.0\nj1,i1,ua,Terminated,90,200.0\n");
  EXPECT_EQ(read.workload.jobs.size(), 1u);
  EXPECT_THAT(read.malformed(),
              ElementsAre(HasSubstr("jobs.csv:1: column \"start_time\" is \"ninety\""),
                          HasSubstr("jobs.csv:3: column \"job_name\" is \"j1\", must be a name of its own"),
                          HasSubstr("f.csv:1: column \"inst_num\" is \"one\""),
                          HasSubstr("f.csv:2: column \"end_time\" is \"99.0\", must be no earlier"),
                          HasSubstr("f.csv:3: the task asks for nothing"),
                          HasSubstr("f.csv:4: the row has 5 fields, must have 10"),
                          HasSubstr("f.csv:6: column \"task_name\" is \"worker\", must be named once")));
}

TEST(Pai, RefusesAnEmptyFile) { EXPECT_EQ(pai("").error, "f.csv: has no jobs"); }

}  // namespace
}  // namespace berth
