// A replay's result as JSON, for machines: what was run, on what, what came out. docs/result-format.md describes every
// key. Nothing of the wall clock is in it, so two runs write the same bytes.
//
//   {"format": "berth-result", "version": 1, "program": "0.1.0", "scenario": …, "workload": …, "policy": …,
//    "seed": 1, "semantics": "batch", "partial": false, "input": {"hash", "format", "jobs", "skipped", "oddities"},
//    "clusters": […], "metrics": {…}, "counters": {…}, "refusals": [{"job", "reason"}]}
#pragma once

#include <span>
#include <string>

#include "engine/model/result.hpp"
#include "scenarios/outcome.hpp"

namespace berth {

std::string result_json(const Outcome& outcome);

// Several results side by side: {"format": "berth-comparison", "version": 1, "partial": …, "results": [ … ]}.
std::string comparison_json(std::span<const Outcome> outcomes);

}  // namespace berth
