// Scenarios that name traces, node lists and CSV files: where the files are looked for, what is made of them, and the
// errors where they are wrong.
#include <cstdlib>
#include <gmock/gmock.h>

#include "scenarios/read/scenario_json.hpp"
#include "scenarios/scenario.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kPods =
    "name,cpu_milli,memory_mib,num_gpu,gpu_milli\na,1000,1024,1,1000\nb,1000,1024,1,500\nc,x,1024,1,500\n";
constexpr const char* kNodes = "sn,cpu_milli,memory_mib,gpu,model\nn1,64000,262144,2,P100\nn2,64000,262144,2,P100\n";
constexpr const char* kPhilly =
    "timestamp,duration,num_gpus,gpu_time,cluster\n2017-10-09 07:01:55,60,1,60,a\n2017-10-09 07:00:55,30,4,30,b\n";

// The environment's BERTH_DATA for as long as it lives.
class DataFolder {
 public:
  explicit DataFolder(const std::string& path) {
    if (const char* was = std::getenv("BERTH_DATA")) was_ = was;
    path.empty() ? ::unsetenv("BERTH_DATA") : ::setenv("BERTH_DATA", path.c_str(), 1);
  }
  ~DataFolder() { was_.empty() ? ::unsetenv("BERTH_DATA") : ::setenv("BERTH_DATA", was_.c_str(), 1); }
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

 private:
  std::string was_;
};

class ScenarioTraces : public testing::Test {
 protected:
  std::string scenario(const std::string& workload,
                       const std::string& clusters = R"("clusters": [{"name": "c", "node_list": "nodes.csv"}],)") {
    return folder_.write("s.json", R"({"berth": 1, )" + clusters + R"("workload": )" + workload + "}");
  }
  // The workload of a scenario or a log.
  Result<Workload> load(const std::string& path, std::int64_t nodes = 0, const std::string& node_list = "",
                        std::uint64_t seed = 1) {
    report_ = {};
    Result<Scenario> scenario = open_scenario(path, nodes, node_list);
    if (!scenario) return scenario.error();
    scenario_ = std::move(*scenario);
    scenario_.strict = strict_;
    return load_workload(scenario_, seed, report_);
  }
  std::string error_of(const std::string& path) {
    const Result<Workload> workload = load(path);
    return workload ? "no error" : workload.error().text();
  }

  test::TemporaryFolder folder_;
  Scenario scenario_;
  ReadReport report_;
  bool strict_ = false;
};

TEST_F(ScenarioTraces, TakesClustersFromANodeListBesideTheScenario) {
  folder_.write("nodes.csv", kNodes);
  folder_.write("pods.csv", kPods);
  const Result<Workload> workload = load(scenario(R"({"trace": {"file": "pods.csv"}})"));
  ASSERT_TRUE(workload.ok()) << workload.error().text();
  EXPECT_EQ(workload->jobs.size(), 2u);
  ASSERT_EQ(scenario_.clusters.size(), 1u);
  EXPECT_EQ(scenario_.clusters[0].name, "c");
  EXPECT_EQ(scenario_.clusters[0].groups[0].gpu_model, "P100");
  EXPECT_EQ(scenario_.clusters[0].node_count(), 2);
}

TEST_F(ScenarioTraces, LooksInTheFolderOfTracesForWhatIsNotBeside) {
  const test::TemporaryFolder data;
  data.write("nodes.csv", kNodes);
  data.write("pods.csv", kPods);
  const DataFolder environment(data.path());
  EXPECT_TRUE(load(scenario(R"({"trace": {"file": "pods.csv"}})")).ok());
}

TEST_F(ScenarioTraces, SaysWhereItLookedForAFileThatIsNotThere) {
  const std::string path = scenario(R"({"trace": {"file": "pods.csv"}})");
  {
    const DataFolder environment("");
    EXPECT_THAT(error_of(path),
                AllOf(HasSubstr("s.json:/clusters/0/node_list: "), HasSubstr("nodes.csv: is not there"),
                      HasSubstr("BERTH_DATA, the folder of traces that is looked in next, is not set")));
  }
  folder_.write("nodes.csv", kNodes);
  const DataFolder environment("/nowhere");
  EXPECT_THAT(error_of(path),
              HasSubstr("pods.csv: is not there, and not in the folder that BERTH_DATA names, /nowhere"));
}

