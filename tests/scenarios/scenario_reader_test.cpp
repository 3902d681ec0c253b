#include <gtest/gtest.h>

#include "scenarios/read/json_tree.hpp"
#include "scenarios/read/scenario_json.hpp"
#include "scenarios/scenario.hpp"

namespace berth {
namespace {

constexpr const char* kSmall = R"({
  "berth": 1,
  "name": "small",
  "description": "two jobs",
  "clusters": [{"nodes": 4}],
  "workload": {"jobs": [{"run": 60, "replicas": 4}, {"run": 0.000001, "submit": 12.5}]},
  "policies": ["order=fcfs,backfill=easy", "sjf"],
  "semantics": "event",
  "overrun": "kill"
})";

Scenario parse(std::string_view text) {
  Result<Scenario> scenario = parse_scenario(text, "s.json");
  EXPECT_TRUE(scenario.ok()) << scenario.error().text();
  return scenario ? std::move(*scenario) : Scenario{};
}

std::string error_of(std::string_view text) {
  const Result<Scenario> scenario = parse_scenario(text, "s.json");
  return scenario ? "no error" : scenario.error().text();
}

// A scenario of one line, with a part replaced.
std::string with(std::string_view workload, std::string_view clusters = R"([{"nodes": 4}])",
                 std::string_view more = "") {
  return R"({"berth": 1, "clusters": )" + std::string(clusters) + R"(, "workload": )" + std::string(workload) +
         std::string(more) + "}";
}
std::string with_job(std::string_view keys) { return with(R"({"jobs": [{)" + std::string(keys) + "}]}"); }
std::string with_more(std::string_view more) { return with(R"({"jobs": [{"run": 1}]})", R"([{"nodes": 4}])", more); }

const Workload& jobs_of(const Scenario& scenario) { return std::get<Workload>(scenario.source); }

TEST(ScenarioReader, ReadsEveryTopLevelKey) {
  const Scenario scenario = parse(kSmall);
  EXPECT_EQ(scenario.name, "small");
  EXPECT_EQ(scenario.description, "two jobs");
  ASSERT_EQ(scenario.clusters.size(), 1u);
  EXPECT_EQ(scenario.clusters[0].node_count(), 4);
  EXPECT_EQ(scenario.clusters[0].groups[0].per_node, kOneProcessor);
  ASSERT_EQ(scenario.policies.size(), 2u);
  EXPECT_EQ(scenario.policies[1].order.name, "sjf");
  EXPECT_EQ(scenario.semantics, Semantics::kEvent);
  EXPECT_EQ(scenario.overrun, OverrunRule::kKill);
  EXPECT_EQ(scenario.seeds, std::vector<std::uint64_t>{1});
}

