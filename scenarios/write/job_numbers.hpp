// The numbers jobs are written under where a format knows jobs by number.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/workload.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

// By JobId: the jobs' own numbers, or 1, 2, 3 … where those are negative or stand twice (counted in `losses`).
std::vector<std::int64_t> job_numbers(const Workload& workload, std::vector<Oddity>& losses);

// Adds a kind of thing a format has no words for; nothing where `count` is 0.
void add_loss(std::vector<Oddity>& losses, std::string what, std::string consequence, std::uint64_t count);

// How many jobs ask for something else than whole processors.
std::uint64_t jobs_not_of_processors(const Workload& workload);

}  // namespace berth
