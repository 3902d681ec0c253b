#include "scenarios/read/csv_workload.hpp"

#include <gmock/gmock.h>

#include "engine/model/cluster_spec.hpp"
#include "tests/scenarios/trace_text.hpp"

namespace berth {
namespace {

using test::Read;
using testing::ElementsAre;
using testing::HasSubstr;

CsvMap map_of(std::initializer_list<std::pair<CsvMap::Field, std::string>> columns) {
  CsvMap map;
  map.otherwise.per_replica = kOneProcessor;
  for (const auto& [field, name] : columns) map.columns[field] = name;
  return map;
}
Read read_with(const CsvMap& map, const std::string& text) {
  return test::read_with(
      [&](ReadReport& report) { return read_csv_workload(test::csv(text, map.separator), map, report); });
}

TEST(CsvWorkload, ReadsEveryColumnAMapCanName) {
  const CsvMap map = map_of({{CsvMap::kId, "n"},
                             {CsvMap::kSubmit, "s"},
                             {CsvMap::kRun, "r"},
                             {CsvMap::kRequested, "q"},
                             {CsvMap::kReplicas, "k"},
                             {CsvMap::kCpu, "c"},
                             {CsvMap::kMemoryGib, "m"},
                             {CsvMap::kGpu, "g"},
                             {CsvMap::kGpuModel, "w"},
                             {CsvMap::kUser, "u"},
                             {CsvMap::kGroup, "v"},
                             {CsvMap::kQueue, "x"},
                             {CsvMap::kPriority, "p"}});
  const Read read = read_with(map, "n,s,r,q,k,c,m,g,w,u,v,x,p\na,5,1.5,3,2,0.5,1.5,0.25,T4|A10,ann,ops,low,-3\n");
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.workload.names.at(0), "a");
  EXPECT_EQ(read.job(0).submit_us, 0);
  EXPECT_EQ(read.job(0).run_us, 1'500'000);
  EXPECT_EQ(read.job(0).requested_us, 3 * kSecond);
  EXPECT_EQ(read.job(0).replicas, 2u);
  EXPECT_EQ(read.job(0).per_replica, (Resources{500, 1536, 250}));
  EXPECT_THAT(read.traits(0).gpu_models, ElementsAre("A10", "T4"));
  EXPECT_EQ(read.job(0).user, 1);
  EXPECT_EQ(read.job(0).group, 1);
  EXPECT_EQ(read.job(0).queue, 1);
  EXPECT_EQ(read.job(0).priority, -3);
}

CsvMap elastic_map() {
  return map_of({{CsvMap::kSubmit, "s"},
                 {CsvMap::kRun, "r"},
                 {CsvMap::kReplicas, "k"},
                 {CsvMap::kGpu, "g"},
                 {CsvMap::kMinReplicas, "least"},
                 {CsvMap::kMaxReplicas, "most"},
                 {CsvMap::kSpeeds, "v"}});
}

TEST(CsvWorkload, ReadsElasticJobsAsThoseThatMustHaveTheirFewestReplicas) {
  const Read read =
      read_with(elastic_map(), "s,r,k,g,least,most,v\n0,30,4,1,2,8,A:2|B:0.5\n0,30,4,1,,8,\n0,30,4,1,,,\n");
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.job(0).replicas, 2U);
  EXPECT_EQ(read.job(0).run_us, 60 * kSecond) << "the work is the same";
  EXPECT_EQ(read.traits(0).most_replicas, 8U);
  EXPECT_THAT(read.traits(0).speeds, ElementsAre(Speed{"A", 2000}, Speed{"B", 500}));
  EXPECT_EQ(read.job(1).replicas, 4U);
  EXPECT_EQ(read.traits(1).most_replicas, 8U);
  EXPECT_EQ(read.traits(2), Traits{});
}

TEST(CsvWorkload, MultipliesBoundsOfReplicasWhoseGpusAreSplit) {
  CsvMap map = elastic_map();
  map.most_gpus_each = 4;
  map.speeds = {{"A", 2000}};
  const Read read = read_with(map, "s,r,k,g,least,most,v\n0,30,2,8,1,3,\n");
  EXPECT_EQ(read.job(0).replicas, 2U) << "one of eight GPUs, as two of four";
  EXPECT_EQ(read.traits(0).most_replicas, 6U);
  EXPECT_THAT(read.traits(0).speeds, ElementsAre(Speed{"A", 2000})) << "where the row says none";
}

TEST(CsvWorkload, LeavesOutRowsOfWrongBoundsAndSpeeds) {
  for (const char* row : {"0,30,4,1,5,8,", "0,30,4,1,2,3,", "0,30,4,1,,,A", "0,30,4,1,,,A:0", "0,30,4,1,,,A:1|A:2"}) {
    const Read read = read_with(elastic_map(), std::string("s,r,k,g,least,most,v\n0,1,1,1,,,\n") + row + "\n");
    EXPECT_EQ(read.report.skipped, 1U) << row;
  }
}