TEST(ScenarioReader, KeepsTimesToTheMicrosecond) {
  const Scenario scenario = parse(kSmall);
  EXPECT_EQ(jobs_of(scenario).jobs[1].submit_us, 12'500'000);
  EXPECT_EQ(jobs_of(scenario).jobs[1].run_us, 1);
  EXPECT_EQ(jobs_of(parse(with_job(R"("run": 99999999999.999999)"))).jobs[0].run_us, 99'999'999'999'999'999);
  EXPECT_EQ(jobs_of(parse(with_job(R"("run": 1.5e3)"))).jobs[0].run_us, 1500 * kSecond);
  EXPECT_EQ(jobs_of(parse(with_job(R"("run": 2500000e-6)"))).jobs[0].run_us, 2'500'000);
}

TEST(ScenarioReader, FillsInWhatAJobDoesNotSay) {
  const Scenario scenario = parse(with_job(R"("run": 60)"));
  const Job& job = jobs_of(scenario).jobs[0];
  EXPECT_EQ(job.submit_us, 0);
  EXPECT_EQ(job.requested_us, 60 * kSecond);
  EXPECT_EQ(job.replicas, 1u);
  EXPECT_EQ(job.per_replica, kOneProcessor);
  EXPECT_EQ(job.user, kUnknown);
  EXPECT_EQ(job.priority, 0);
  EXPECT_EQ(job.number, 1);
}

TEST(ScenarioReader, ReadsEveryKeyOfAJob) {
  const Scenario scenario = parse(with_job(
      R"("id": "train", "submit": 1, "run": 2, "requested": 3, "replicas": 4, "cpu": 0.5, "memory_gib": 1.5,
         "gpu": 0.25, "user": 5, "group": 6, "queue": 7, "priority": -8)"));
  const Job& job = jobs_of(scenario).jobs[0];
  EXPECT_EQ(jobs_of(scenario).name_of(0), "train");
  EXPECT_EQ(job.submit_us, kSecond);
  EXPECT_EQ(job.run_us, 2 * kSecond);
  EXPECT_EQ(job.requested_us, 3 * kSecond);
  EXPECT_EQ(job.replicas, 4u);
  EXPECT_EQ(job.per_replica, (Resources{500, 1536, 250}));
  EXPECT_EQ(job.user, 5);
  EXPECT_EQ(job.group, 6);
  EXPECT_EQ(job.queue, 7);
  EXPECT_EQ(job.priority, -8);
}

TEST(ScenarioReader, GivesAJobThatRunsForNoTimeARequestOfOneMicrosecond) {
  EXPECT_EQ(jobs_of(parse(with_job(R"("run": 0)"))).jobs[0].requested_us, 1);
}

TEST(ScenarioReader, ReadsClustersOfSeveralGroups) {
  const Scenario scenario = parse(with(R"({"jobs": [{"run": 1}]})",
                                       R"([{"name": "a", "groups": [
      {"name": "cpu", "count": 3, "cpu": 64, "memory_gib": 256},
      {"name": "gpu", "count": 2, "cpu": 32, "memory_mib": 1000, "gpu": 8}]}, {"nodes": 2}])"));
  ASSERT_EQ(scenario.clusters.size(), 2u);
  EXPECT_EQ(scenario.clusters[0].name, "a");
  EXPECT_EQ(scenario.clusters[0].groups[0].per_node, (Resources{64'000, 262'144, 0}));
  EXPECT_EQ(scenario.clusters[0].groups[1].per_node, (Resources{32'000, 1000, 8000}));
  EXPECT_EQ(scenario.clusters[0].node_count(), 5);
  EXPECT_EQ(scenario.clusters[1].name, "cluster-2");
}

TEST(ScenarioReader, ReadsAWorkloadOfTheLublinModelForTheLargestCluster) {
  const Scenario scenario = parse(with(R"({"lublin": {"jobs": 500, "kind": "batch", "load": 0.9, "overestimate": 10,
      "users": 20}})",
                                       R"([{"nodes": 64}, {"nodes": 128}])", R"(, "seeds": [1, 2, 3])"));
  const auto& lublin = std::get<LublinParameters>(scenario.source);
  EXPECT_EQ(lublin.jobs, 500u);
  EXPECT_EQ(lublin.processors, 128);
  EXPECT_EQ(lublin.kind, LublinParameters::Kind::kBatch);
  EXPECT_EQ(lublin.load, 0.9);
  EXPECT_EQ(lublin.overestimate, 10);
  EXPECT_EQ(lublin.users, 20);
  EXPECT_EQ(scenario.seeds, (std::vector<std::uint64_t>{1, 2, 3}));
}

TEST(ScenarioReader, ReadsAPoissonWorkloadWithEachDistribution) {
  const auto poisson_with = [](std::string_view run) {
    return std::get<PoissonParameters>(
        parse(with(R"({"poisson": {"jobs": 9, "arrivals_per_hour": 30, "run": )" + std::string(run) + "}}")).source);
  };
  using Kind = DistributionSpec::Kind;
  EXPECT_EQ(poisson_with("60").run_s.kind, Kind::kConstant);
  EXPECT_EQ(poisson_with("60").run_s.a, 60);
  EXPECT_EQ(poisson_with(R"({"constant": 5})").run_s.a, 5);
  EXPECT_EQ(poisson_with(R"({"uniform": [1, 9]})").run_s.b, 9);
  EXPECT_EQ(poisson_with(R"({"log_uniform": [1, 9]})").run_s.kind, Kind::kLogUniform);
  EXPECT_EQ(poisson_with(R"({"exponential": 40})").run_s.kind, Kind::kExponential);
  EXPECT_EQ(poisson_with(R"({"log_normal": {"median": 40, "sigma": 2}})").run_s.b, 2);
  EXPECT_EQ(poisson_with(R"({"weibull": {"scale": 40, "shape": 0.5}})").run_s.b, 0.5);
  const DistributionSpec choice = poisson_with(R"({"choice": [{"value": 1}, {"value": 8, "weight": 3}]})").run_s;
  EXPECT_EQ(choice.values, (std::vector<double>{1, 8}));
  EXPECT_EQ(choice.weights, (std::vector<double>{1, 3}));
}

