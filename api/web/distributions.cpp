#include "api/web/distributions.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "api/web/curves.hpp"
#include "api/web/job_classes.hpp"
#include "api/web/page_json.hpp"
#include "engine/metrics/span.hpp"
#include "engine/metrics/stints.hpp"

namespace berth::web {
namespace {

namespace json = boost::json;

constexpr std::size_t kGridPoints = 600;
constexpr std::size_t kClassGridPoints = 200;

json::array numbers(const std::vector<double>& values) {
  json::array list;
  for (const double value : values) list.push_back(number(value));
  return list;
}

std::vector<double> sorted_values(const Replay& replay, Fared fared) {
  std::vector<double> values;
  const Stints stints(replay);
  for (JobId id = 0; id < replay.records.size(); ++id) {
    const Record& record = replay.records[id];
    if (!ended(record)) continue;
    const double turnaround = seconds(record.end_us - record.submit_us);
    const double run = seconds(stints.useful_run(id));
    values.push_back(fared == Fared::kSlowdown ? std::max(1.0, turnaround / std::max(run, kSlowdownThreshold_s))
                                               : seconds(record.start_us - record.submit_us));
  }
  std::sort(values.begin(), values.end());
  return values;
}

// One class of one outcome's jobs.
struct Waits {
  std::vector<double> of_started;  // sorted
  std::size_t jobs = 0;
};

std::vector<Waits> waits_by_class(const Outcome& outcome, const JobClasses& classes) {
  std::vector<Waits> waits(classes.count());
  for (JobId id = 0; id < outcome.replay.records.size(); ++id) {
    const Record& record = outcome.replay.records[id];
    if (record.state == JobState::kRefused || record.submit_us == kNever) continue;
    Waits& of_class = waits[classes.of(outcome.workload->jobs[id])];
    ++of_class.jobs;
    if (record.start_us != kNever) of_class.of_started.push_back(seconds(record.start_us - record.submit_us));
  }
  for (Waits& of_class : waits) std::sort(of_class.of_started.begin(), of_class.of_started.end());
  return waits;
}

}  // namespace

json::object distribution_json(std::span<const Outcome> outcomes, Fared fared) {
  std::vector<std::vector<double>> values;
  for (const Outcome& outcome : outcomes) values.push_back(sorted_values(outcome.replay, fared));
  const std::vector<double> grid = distribution_grid(values, 1, kGridPoints);
  json::array shares;
  for (const std::vector<double>& sorted : values) shares.push_back(numbers(cumulative_shares(sorted, grid)));
  return {{"at", numbers(grid)}, {"shares", std::move(shares)}};
}

json::object waits_by_class_json(std::span<const Outcome> outcomes) {
  const JobClasses classes(outcomes);
  std::vector<std::vector<Waits>> waits;    // by outcome, by class
  std::vector<std::vector<double>> values;  // of all
  for (const Outcome& outcome : outcomes) {
    waits.push_back(waits_by_class(outcome, classes));
    for (const Waits& of_class : waits.back()) values.push_back(of_class.of_started);
  }
  const std::vector<double> grid = distribution_grid(values, 1, kClassGridPoints);
  json::array list;
  for (std::size_t i = 0; i < classes.count(); ++i) {
    std::size_t jobs = 0;
    json::array shares;
    for (const std::vector<Waits>& of_outcome : waits) {
      const Waits& of_class = of_outcome[i];
      jobs = std::max(jobs, of_class.jobs);
      std::vector<double> started = cumulative_shares(of_class.of_started, grid);
      for (double& share : started) {
        if (of_class.jobs > 0) {
          share *= static_cast<double>(of_class.of_started.size()) / static_cast<double>(of_class.jobs);
        }
      }
      shares.push_back(numbers(started));
    }
    if (jobs > 0) list.push_back({{"name", classes.name(i)}, {"jobs", jobs}, {"shares", std::move(shares)}});
  }
  return {{"at", numbers(grid)}, {"classes", std::move(list)}};
}

}  // namespace berth::web
