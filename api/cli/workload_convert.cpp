#include "api/cli/commands.hpp"
#include "api/cli/report_input.hpp"
#include "api/cli/save_workload.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/units.hpp"
#include "scenarios/scenario.hpp"

namespace berth::cli {

ExitStatus run_convert(const ConvertArguments& arguments) {
  if (Result<void> fine = check_ending("OUT", arguments.output); !fine) return complain(fine.error());
  Result<Scenario> scenario = open_scenario(arguments.input, 0);
  if (!scenario) return complain(scenario.error());
  scenario->strict = arguments.strict;
  // A log need not say what its machine is to be converted.
  if (scenario->clusters.empty()) scenario->clusters = {processors(1)};
  ReadReport report;
  const Result<Workload> workload = load_workload(*scenario, scenario->seeds.front(), report);
  if (!workload) return complain(workload.error());
  report_input(report);
  if (Result<void> saved = save_workload(arguments.output, *workload); !saved) return complain(saved.error());
  say("berth: wrote " + plural(workload->jobs.size(), "job") + " to " + arguments.output);
  return kOk;
}

}  // namespace berth::cli
