// What `--out DIR` holds: for one replay its files; for several a folder of them per policy (and seed), named after it,
// with compare.csv, result.json and report.html of all above them. docs/result-format.md describes the files.
#pragma once

#include <string>
#include <vector>

#include "engine/model/result.hpp"
#include "scenarios/outcome.hpp"

namespace berth::cli {

// A folder for each of the outcomes, no two of them the same, made where it is not there.
Result<std::vector<std::string>> make_out_folders(const std::string& out, const std::vector<Outcome>& outcomes);

// Writes everything but the decision logs, which were written during the replays.
Result<void> write_out_folder(const std::string& out, const std::vector<Outcome>& outcomes);

}  // namespace berth::cli
