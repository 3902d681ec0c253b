#include <algorithm>

#include "api/cli/commands.hpp"
#include "api/cli/out_folder.hpp"
#include "api/cli/outcome_text.hpp"
#include "api/cli/report_input.hpp"
#include "api/cli/run_cells.hpp"
#include "api/cli/terminal.hpp"
#include "scenarios/write/result_json.hpp"

namespace berth::cli {
namespace {

// What a bare log is compared under: the classics, and orders that did well in the literature.
const std::vector<std::string> kUsualPolicies = {"fcfs,none",         "fcfs,easy", "sjf,easy", "fcfs,easy-sjbf",
                                                 "fcfs,conservative", "wfp3,easy", "f1,easy"};

std::string text_of(const std::vector<Outcome>& outcomes, OutputFormat format) {
  switch (format) {
    case OutputFormat::kJson:
      return comparison_json(outcomes);
    case OutputFormat::kCsv:
      return outcomes_csv(outcomes);
    case OutputFormat::kTable:
      break;
  }
  return comparison_table(outcomes, standard_output());
}

}  // namespace

ExitStatus run_compare(const CompareArguments& arguments) {
  Result<Prepared> prepared = prepare(arguments, kUsualPolicies);
  if (!prepared) return complain(prepared.error());
  Result<std::vector<Outcome>> outcomes = run_cells(*prepared, arguments);
  if (!outcomes) return complain(outcomes.error());

  report_refusals(outcomes->front(), arguments.out);  // what can never run is the same under every policy
  if (!arguments.out.empty()) {
    if (Result<void> written = write_out_folder(arguments.out, *outcomes); !written) return complain(written.error());
  }
  const ExitStatus printed = print(text_of(*outcomes, arguments.format));
  const bool partial = std::ranges::any_of(*outcomes, [](const Outcome& one) { return one.replay.partial; });
  if (!partial) return printed;
  say("berth: interrupted; what is shown is partial");
  return kFailed;
}

}  // namespace berth::cli