TEST(CsvWorkload, FillsInDefaultsWhereAColumnOrACellIsMissing) {
  CsvMap map = map_of({{CsvMap::kSubmit, "s"}, {CsvMap::kCpu, "c"}});
  map.run_us = kHour;
  map.otherwise.per_replica = {4'000, 2048, 0};
  const Read read = read_with(map, "s,c\n0,\n0,2\n");
  EXPECT_EQ(read.job(0).run_us, kHour);
  EXPECT_EQ(read.job(0).per_replica, (Resources{4'000, 2048, 0}));
  EXPECT_EQ(read.job(1).per_replica, (Resources{2'000, 2048, 0}));
}

TEST(CsvWorkload, RunsFromStartToEndWhereNoColumnSaysHowLong) {
  CsvMap map = map_of({{CsvMap::kSubmit, "s"}, {CsvMap::kStart, "b"}, {CsvMap::kEnd, "e"}});
  map.time = TimeFormat::kIso;
  const Read read = read_with(map,
                              "s,b,e\n2020-01-01 00:00:00,2020-01-01 00:00:10,2020-01-01 00:01:00\n"
                              "2020-01-01 00:00:30,,2020-01-01 00:01:00\n"
                              "2020-01-01 00:00:30,,2020-01-01 00:00:00\n");
  EXPECT_EQ(read.job(0).run_us, 50 * kSecond);
  EXPECT_EQ(read.job(1).run_us, 30 * kSecond);
  EXPECT_EQ(read.job(1).submit_us, 30 * kSecond);
  EXPECT_THAT(read.malformed(), ElementsAre(HasSubstr("f.csv:4: column \"e\" is \"2020-01-01 00:00:00\", must be no")));
}

TEST(CsvWorkload, ReadsTimesInTheirUnit) {
  const auto run_of = [](TimeFormat format) {
    CsvMap map = map_of({{CsvMap::kSubmit, "s"}, {CsvMap::kRun, "r"}});
    map.time = format;
    return read_with(map, "s,r\n0,1500\n").job(0).run_us;
  };
  EXPECT_EQ(run_of(TimeFormat::kSeconds), 1500 * kSecond);
  EXPECT_EQ(run_of(TimeFormat::kMilliseconds), 1'500'000);
  EXPECT_EQ(run_of(TimeFormat::kMicroseconds), 1500);
}

TEST(CsvWorkload, KnowsColumnsByPositionWhereThereIsNoHeader) {
  CsvMap map = map_of({{CsvMap::kSubmit, "2"}, {CsvMap::kRun, "1"}});
  map.header = false;
  map.separator = ';';
  const Read read = read_with(map, "60;0\n30;5\n");
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.job(0).run_us, 60 * kSecond);
  EXPECT_EQ(read.job(1).submit_us, 5 * kSecond);
  map.columns[CsvMap::kCpu] = "3";
  EXPECT_THAT(read_with(map, "60;0\n").error, HasSubstr("f.csv:1: has no column \"3\"; there are \"1\", \"2\""));
}

TEST(CsvWorkload, NamesTheColumnsThatAreMissing) {
  const CsvMap map = map_of({{CsvMap::kSubmit, "submit"}, {CsvMap::kRun, "run"}});
  EXPECT_EQ(read_with(map, "a,b\n1,2\n").error, "f.csv:1: has no column \"submit\", \"run\"; there are \"a\", \"b\"");
  EXPECT_THAT(read_with(map, "").error, HasSubstr("f.csv: is empty"));
}

TEST(CsvWorkload, NamesMalformedRows) {
  const CsvMap map = map_of({{CsvMap::kId, "i"}, {CsvMap::kSubmit, "s"}, {CsvMap::kRun, "r"}, {CsvMap::kGpu, "g"}});
  const Read read = read_with(map, "i,s,r,g\na,0,1,1.5\nb,x,1,1\nc,0,,1\nd,0,1,1\nd,0,1,1\n,0,1,1\n");
  EXPECT_EQ(read.workload.jobs.size(), 1u);
  EXPECT_THAT(read.malformed(),
              ElementsAre("f.csv:2: column \"g\" is \"1.5\", must be a whole number of GPUs, or a share of one below 1",
                          HasSubstr("f.csv:3: column \"s\" is \"x\", must be a number of seconds"),
                          HasSubstr("f.csv:4: column \"r\" is empty"), HasSubstr("f.csv:6: column \"i\" is \"d\""),
                          HasSubstr("f.csv:7: column \"i\" is empty")));
}

TEST(CsvWorkload, SplitsJobsOfMoreGpusThanANodeHas) {
  CsvMap map = map_of({{CsvMap::kSubmit, "s"}, {CsvMap::kRun, "r"}, {CsvMap::kGpu, "g"}});
  map.otherwise.per_replica = {5'000, 10, 0};
  map.most_gpus_each = 4;
  const Read read = read_with(map, "s,r,g\n0,1,12\n0,1,4\n");
  EXPECT_EQ(read.job(0).replicas, 3u);
  EXPECT_EQ(read.job(0).per_replica, (Resources{1'667, 4, 4000}));
  EXPECT_EQ(read.job(1).replicas, 1u);
}

}  // namespace
}  // namespace berth
