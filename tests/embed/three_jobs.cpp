// Ten lines that embed the engine: three jobs on four processors under EASY. The second waits for the whole machine;
// the third, which came after it, slips in before.
#include <cstdio>
#include <vector>

#include "engine/simulation/replay.hpp"

int main() {
  using namespace berth;
  Workload workload;
  workload.jobs = {{0, 100 * kSecond, 100 * kSecond, kOneProcessor, 3},
                   {kSecond, 50 * kSecond, 60 * kSecond, kOneProcessor, 4},
                   {2 * kSecond, 30 * kSecond, 40 * kSecond, kOneProcessor, 1}};
  const std::vector<ClusterSpec> clusters = {processors(4)};
  const Result<Replay> replay = berth::replay(workload, clusters, *parse_policy("fcfs,easy"), {});
  if (!replay) return std::fprintf(stderr, "%s\n", replay.error().text().c_str()), 1;
  for (const Record& record : replay->records) std::printf("%g %g\n", seconds(record.start_us), seconds(record.end_us));
}