TEST(ScenarioReader, ReadsAFilesPathWithoutClusters) {
  const Scenario scenario = parse(R"({"berth": 1, "workload": {"file": "log.swf.gz"}})");
  EXPECT_EQ(std::get<WorkloadFile>(scenario.source).path, "log.swf.gz");
  EXPECT_TRUE(scenario.clusters.empty());
  EXPECT_EQ(scenario.name, "s");
}

TEST(ScenarioReader, LinksDependenciesByIdWhateverTheOrderOfTheList) {
  const Scenario scenario = parse(with(R"({"jobs": [{"id": "b", "submit": 5, "run": 1, "depends_on": ["a", 7]},
      {"id": "a", "run": 1}, {"id": 7, "submit": 1, "run": 1}]})"));
  const Workload& workload = jobs_of(scenario);
  EXPECT_EQ(workload.name_of(0), "a");
  EXPECT_EQ(workload.name_of(2), "b");
  EXPECT_EQ(workload.dependencies, (std::vector<Dependency>{{2, 0, 0}, {2, 1, 0}}));
}

TEST(ScenarioReader, NamesUnknownKeysAndTheOneThatWasMeant) {
  EXPECT_EQ(error_of(with_more(R"(, "polices": ["fcfs"])")),
            "s.json:/polices: is no known key; did you mean \"policies\"?");
  EXPECT_EQ(error_of(with_job(R"("run": 1, "replcias": 2)")),
            "s.json:/workload/jobs/0/replcias: is no known key; did you mean \"replicas\"?");
  EXPECT_EQ(error_of(with(R"({"jobs": [{"run": 1}]})", R"([{"nodes": 1, "q/~z": 1}])")),
            "s.json:/clusters/0/q~1~0z: is no known key; there are \"name\", \"nodes\", \"groups\" or \"node_list\"");
}

TEST(ScenarioReader, NamesWrongTypesAndNumbersOutOfRange) {
  EXPECT_EQ(error_of(with(R"({"jobs": [{"run": 1}]})", R"([{"nodes": "ten"}])")),
            "s.json:/clusters/0/nodes: is \"ten\", must be a whole number from 1 to 100000000");
  EXPECT_EQ(error_of(with(R"({"jobs": [{"run": 1}]})", R"([{"nodes": 1.5}])")),
            "s.json:/clusters/0/nodes: is 1.5, must be a whole number from 1 to 100000000");
  EXPECT_EQ(error_of(with(R"({"jobs": [{"run": 1}]})", R"([{"nodes": 100000001}])")),
            "s.json:/clusters/0/nodes: is 100000001, must be a whole number from 1 to 100000000");
  EXPECT_EQ(error_of(with_job(R"("run": -1)")),
            "s.json:/workload/jobs/0/run: is -1, must be a number of seconds from 0 to 100000000000");
  EXPECT_EQ(error_of(with_job(R"("run": 100000000001)")),
            "s.json:/workload/jobs/0/run: is 100000000001, must be a number of seconds from 0 to 100000000000");
  EXPECT_EQ(error_of(with_job(R"("run": 1e400)")),
            "s.json:/workload/jobs/0/run: is 1e400, must be a number of seconds from 0 to 100000000000");
  EXPECT_EQ(error_of(with_job(R"("run": 0.0000001)")),
            "s.json:/workload/jobs/0/run: is 0.0000001, must be a number of seconds with at most 6 decimals");
  EXPECT_EQ(error_of(with_job(R"("run": 1, "requested": 0)")),
            "s.json:/workload/jobs/0/requested: is 0, must be above 0");
  EXPECT_EQ(error_of(with_job(R"("run": 1, "cpu": 0.0005)")),
            "s.json:/workload/jobs/0/cpu: is 0.0005, must be a number of cores with at most 3 decimals");
  EXPECT_EQ(error_of(with_job(R"("run": 1, "memory_gib": 0.3)")),
            "s.json:/workload/jobs/0/memory_gib: is 0.3, must be a whole number of MiB; memory_mib says them");
  EXPECT_EQ(error_of(with_more(R"(, "semantics": "batched")")),
            "s.json:/semantics: is \"batched\", must be \"batch\" or \"event\"");
  EXPECT_EQ(error_of(with_more(R"(, "seeds": [])")),
            "s.json:/seeds: is an empty array, must be an array of 1 to 10000 elements");
  EXPECT_EQ(error_of("[]"),
            "s.json:/: is an empty array, must be a scenario: an object with the keys \"berth\", "
            "\"workload\" and others");
}

