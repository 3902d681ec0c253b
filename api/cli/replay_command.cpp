#include "api/cli/commands.hpp"
#include "api/cli/out_folder.hpp"
#include "api/cli/outcome_text.hpp"
#include "api/cli/report_input.hpp"
#include "api/cli/run_cells.hpp"
#include "api/cli/sparkline.hpp"
#include "api/cli/terminal.hpp"
#include "scenarios/write/result_json.hpp"

namespace berth::cli {
namespace {

std::string text_of(const std::vector<Outcome>& outcomes, OutputFormat format) {
  switch (format) {
    case OutputFormat::kJson:
      return result_json(outcomes.front());
    case OutputFormat::kCsv:
      return outcomes_csv(outcomes);
    case OutputFormat::kTable:
      break;
  }
  return outcome_table(outcomes.front(), standard_output());
}

}  // namespace

ExitStatus run_replay(const ReplayArguments& arguments) {
  Result<Prepared> prepared = prepare(arguments, {"order=fcfs,backfill=easy"});
  if (!prepared) return complain(prepared.error());
  if (arguments.through == Through::kDirect && arguments.workers > 0) {
    say("berth: --workers changes nothing: with --through direct there are no actors");
  }
  if (prepared->policies.size() > 1) {
    say("berth: the scenario has " + std::to_string(prepared->policies.size()) + " policies; replaying the first, " +
        prepared->policies.front().text() + " (`berth compare` replays all)");
    prepared->policies.resize(1);
  }
  prepared->seeds.resize(1);
  if (prepared->variants.size() > 1) {
    say("berth: replaying the clusters as they are (`berth compare` replays all " +
        std::to_string(prepared->variants.size()) + " variants)");
    prepared->variants.resize(1);
  }

  Result<std::vector<Outcome>> outcomes = run_cells(*prepared, arguments);
  if (!outcomes) return complain(outcomes.error());
  const Outcome& outcome = outcomes->front();
  report_refusals(outcome, arguments.out);
  if (!arguments.out.empty()) {
    if (Result<void> written = write_out_folder(arguments.out, *outcomes); !written) return complain(written.error());
  }
  const ExitStatus printed = print(text_of(*outcomes, arguments.format));
  if (arguments.format == OutputFormat::kTable) {
    if (const std::string curves = sparklines(outcome, standard_error()); !curves.empty()) say("\n" + curves);
  }
  if (!outcome.replay.partial) return printed;
  say("berth: interrupted; what is shown is partial");
  return kFailed;
}

}  // namespace berth::cli
