// What `--out DIR` holds: for one replay its files; for several a folder of them per policy (and seed), named after it,
// with compare.csv, result.json and report.html of all above them. docs/result-format.md describes the files.
#pragma once

#include <string>
#include <vector>

#include "engine/model/result.hpp"
#include "scenarios/outcome.hpp"

namespace berth::cli {

// The folder of one of the outcomes, made if it is not there.
Result<std::string> folder_of(const std::string& out, const std::vector<Outcome>& outcomes, std::size_t index);

// Writes everything but the decision logs, which were written during the replays.
Result<void> write_out_folder(const std::string& out, const std::vector<Outcome>& outcomes);

}  // namespace berth::cli