TEST(ScenarioReader, AcceptsNumbersAtTheirLimits) {
  EXPECT_EQ(parse(with(R"({"jobs": [{"run": 100000000000, "replicas": 100000000}]})", R"([{"nodes": 100000000}])"))
                .clusters[0]
                .node_count(),
            kCountLimit);
  EXPECT_EQ(jobs_of(parse(with_job(R"("run": 1, "cpu": 1000000000)"))).jobs[0].per_replica.cpu_milli, kResourceLimit);
}

TEST(ScenarioReader, RefusesAmountsWhoseSumCannotBeCounted) {
  EXPECT_EQ(error_of(with_job(R"("run": 1, "cpu": 1000000000, "replicas": 1000001)")),
            "s.json:/workload/jobs/0: asks for more of a resource than can be counted; all its replicas together may "
            "ask for 10^15 cores");
  const std::string huge = R"({"groups": [{"count": 600000, "cpu": 1000000000}]})";
  EXPECT_EQ(error_of(with(R"({"jobs": [{"run": 1}]})", "[" + huge + "," + huge + "]")),
            "s.json:/clusters/1: has more of a resource than can be counted; all clusters together may have 10^15 "
            "cores");
}

TEST(ScenarioReader, NamesMissingAndContradictingKeys) {
  EXPECT_EQ(error_of(R"({"workload": {"file": "a"}})"),
            "s.json:/: has no key \"berth\"; a scenario says its format's version: \"berth\": 1");
  EXPECT_EQ(error_of(R"({"berth": 1})"), "s.json:/workload: is missing");
  EXPECT_EQ(error_of(with_job(R"("submit": 1)")), "s.json:/workload/jobs/0/run: is missing");
  EXPECT_EQ(error_of(R"({"berth": 1, "workload": {"jobs": [{"run": 1}]}})"), "s.json:/clusters: is missing");
  EXPECT_EQ(error_of(with(R"({"jobs": [{"run": 1}]})", R"([{"name": "x"}])")),
            "s.json:/clusters/0: must have \"nodes\", \"groups\" or \"node_list\"");
  EXPECT_EQ(
      error_of(with(R"({"jobs": [{"run": 1}], "file": "x"})")),
      "s.json:/workload: must have only one of \"file\", \"lublin\", \"poisson\", \"trace\", \"csv\" or \"jobs\"");
  EXPECT_EQ(error_of(with_job(R"("run": 1, "cpu": 0)")),
            "s.json:/workload/jobs/0: asks for nothing; give cpu, memory or gpu above 0");
  EXPECT_EQ(error_of(with_job(R"("run": 1, "memory_mib": 1, "memory_gib": 1)")),
            "s.json:/workload/jobs/0/memory_gib: stands beside memory_mib; give one of them");
}

TEST(ScenarioReader, NamesAKeyThatIsGivenTwice) {
  EXPECT_EQ(error_of(R"({"berth": 1, "clusters": [{"nodes": 1}, {"nodes": 1, "nodes": 2}]})"),
            "s.json:/clusters/1/nodes: is given twice, must be given once");
}

TEST(ScenarioReader, NamesWhatIsThereTwice) {
  EXPECT_EQ(error_of(with(R"({"jobs": [{"id": 1, "run": 1}, {"id": "1", "run": 1}]})")),
            "s.json:/workload/jobs/1: has the id \"1\" of job 1 of the list; ids (without one: the job's place in the "
            "list, from 1) must differ");
  EXPECT_EQ(error_of(with(R"({"jobs": [{"run": 1}]})", R"([{"name": "a", "nodes": 1}, {"name": "a", "nodes": 1}])")),
            "s.json:/clusters/1: is a second cluster named \"a\"");
  EXPECT_EQ(error_of(with_more(R"(, "policies": ["sjf", "order=sjf,backfill=none"])")),
            "s.json:/policies/1: says the policy order=sjf,backfill=none a second time");
  EXPECT_EQ(error_of(with_more(R"(, "seeds": [4, 4])")), "s.json:/seeds/1: is a seed said a second time");
}

TEST(ScenarioReader, NamesAPolicyThatDoesNotExist) {
  const std::string error = error_of(with_more(R"(, "policies": ["sjf", "order=fifo"])"));
  EXPECT_TRUE(error.starts_with("s.json:/policies/1: no order is called \"fifo\"; there are: fcfs")) << error;
}

