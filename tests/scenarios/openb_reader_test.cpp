#include <cstdlib>
#include <filesystem>
#include <gmock/gmock.h>

#include "scenarios/generate/draw.hpp"
#include "scenarios/read/node_list.hpp"
#include "scenarios/read/openb.hpp"
#include "tests/scenarios/trace_text.hpp"

namespace berth {
namespace {

using test::Read;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kHeader =
    "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time\n";

Read pods(std::string text) {
  return test::read_with([&](ReadReport& report) { return read_openb_pods(test::csv(text), report); });
}
Read with_header(const std::string& rows) { return pods(std::string(kHeader) + rows); }

TEST(OpenbPods, ReadsWhatAPodAsksFor) {
  const Read read = with_header(
      "a,12000,16384,1,460,,LS,Running,100,200,110\n"
      "b,6000,12288,8,1000,V100M32|V100M16|V100M32,BE,Failed,160,300,\n"
      "c,500,100,0,0,,Burstable,Running,170,180,175\n");
  ASSERT_EQ(read.error, "");
  EXPECT_THAT(read.malformed(), IsEmpty());
  EXPECT_EQ(read.job(0).per_replica, (Resources{12'000, 16'384, 460}));
  EXPECT_EQ(read.job(1).per_replica, (Resources{6'000, 12'288, 8'000}));
  EXPECT_EQ(read.job(2).per_replica, (Resources{500, 100, 0}));
  EXPECT_THAT(read.workload.names, ElementsAre("a", "b", "c"));
  EXPECT_THAT(read.traits(0).gpu_models, IsEmpty());
  EXPECT_THAT(read.traits(1).gpu_models, ElementsAre("V100M16", "V100M32"));
  EXPECT_THAT((std::vector{read.job(0).priority, read.job(1).priority, read.job(2).priority}), ElementsAre(2, 0, 1));
}

TEST(OpenbPods, CountsTimesFromTheFirstSubmissionAndRunsFromWhenItWasScheduled) {
  const Read read = with_header("late,1,1,0,0,,LS,Running,160,300,\nearly,1,1,0,0,,LS,Running,100,200,110\n");
  EXPECT_THAT(read.workload.names, ElementsAre("early", "late"));
  EXPECT_EQ(read.job(0).submit_us, 0);
  EXPECT_EQ(read.job(0).run_us, 90 * kSecond);
  EXPECT_EQ(read.job(1).submit_us, 60 * kSecond);
  EXPECT_EQ(read.job(1).run_us, 140 * kSecond);
  EXPECT_EQ(read.job(1).requested_us, 140 * kSecond);
  EXPECT_EQ(read.odd("out of submission order"), 1u);
}

TEST(OpenbPods, SubmitsPodsWithoutTimesASecondApartToStay) {
  const Read read = pods("name,cpu_milli,memory_mib,num_gpu,gpu_milli\na,1,1,1,500\nb,1,1,2,1000\n");
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.job(1).submit_us, kSecond);
  EXPECT_EQ(read.job(1).run_us, kStay);
  EXPECT_EQ(read.job(1).per_replica.gpu_milli, 2000);
  EXPECT_EQ(read.odd("pods without times"), 2u);
}

TEST(OpenbPods, NamesEachMalformedRowAndLeavesItOut) {
  const Read read = with_header(
      "ok,1,1,1,500,,LS,Running,0,9,0\n"
      "x,12k,1,1,500,,LS,Running,0,9,0\n"
      "y,1,-1,1,500,,LS,Running,0,9,0\n"
      "z,1,1,2,500,,LS,Running,0,9,0\n"
      "w,1,1,1,1001,,LS,Running,0,9,0\n"
      "v,1,1,1,0,,LS,Running,0,9,0\n"
      "u,0,0,0,0,,LS,Running,0,9,0\n"
      "t,1,1,0,0,,LS,Running,10,9,\n"
      "s,1,1,0,0,,LS,Running,10\n"
      ",1,1,0,0,,LS,Running,0,9,0\n"
      "ok,1,1,1,500,,LS,Running,0,9,0\n"
      "r,1,1,0,0,,LS,Running,0,,0\n"
      "q,1,1,0,300,,LS,Running,0,9,0\n");
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.workload.jobs.size(), 1u);
  EXPECT_EQ(read.report.malformed_rows, 12u);
  EXPECT_EQ(read.odd("malformed rows"), 12u);
  EXPECT_THAT(read.malformed(),
              ElementsAre("f.csv:3: column \"cpu_milli\" is \"12k\", must be a whole number from 0 to 1000000000000",
                          "f.csv:4: column \"memory_mib\" is \"-1\", must be a whole number from 0 to 1000000000000",
                          "f.csv:5: column \"gpu_milli\" is \"500\", must be 1000: several GPUs are asked for whole",
                          "f.csv:6: column \"gpu_milli\" is \"1001\", must be a whole number from 0 to 1000",
                          "f.csv:7: column \"gpu_milli\" is \"0\", must be from 1 to 1000 where num_gpu is 1",
                          HasSubstr("f.csv:8: the pod asks for nothing"),
                          HasSubstr("f.csv:9: column \"deletion_time\" is \"9\", must be no earlier"),
                          "f.csv:10: the row has 9 fields, must have 11, one a column",
                          HasSubstr("f.csv:11: column \"name\" is empty"),
                          "f.csv:12: column \"name\" is \"ok\", must be a name of its own: it stands on line 2 already",
                          HasSubstr("f.csv:13: column \"deletion_time\" is empty, must be a number of seconds"),
                          "f.csv:14: column \"gpu_milli\" is \"300\", must be 0 where num_gpu is 0"));
}

TEST(OpenbPods, NamesTheColumnsThatAreMissing) {
  EXPECT_EQ(pods("name,cpu_milli,num_gpu\na,1,1\n").error,
            "f.csv:1: has no columns \"memory_mib\", \"gpu_milli\"; there are \"name\", \"cpu_milli\", \"num_gpu\"");
  EXPECT_THAT(pods("name,cpu_milli,memory_mib,num_gpu,gpu_milli,creation_time\na,1,1,1,1,1\n").error,
              HasSubstr("only one of the columns \"creation_time\" and \"deletion_time\""));
}

TEST(OpenbPods, RefusesAnEmptyFileAndOneWithoutPods) {
  EXPECT_THAT(pods("").error, HasSubstr("f.csv: is empty"));
  EXPECT_EQ(with_header("").error, "f.csv: has no jobs");
  EXPECT_THAT(with_header("x,12k,1,1,500,,LS,Running,0,9,0\n").error,
              HasSubstr("all 1 are left out (f.csv:2: column \"cpu_milli\" is \"12k\""));
}

TEST(OpenbPods, ReadsColumnsInAnyOrderInQuotesAndWithCarriageReturns) {
  const Read read = pods("gpu_milli,\"num_gpu\",memory_mib,cpu_milli,name\r\n500,1,1,\"2\",\"a,b\"\r\n");
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.workload.names.at(0), "a,b");
  EXPECT_EQ(read.job(0).per_replica, (Resources{2, 1, 500}));
}

TEST(OpenbPods, NamesAHundredMalformedRowsAndCountsTheRest) {
  std::string rows = "ok,1,1,1,500,,LS,Running,0,9,0\n";
  for (int i = 0; i < 150; ++i) rows += "x,x,1,1,500,,LS,Running,0,9,0\n";
  const Read read = with_header(rows);
  EXPECT_EQ(read.report.malformed.size(), kMalformedNamed);
  EXPECT_EQ(read.report.malformed_rows, 150u);
}

struct Nodes {
  ClusterSpec cluster;
  std::string error;
  ReadReport report;
};
Nodes nodes(std::string text) {
  Nodes read;
  Result<ClusterSpec> result = read_node_list(test::csv(text), "openb", read.report);
  if (result) {
    read.cluster = std::move(*result);
  } else {
    read.error = result.error().text();
  }
  return read;
}

TEST(OpenbNodes, KeepsTheirOrderAndGroupsNeighboursThatAreAlike) {
  const Nodes read = nodes(
      "sn,cpu_milli,memory_mib,gpu,model\na,64000,1024,2,P100\nb,64000,1024,2,P100\nc,8000,1,0,\n"
      "d,64000,1024,2,P100\ne,64000,1024,2,T4\n");
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.cluster.name, "openb");
  ASSERT_EQ(read.cluster.groups.size(), 4u);
  EXPECT_EQ(read.cluster.groups[0].name, "a");
  EXPECT_EQ(read.cluster.groups[0].count, 2);
  EXPECT_EQ(read.cluster.groups[0].gpu_model, "P100");
  EXPECT_EQ(read.cluster.groups[0].per_node, (Resources{64'000, 1024, 2000}));
  EXPECT_EQ(read.cluster.groups[1].gpu_model, "");
  EXPECT_EQ(read.cluster.groups[3].gpu_model, "T4");
}

TEST(OpenbNodes, NamesMalformedRows) {
  const Nodes read =
      nodes("sn,cpu_milli,memory_mib,gpu,model\na,1,1,two,P100\nb,0,0,0,\nc,1,1,1,T4\nc,1,1,1,T4\n,1,1,1,T4\n");
  EXPECT_EQ(read.cluster.node_count(), 1);
  ASSERT_EQ(read.report.malformed.size(), 4u);
  EXPECT_THAT(read.report.malformed[0].text(), HasSubstr("f.csv:2: column \"gpu\" is \"two\""));
  EXPECT_THAT(read.report.malformed[1].text(), HasSubstr("f.csv:3: the node has nothing"));
  EXPECT_THAT(read.report.malformed[2].text(), HasSubstr("f.csv:5: column \"sn\" is \"c\""));
  EXPECT_THAT(read.report.malformed[3].text(), HasSubstr("f.csv:6: column \"sn\" is empty"));
}

TEST(OpenbNodes, RefusesAListOfNone) {
  EXPECT_THAT(nodes("").error, HasSubstr("f.csv: is empty"));
  EXPECT_EQ(nodes("sn,cpu_milli,memory_mib,gpu,model\n").error, "f.csv: has no nodes");
  EXPECT_THAT(nodes("sn,cpu_milli\n").error, HasSubstr("has no columns \"memory_mib\", \"gpu\", \"model\""));
}

// The trace itself, where it is.
class OpenbTrace : public testing::Test {
 protected:
  std::string path_of(const std::string& name) {
    const char* data = std::getenv("BERTH_DATA");
    return data == nullptr ? "" : (std::filesystem::path(data) / name).string();
  }
};

TEST_F(OpenbTrace, HasThePodsAndNodesItsPublishersCount) {
  const std::string pods_path = path_of("openb_pod_list_default.csv.gz");
  if (!std::filesystem::exists(pods_path)) GTEST_SKIP() << "the openb trace is not there: set BERTH_DATA";
  Result<CsvReader> reader = CsvReader::open(pods_path);
  ASSERT_TRUE(reader.ok()) << reader.error().text();
  const Read read = test::read_with([&](ReadReport& report) { return read_openb_pods(std::move(*reader), report); });
  EXPECT_EQ(read.workload.jobs.size(), 8152u);
  EXPECT_THAT(read.malformed(), IsEmpty());

  Result<CsvReader> list = CsvReader::open(path_of("openb_node_list_gpu_node.csv.gz"));
  ASSERT_TRUE(list.ok()) << list.error().text();
  ReadReport report;
  const Result<ClusterSpec> cluster = read_node_list(std::move(*list), "openb", report);
  ASSERT_TRUE(cluster.ok()) << cluster.error().text();
  EXPECT_EQ(cluster->node_count(), 1213);
  EXPECT_EQ(cluster->capacity().gpu_milli, 6212 * kWholeGpu);
}

}  // namespace
}  // namespace berth
