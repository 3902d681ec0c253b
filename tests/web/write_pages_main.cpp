// write_report_pages FOLDER: the reports that the browser opens in its test.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "api/web/report.hpp"
#include "tests/web/outcomes.hpp"

namespace berth::test {
namespace {

std::vector<Outcome> with_refused_and_odd() {
  auto workload = drawn_workload({.count = 400});
  workload->name = "A small comparison";
  workload->jobs[10].replicas = 5000;
  std::vector<Outcome> outcomes;
  for (const char* policy : {"fcfs,none", "fcfs,easy", "sjf,easy", "order=wfp3,backfill=easy(depth=20)"}) {
    outcomes.push_back(outcome_of(workload, {processors(64)}, policy));
    outcomes.back().input.oddities = {{"negative run time", "run time taken as 0", 3, 17}};
  }
  return outcomes;
}

std::vector<Outcome> with_hostile_names() {
  const std::string hostile = "</script><script>alert(1)</script>";
  auto workload = drawn_workload({.count = 40});
  workload->name = hostile;
  for (std::size_t i = 0; i < workload->jobs.size(); ++i) workload->names.push_back(hostile + std::to_string(i));
  workload->names[1] = "<img src=x onerror=alert(2)>\xE2\x80\xA8";
  workload->jobs[5].replicas = 5000;
  return {outcome_of(workload, {processors(40, hostile), processors(24, "\"><b>")}, "fcfs,easy")};
}

std::vector<Outcome> large() {
  auto workload = drawn_workload({.count = 100'000, .nodes = 512});
  workload->name = "A hundred thousand jobs";
  return {outcome_of(workload, {processors(512)}, "fcfs,easy"), outcome_of(workload, {processors(512)}, "sjf,easy")};
}

std::vector<Outcome> wide() {
  auto workload = drawn_workload({.count = 100'000, .nodes = 10'000});
  workload->name = "Ten thousand nodes";
  return {outcome_of(workload, {processors(10'000)}, "fcfs,easy")};
}

std::vector<Outcome> with_gpus() {
  const auto workload = drawn_gpu_workload({.count = 600});
  std::vector<Outcome> outcomes;
  for (const char* policy : {"order=fcfs,backfill=greedy,placement=best-fit", "order=fcfs,backfill=easy,placement=fgd",
                             "order=priority,backfill=greedy,placement=worst-fit,preemption=priority"}) {
    outcomes.push_back(outcome_of(workload, {gpu_cluster()}, policy));
  }
  return outcomes;
}

}  // namespace
}  // namespace berth::test

int main(int argument_count, char** arguments) {
  if (argument_count != 2) return 2;
  const std::filesystem::path folder = arguments[1];
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, const std::vector<berth::Outcome>& outcomes) {
    std::ofstream(folder / name, std::ios::binary) << berth::render_report(outcomes);
  };
  write("small.html", berth::test::with_refused_and_odd());
  write("hostile.html", berth::test::with_hostile_names());
  write("single.html", berth::test::compared({.count = 1}, {"fcfs,none"}));
  write("gpus.html", berth::test::with_gpus());
  write("preempting.html", {berth::test::preempting()});
  write("wide.html", berth::test::wide());
  write("large.html", berth::test::large());
  write("empty.html", {});
  return 0;
}
