#include "api/cli/out_folder.hpp"

#include <algorithm>
#include <set>

#include "api/cli/outcome_text.hpp"
#include "api/web/report.hpp"
#include "scenarios/write/file_writer.hpp"
#include "scenarios/write/jobs_csv.hpp"
#include "scenarios/write/result_json.hpp"
#include "scenarios/write/schedule_csv.hpp"

namespace berth::cli {
namespace {

// A policy as a folder's name: fcfs-easy, plus-20-fcfs-easy-depth-50. What a file system may not like becomes a dash.
std::string folder_name(const Outcome& outcome, bool with_seed) {
  constexpr std::size_t kNameLimit = 200;  // file systems take 255 bytes; a seed and a number may follow
  std::string text = short_text(outcome.policy);
  if (!outcome.variant.empty()) text = outcome.variant + "-" + text;
  if (text.starts_with('+')) text = "plus-" + text;
  if (text.starts_with('-')) text = "minus" + text;
  std::string name;
  for (const char letter : text) {
    const bool kept = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                      (letter >= '0' && letter <= '9') || letter == '.';
    if (kept) {
      name += letter;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  name.resize(std::min(name.size(), kNameLimit));
  while (!name.empty() && name.back() == '-') name.pop_back();
  return with_seed ? name + "-seed-" + std::to_string(outcome.seed) : name;
}

}  // namespace

Result<std::vector<std::string>> make_out_folders(const std::string& out, const std::vector<Outcome>& outcomes) {
  std::vector<std::string> folders(outcomes.size(), out);
  if (outcomes.size() > 1) {
    const bool with_seed =
        std::ranges::any_of(outcomes, [&](const Outcome& one) { return one.seed != outcomes.front().seed; });
    std::set<std::string> taken;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const std::string name = folder_name(outcomes[i], with_seed);
      std::string unique = name;
      for (int number = 2; !taken.insert(unique).second; ++number) unique = name + "-" + std::to_string(number);
      folders[i] += "/" + unique;
    }
  }
  for (const std::string& folder : folders) {
    if (Result<void> made = make_folder(folder); !made) return made.error();
  }
  return folders;
}

Result<void> write_out_folder(const std::string& out, const std::vector<Outcome>& outcomes) {
  const Result<std::vector<std::string>> folders = make_out_folders(out, outcomes);
  if (!folders) return folders.error();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& outcome = outcomes[i];
    const std::string& folder = (*folders)[i];
    if (Result<void> written = write_jobs_csv(folder + "/jobs.csv", outcome); !written) return written;
    if (Result<void> written = write_schedule_csv(folder + "/schedule.csv", outcome); !written) return written;
    if (Result<void> written = write_file(folder + "/result.json", result_json(outcome)); !written) return written;
  }
  if (outcomes.size() > 1) {
    if (Result<void> written = write_file(out + "/compare.csv", outcomes_csv(outcomes)); !written) return written;
    if (Result<void> written = write_file(out + "/result.json", comparison_json(outcomes)); !written) return written;
  }
  return write_file(out + "/report.html", render_report(outcomes));
}

}  // namespace berth::cli
