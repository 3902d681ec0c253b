// Rows of the table that are about nodes, GPUs and preemption.
#pragma once

namespace berth::bench {

// How placing costs grow with the number of nodes.
void placing();
// Scenarios of the library, some of them published benchmarks of other schedulers.
void library_scenarios(int rounds);
// The largest: a million GPU jobs.
void million_gpu_jobs();

}  // namespace berth::bench
