// One HTML file that shows what was replayed: metrics side by side, distributions, queue and utilization over time,
// of GPUs and nodes, a schedule to zoom into, refused and worst-served jobs (docs/report.md explains each picture).
//
// The file stands by itself: styles, scripts and data are inside it and it asks for nothing, so that it opens from a
// disk without a network and is kept with the results. The same outcomes give the same bytes: no date, no running
// time. Names from logs and scenarios cannot become markup or script.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scenarios/outcome.hpp"

namespace berth {

// Bounds of a report. What is left out beyond them is always the same part, and the page says so.
inline constexpr std::size_t kScheduledJobs = 200'000;           // first jobs of a workload drawn in its schedules
inline constexpr std::size_t kScheduleBytes = 20 * 1024 * 1024;  // of all schedules; 4/3 of it in the file
inline constexpr std::size_t kHeatMapBytes = 3 * 1024 * 1024;    // of all heat maps, 4/3 of it in the file
inline constexpr std::size_t kChartedOutcomes = 16;              // first outcomes with curves and a schedule
inline constexpr std::size_t kMeasuredOutcomes = 1'000;          // first outcomes in the table of metrics
inline constexpr std::size_t kCurvePoints = 2'000;               // of a curve over time
inline constexpr std::size_t kRefusedListed = 200;               // refused jobs listed per outcome
inline constexpr std::size_t kWorstListed = 20;      // longest waits told per outcome, and as many slowdowns
inline constexpr std::size_t kOdditiesListed = 100;  // kinds of oddities listed per workload
inline constexpr std::size_t kTextBytes = 300;       // of a name or a sentence from outside

// REQUIRES: every outcome has its workload, and a record for each of its jobs.
std::string render_report(const std::vector<Outcome>& outcomes);

}  // namespace berth
