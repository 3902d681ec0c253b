#include "api/cli/report_input.hpp"

#include <algorithm>

#include "api/cli/terminal.hpp"
#include "api/cli/units.hpp"

namespace berth::cli {
namespace {

constexpr std::size_t kOdditiesShown = 12;
constexpr std::size_t kMalformedShown = 20;
constexpr std::size_t kRefusalsShown = 5;

}  // namespace

void report_input(const ReadReport& report) {
  if (report.oddities.empty()) return;
  say("berth: read " + plural(report.jobs, "job") + " of format " + report.format + ", left out " +
      count_text(report.skipped) + "; what was odd:");
  const std::size_t shown = std::min(report.oddities.size(), kOdditiesShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const Oddity& oddity = report.oddities[i];
    std::string line = "  " + count_text(oddity.count) + " × " + oddity.what + ": " + oddity.consequence;
    if (oddity.first_line > 0) line += " (first in line " + std::to_string(oddity.first_line) + ")";
    say(line);
  }
  for (std::size_t i = 0; i < std::min(report.malformed.size(), kMalformedShown); ++i) {
    say("  " + report.malformed[i].text());
  }
  if (report.malformed_rows > kMalformedShown) {
    say("  and " + count_text(report.malformed_rows - kMalformedShown) + " more malformed rows");
  }
  if (shown < report.oddities.size()) {
    say("  and " + std::to_string(report.oddities.size() - shown) + " more kinds; --json lists all");
  }
}

void report_refusals(const Outcome& outcome, const std::string& out) {
  const std::vector<Refusal>& refusals = outcome.replay.refusals;
  if (refusals.empty()) return;
  say("berth: " + plural(refusals.size(), "job") + " can never run and " + (refusals.size() == 1 ? "was" : "were") +
      " refused:");
  for (std::size_t i = 0; i < std::min(refusals.size(), kRefusalsShown); ++i) {
    say("  job " + outcome.workload->name_of(refusals[i].job) + ": " + refusals[i].reason);
  }
  if (refusals.size() > kRefusalsShown) {
    say("  and " + count_text(refusals.size() - kRefusalsShown) + " more; " +
        (out.empty() ? "--json or --out DIR lists all" : "all are in result.json in " + out));
  }
}

}  // namespace berth::cli
