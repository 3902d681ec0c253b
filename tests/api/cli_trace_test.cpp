// The traces of GPU clusters through the command: bare files, node lists, malformed rows.
#include "tests/support/run_program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth {
namespace {

using test::ProgramRun;
using test::run_berth;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kPods =
    "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time\n"
    "a,12000,16384,1,460,,LS,Running,0,90,0\nb,6000,x,1,1000,,BE,Running,5,90,5\nc,6000,12288,2,1000,,BE,Running,9,90,"
    "9\n";
constexpr const char* kNodes = "sn,cpu_milli,memory_mib,gpu,model\nn1,64000,262144,2,P100\nn2,64000,262144,2,P100\n";

class CliTraces : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  std::string pods_ = folder_.write("pods.csv", kPods);
};

TEST_F(CliTraces, NamesAMalformedRowAndGoesOnWithoutIt) {
  const ProgramRun run = run_berth({"replay", pods_, "--nodes", "2", "--json"});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.err, HasSubstr("read 2 jobs of format openb, left out 1"));
  EXPECT_THAT(run.err, HasSubstr("1 × malformed rows: left out (first in line 3)"));
  EXPECT_THAT(run.err, HasSubstr("pods.csv:3: column \"memory_mib\" is \"x\", must be a whole number"));
  EXPECT_THAT(run.out, HasSubstr("\"completed\": 2"));
}

TEST_F(CliTraces, RefusesAMalformedRowWhenStrict) {
  for (const auto& command :
       std::vector<std::vector<std::string>>{{"replay", pods_, "--nodes", "2", "--strict"},
                                             {"compare", pods_, "--nodes", "2", "--strict"},
                                             {"workload", "stats", pods_, "--strict"},
                                             {"workload", "convert", pods_, folder_ / "pods.swf", "--strict"}}) {
    const ProgramRun run = run_berth(command);
    EXPECT_EQ(run.status, 2) << command[0];
    EXPECT_THAT(run.err, HasSubstr("pods.csv:3: column \"memory_mib\" is \"x\""));
    EXPECT_THAT(run.err, HasSubstr("--strict"));
  }
  EXPECT_EQ(folder_.names(), std::vector<std::string>{"pods.csv"});
}

TEST_F(CliTraces, TakesTheNodesOfAList) {
  const std::string nodes = folder_.write("nodes.csv", kNodes);
  const ProgramRun run = run_berth({"replay", pods_, "--nodes", nodes});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("2 nodes"));
  EXPECT_EQ(run_berth({"workload", "stats", pods_, "--nodes", nodes}).status, 0);
  EXPECT_THAT(run_berth({"replay", nodes, "--nodes", "2"}).err, HasSubstr("is a list of nodes, not of jobs"));
}

TEST_F(CliTraces, SaysWhatNodesMayBe) {
  const ProgramRun run = run_berth({"replay", pods_, "--nodes", folder_ / "none.csv"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("is no whole number from 1 to 100000000, nor the file of a node list"));
}

TEST_F(CliTraces, TellsTheGpusOfAWorkload) {
  const ProgramRun run = run_berth({"workload", "stats", pods_});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.out, HasSubstr("GPU-hours"));
  const ProgramRun json = run_berth({"workload", "stats", pods_, "--json"});
  EXPECT_THAT(json.out, HasSubstr("\"malformed_rows\": 1"));
  EXPECT_THAT(json.out, HasSubstr("\"gpus_max\": 2"));
  const std::string log = folder_.write("log.swf", "1 0 -1 10 1 -1 -1 1 20 -1 1 -1 -1 -1 -1 -1 -1 -1\n");
  EXPECT_THAT(run_berth({"workload", "stats", log}).out, Not(HasSubstr("GPU")));
}

TEST_F(CliTraces, ConvertsATrace) {
  const ProgramRun run = run_berth({"workload", "convert", pods_, folder_ / "pods.swf"});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.err, HasSubstr("wrote 2 jobs"));
}

}  // namespace
}  // namespace berth
