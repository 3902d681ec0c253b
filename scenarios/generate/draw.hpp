// Draws a workload from the jobs of another, as the experiments of the FGD paper do (Weng et al., "Beware of
// Fragmentation", USENIX ATC'23, section 6.1): the jobs in a random order, one every `gap`, and so many of them that
// the GPUs they ask for come to a chosen share of the clusters'. Where the list is too short for that, further jobs are
// drawn from it at random, with replacement, until the next one would pass the share; where it is too long, jobs are
// taken out at random until they are at it or below.
//
// Same seed, same jobs on every machine: the order, the further jobs and those taken out have random streams of their
// own. A job drawn again is named as before with "#2", "#3" … behind.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"

namespace berth {

struct DrawParameters {
  std::optional<std::uint64_t> seed;  // none: that of the run
  std::int64_t until_gpu_milli = 0;   // asked GPUs ÷ the clusters' GPUs, in thousandths; 0: every job once
  Duration gap_us = kSecond;
  bool stay = false;  // nobody leaves: all run for kStay, or where that could not be planned, as long as it can

  friend bool operator==(const DrawParameters&, const DrawParameters&) = default;
};

inline constexpr std::int64_t kDrawShareLimit = 1'000;  // largest share of the clusters' GPUs
inline constexpr std::size_t kDrawnJobsLimit = 100'000'000;
// How long a job runs that is to stay to the end: ten years.
inline constexpr Duration kStay = 3652 * kDay;

// `gpu_milli` are the clusters' GPUs. Error: none of the jobs asks for a GPU, jobs that wait for others, too many jobs.
Result<Workload> draw_jobs(Workload list, const DrawParameters& parameters, std::uint64_t seed, std::int64_t gpu_milli);

// The first `count` jobs; what they waited for among the others is dropped.
void take_first(Workload& workload, std::size_t count);

}  // namespace berth
