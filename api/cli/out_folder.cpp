#include "api/cli/out_folder.hpp"

#include <algorithm>

#include "api/cli/outcome_text.hpp"
#include "api/web/report.hpp"
#include "scenarios/write/file_writer.hpp"
#include "scenarios/write/jobs_csv.hpp"
#include "scenarios/write/result_json.hpp"
#include "scenarios/write/schedule_csv.hpp"

namespace berth::cli {
namespace {

// A policy as a folder's name: fcfs-easy, fcfs-easy-depth-50. What a file system may not like becomes a dash.
std::string folder_name(const Outcome& outcome, bool with_seed) {
  std::string name;
  const std::string variant = outcome.variant.empty() ? "" : outcome.variant + "-";
  for (const char letter : variant + short_text(outcome.policy)) {
    const bool kept = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '.';
    if (kept) {
      name += letter;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  while (!name.empty() && name.back() == '-') name.pop_back();
  return with_seed ? name + "-seed-" + std::to_string(outcome.seed) : name;
}

}  // namespace

Result<std::string> folder_of(const std::string& out, const std::vector<Outcome>& outcomes, std::size_t index) {
  std::string folder = out;
  if (outcomes.size() > 1) {
    const bool with_seed = outcomes.front().seed != outcomes.back().seed;
    folder += "/" + folder_name(outcomes[index], with_seed);
  }
  if (Result<void> made = make_folder(folder); !made) return made.error();
  return folder;
}

Result<void> write_out_folder(const std::string& out, const std::vector<Outcome>& outcomes) {
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& outcome = outcomes[i];
    const Result<std::string> folder = folder_of(out, outcomes, i);
    if (!folder) return folder.error();
    if (Result<void> written = write_jobs_csv(*folder + "/jobs.csv", outcome); !written) return written;
    if (Result<void> written = write_schedule_csv(*folder + "/schedule.csv", outcome); !written) return written;
    if (Result<void> written = write_file(*folder + "/result.json", result_json(outcome)); !written) return written;
  }
  if (outcomes.size() > 1) {
    if (Result<void> written = write_file(out + "/compare.csv", outcomes_csv(outcomes)); !written) return written;
    if (Result<void> written = write_file(out + "/result.json", comparison_json(outcomes)); !written) return written;
  }
  return write_file(out + "/report.html", render_report(outcomes));
}

}  // namespace berth::cli