TEST_F(ScenarioTraces, KeepsTheFirstMalformedRowFromAStrictReplay) {
  folder_.write("nodes.csv", kNodes);
  folder_.write("pods.csv", kPods);
  const std::string path = scenario(R"({"trace": {"file": "pods.csv"}})");
  ASSERT_TRUE(load(path).ok());
  EXPECT_EQ(report_.malformed_rows, 1u);
  EXPECT_EQ(report_.skipped, 1u);
  strict_ = true;
  EXPECT_THAT(error_of(path), AllOf(HasSubstr("pods.csv:4: column \"cpu_milli\" is \"x\""), HasSubstr("--strict")));
  folder_.write("nodes.csv", std::string(kNodes) + "n3,y,1,1,\n");
  folder_.write("pods.csv", "name,cpu_milli,memory_mib,num_gpu,gpu_milli\na,1000,1024,1,1000\n");
  EXPECT_THAT(error_of(path), HasSubstr("nodes.csv:4: column \"cpu_milli\" is \"y\""));
  strict_ = false;
  ASSERT_TRUE(load(path).ok());
  EXPECT_EQ(report_.skipped, 0u);  // of the jobs
  ASSERT_EQ(report_.oddities.size(), 2u);
  EXPECT_EQ(report_.oddities.back().what, "malformed rows of node lists");
}

TEST_F(ScenarioTraces, ReadsABareTraceOnNodesOfEightGpusOrOfAList) {
  const std::string pods = folder_.write("pods.csv", kPods);
  ASSERT_TRUE(load(pods, 3).ok());
  EXPECT_EQ(scenario_.clusters[0].capacity().gpu_milli, 24 * kWholeGpu);
  ASSERT_TRUE(load(pods, 0, folder_.write("nodes.csv", kNodes)).ok());
  EXPECT_EQ(scenario_.clusters[0].capacity().gpu_milli, 4 * kWholeGpu);
  EXPECT_THAT(error_of(pods), HasSubstr("give them with --nodes"));
}

TEST_F(ScenarioTraces, TellsFormatsByTheirFirstRow) {
  const auto format_of = [&](const std::string& text) {
    const std::string path = folder_.write("log", text);
    const Result<Workload> workload = load(path, 100);
    return workload ? report_.format : workload.error().message;
  };
  EXPECT_EQ(format_of(kPods), "openb");
  EXPECT_EQ(format_of(kPhilly), "Philly");
  EXPECT_EQ(format_of("job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration,queue\n"
                      "1,u,v,1,1,1,F,2020-06-09 18:41:27,2020-06-09 18:41:37,,249,10\n"),
            "Helios");
  EXPECT_EQ(format_of("j1,worker,1.0,Terminated,100.0,200.0,400.0,1,50.0,T4\n"), "PAI");
  EXPECT_EQ(format_of(R"([{"jobid": "a", "vc": "v", "user": "u", "submitted_time": "2017-10-07 01:00:00", "attempts": [
    {"start_time": "2017-10-07 01:00:00", "end_time": "2017-10-07 02:00:00", "detail": [{"ip": "m", "gpus": ["g"]}]}]}])"),
            "Philly");
  EXPECT_THAT(format_of(kNodes), HasSubstr("is a list of nodes, not of jobs; give it with --nodes"));
  EXPECT_THAT(format_of("who,what\n1,2\n"), HasSubstr("is a CSV file of columns that belong to no known trace"));
  EXPECT_THAT(format_of("timestamp,num_gpus\n1,2\n"), HasSubstr("has no columns \"duration\", \"cluster\""));
}

