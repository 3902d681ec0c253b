// What the table times: workloads, replays and how often each is repeated.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/simulation/replay.hpp"

namespace berth::bench {

// A workload of the Lublin model on 256 processors at the given load, with overestimated requests.
Workload lublin(std::uint64_t jobs, double load);

// `waiting` jobs of a whole machine's width wait from the beginning to the end while `jobs` short narrow ones are
// backfilled past them: the time per job shows what a long queue costs.
Workload long_queue(std::uint64_t jobs, std::uint64_t waiting);

// Median seconds of `rounds` calls, taken in turn with each other so that a slow spell of the machine hits all alike.
std::vector<double> time_in_turn(const std::vector<std::function<double()>>& works, int rounds);

// Seconds a call takes.
double seconds_of(const std::function<void()>& work);

Replay replay_direct(const Workload& workload, const std::string& policy);
Replay replay_actors(const Workload& workload, const std::string& policy);

// Most memory this process has held, in bytes.
std::uint64_t peak_memory();

}  // namespace berth::bench