TEST(ScenarioReader, NamesUnknownDependenciesAndCircles) {
  EXPECT_EQ(error_of(with_job(R"("run": 1, "depends_on": ["x"])")),
            "s.json:/workload/jobs/0/depends_on/0: is \"x\", must be the id of a job of this list");
  const std::string circle = error_of(
      with(R"({"jobs": [{"id": "a", "run": 1, "depends_on": ["b"]}, {"id": "b", "run": 1, "depends_on": ["a"]}]})"));
  EXPECT_TRUE(circle.starts_with("s.json:/workload/jobs: jobs depend on each other in a circle: a → b → a")) << circle;
}

TEST(ScenarioReader, NamesTheDistributionThatCannotBe) {
  EXPECT_EQ(error_of(with(R"({"poisson": {"jobs": 9, "arrivals_per_hour": 30, "run": {"uniform": [9, 1]}}})")),
            "s.json:/workload/poisson/run: begins after its end, must go from the smaller to the larger");
  EXPECT_EQ(error_of(with(R"({"poisson": {"jobs": 9, "arrivals_per_hour": 30, "run": "long"}})")),
            "s.json:/workload/poisson/run: is \"long\", must be a number or a distribution such as {\"uniform\": [1, "
            "10]}");
  EXPECT_EQ(error_of(with(R"({"poisson": {"jobs": 9, "arrivals_per_hour": 0, "run": 1}})")),
            "s.json:/workload/poisson/arrivals_per_hour: is 0, must be a number above 0");
}

TEST(ScenarioReader, RefusesANewerVersionBeforeAnythingElse) {
  EXPECT_EQ(error_of(R"({"berth": 2, "novelty": true})"),
            "s.json:/berth: is 2, must be at most 1: the scenario was written for a newer version of this program");
}

TEST(ScenarioReader, NamesTheLineOfWhatIsNotJson) {
  EXPECT_TRUE(error_of("{\n\"berth\": 1,\n}").starts_with("s.json:3:1: is not JSON"))
      << error_of("{\n\"berth\": 1,\n}");
  EXPECT_EQ(error_of("{\n\"berth\": 1"), "s.json:2:11: is not JSON: the text ends early");
  EXPECT_EQ(error_of(""), "s.json:1:1: is not JSON: the text ends early");
  EXPECT_EQ(error_of("{}\n{}"), "s.json:2:1: is not JSON: something follows the end of the value");
}

TEST(ScenarioReader, AllowsNestingUpToItsLimitAndNoDeeper) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(error_of(nested(kJsonTreeDepthLimit)).find("must be a scenario") != std::string::npos);
  EXPECT_EQ(error_of(nested(kJsonTreeDepthLimit + 1)), "s.json:1:33: is nested deeper than 32 levels");
  EXPECT_EQ(error_of(std::string(100'000, '[')), "s.json:1:33: is nested deeper than 32 levels");
  EXPECT_EQ(error_of(R"({"a":)" + std::string(100'000, '{')), "s.json:1:7: is not JSON: syntax error");
}

TEST(ScenarioReader, BoundsTextsAndStrings) {
  EXPECT_EQ(parse(with_more(R"(, "name": ")" + std::string(kScenarioNameLimit, 'n') + "\"")).name.size(),
            kScenarioNameLimit);
  EXPECT_NE(error_of(with_more(R"(, "name": ")" + std::string(kScenarioNameLimit + 1, 'n') + "\""))
                .find("must be a string of 1 to 200 bytes"),
            std::string::npos);
  EXPECT_EQ(error_of(with_more(R"(, "name": ")" + std::string(kJsonStringLimit + 1, 'n') + "\"")),
            "s.json:1:65624: has a string longer than 65536 bytes");
  EXPECT_EQ(error_of(R"({")" + std::string(kJsonKeyLimit + 1, 'k') + R"(": 1})"),
            "s.json:1:260: has a key longer than 256 bytes");
  EXPECT_TRUE(error_of(std::string(kScenarioBytesLimit + 1, ' ')).starts_with("s.json: is larger than 16777216 bytes"));
}

TEST(ScenarioReader, ReadsEscapedTextAndQuotesLongValuesCut) {
  EXPECT_EQ(parse(with_more(R"(, "name": "a\u00e9\"b")")).name, "aé\"b");
  EXPECT_EQ(error_of(with_more(R"(, "seeds": ")" + std::string(100, 'x') + "\"")),
            "s.json:/seeds: is \"" + std::string(60, 'x') + "…\", must be an array of 1 to 10000 elements");
}

}  // namespace
}  // namespace berth