TEST_F(ScenarioTraces, GivesPhillysGpusWhatTheScenarioSays) {
  folder_.write("nodes.csv", kNodes);
  folder_.write("p.csv", kPhilly);
  const Result<Workload> workload = load(scenario(
      R"({"trace": {"file": "p.csv", "format": "philly", "cpu_per_gpu": 6, "memory_gib_per_gpu": 1.5, "gpus_per_replica": 2}})"));
  ASSERT_TRUE(workload.ok()) << workload.error().text();
  EXPECT_EQ(workload->jobs[0].replicas, 2u);
  EXPECT_EQ(workload->jobs[0].per_replica, (Resources{12'000, 3072, 2000}));
}

TEST_F(ScenarioTraces, ReadsAnyCsvByAMapOfItsColumns) {
  folder_.write("nodes.csv", kNodes);
  folder_.write("log.txt", "when;long;cards;who\n2020-01-01 00:00:00;60;2;ann\n2020-01-01 00:00:10;90;0.5;bob\n");
  const Result<Workload> workload = load(scenario(R"({"csv": {"file": "log.txt", "separator": ";", "time": "iso",
    "columns": {"submit": "when", "run": "long", "gpu": "cards", "user": "who"}, "defaults": {"cpu": 4}}})"));
  ASSERT_TRUE(workload.ok()) << workload.error().text();
  EXPECT_EQ(workload->jobs[0].per_replica, (Resources{4'000, 0, 2000}));
  EXPECT_EQ(workload->jobs[1].per_replica, (Resources{4'000, 0, 500}));
  EXPECT_EQ(workload->jobs[1].submit_us, 10 * kSecond);
  EXPECT_EQ(workload->jobs[1].user, 2);
}

TEST_F(ScenarioTraces, CutsAndDrawsWhatWasRead) {
  folder_.write("nodes.csv", kNodes);
  folder_.write("pods.csv", kPods);
  const std::string drawing = R"({"trace": {"file": "pods.csv"}, "draw": {"until_gpu": 3, "gap": 2, "stay": true}})";
  Result<Workload> drawn = load(scenario(drawing));
  ASSERT_TRUE(drawn.ok()) << drawn.error().text();
  EXPECT_TRUE(depends_on_seed(scenario_));
  EXPECT_GT(drawn->jobs.size(), 10u);
  EXPECT_EQ(drawn->jobs[1].submit_us, 2 * kSecond);
  EXPECT_EQ(report_.jobs, drawn->jobs.size());
  const std::string hash = report_.input_hash;
  ASSERT_TRUE(load(scenario(drawing), 0, "", 2).ok());
  EXPECT_NE(report_.input_hash, hash);

  drawn = load(scenario(R"({"trace": {"file": "pods.csv"}, "take": 1})"));
  ASSERT_TRUE(drawn.ok());
  EXPECT_THAT(drawn->names, ElementsAre("a"));
  EXPECT_FALSE(depends_on_seed(scenario_));
  ASSERT_TRUE(load(scenario(R"({"trace": {"file": "pods.csv"}, "draw": {"seed": 42}})")).ok());
  EXPECT_FALSE(depends_on_seed(scenario_));
}

TEST_F(ScenarioTraces, NamesThePathOfWhatIsWrong) {
  folder_.write("nodes.csv", kNodes);
  const auto error = [&](const std::string& workload) { return error_of(scenario(workload)); };
  EXPECT_THAT(error(R"({"trace": {}})"), HasSubstr("/workload/trace/file: is missing"));
  EXPECT_THAT(error(R"({"trace": {"file": "x", "format": "swf"}})"), HasSubstr("/workload/trace/format: is \"swf\""));
  EXPECT_THAT(error(R"({"trace": {"file": "x", "jobs": "y"}})"), HasSubstr("/workload/trace/jobs: is PAI's job table"));
  EXPECT_THAT(error(R"({"csv": {"file": "x"}})"), HasSubstr("/workload/csv/columns: is missing"));
  EXPECT_THAT(error(R"({"csv": {"file": "x", "columns": {"submit": "s", "colour": "c"}}})"),
              HasSubstr("/workload/csv/columns/colour: is nothing a job has; there are: id, submit"));
  EXPECT_THAT(error(R"({"csv": {"file": "x", "columns": {"run": "s"}}})"),
              HasSubstr("/workload/csv/columns: names no column for \"submit\""));
  EXPECT_THAT(error(R"({"csv": {"file": "x", "columns": {"submit": "s"}}})"),
              HasSubstr("/workload/csv/columns: names no column for \"run\""));
  EXPECT_THAT(error(R"({"csv": {"file": "x", "header": false, "columns": {"submit": "s"}}})"),
              HasSubstr("/workload/csv/columns/submit: is \"s\", must be a whole number from 1"));
  EXPECT_THAT(error(R"({"csv": {"file": "x", "separator": "x", "columns": {"submit": "s", "run": "r"}}})"),
              HasSubstr("/workload/csv/separator: is \"x\""));
  EXPECT_THAT(error(R"({"trace": {"file": "x"}, "draw": {"until_gpu": 0}})"),
              HasSubstr("/workload/draw/until_gpu: is 0, must be above 0"));
  EXPECT_THAT(error(R"({"trace": {"file": "x"}, "draw": {"stay": 1}})"),
              HasSubstr("/workload/draw/stay: is 1, must be true or false"));
  EXPECT_THAT(error(R"({"trace": {"file": "x"}, "take": 0})"), HasSubstr("/workload/take: is 0, must be a whole"));
  EXPECT_THAT(
      error_of(scenario(R"({"trace": {"file": "x"}, "draw": {"until_gpu": 1}})", R"("clusters": [{"nodes": 1}],)")),
      HasSubstr("/workload/draw: draws until a share of the clusters' GPUs is asked for, but they have none"));
}

TEST_F(ScenarioTraces, NeedsAFolderToReadANodeListFrom) {
  const Result<Scenario> scenario =
      parse_scenario(R"({"berth": 1, "clusters": [{"node_list": "x"}], "workload": {"jobs": [{"run": 1}]}})", "s.json");
  ASSERT_FALSE(scenario.ok());
  EXPECT_EQ(scenario.error().text(),
            "s.json:/clusters/0/node_list: names a file, but there is no folder to look for it in");
}

}  // namespace
}  // namespace berth
