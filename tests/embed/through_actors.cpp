// The same through actors, which needs CAF to link and none of its headers to compile.
#include <cstdio>
#include <vector>

#include "actors/replay.hpp"

int main() {
  using namespace berth;
  Workload workload;
  workload.jobs = {{0, 100 * kSecond, 100 * kSecond, kOneProcessor, 3}};
  const std::vector<ClusterSpec> clusters = {processors(4)};
  const Result<Replay> replay = replay_through_actors(workload, clusters, *parse_policy("fcfs,easy"), {}, 1);
  if (!replay) return std::fprintf(stderr, "%s\n", replay.error().text().c_str()), 1;
  for (const Record& record : replay->records) std::printf("%g %g\n", seconds(record.start_us), seconds(record.end_us));
}
