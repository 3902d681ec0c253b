#include "api/cli/commands.hpp"
#include "api/cli/distribution_text.hpp"
#include "api/cli/save_workload.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/units.hpp"
#include "scenarios/generate/lublin.hpp"
#include "scenarios/generate/poisson.hpp"

namespace berth::cli {
namespace {

ExitStatus deliver(const Result<Workload>& workload, const std::string& out) {
  if (!workload) return complain(workload.error());
  const std::string path = out.empty() ? "/dev/stdout" : out;
  if (Result<void> saved = save_workload(path, *workload); !saved) return complain(saved.error());
  if (!out.empty()) say("berth: wrote " + plural(workload->jobs.size(), "job") + " to " + out);
  return kOk;
}

Result<void> check_out(const std::string& out) { return out.empty() ? Result<void>() : check_ending("--out", out); }

}  // namespace

ExitStatus run_generate(const LublinArguments& arguments) {
  if (Result<void> fine = check_out(arguments.out); !fine) return complain(fine.error());
  return deliver(generate_lublin(arguments.parameters, arguments.seed), arguments.out);
}

ExitStatus run_generate(const PoissonArguments& arguments) {
  if (Result<void> fine = check_out(arguments.out); !fine) return complain(fine.error());
  PoissonParameters parameters;
  parameters.jobs = arguments.jobs;
  parameters.arrivals_per_hour = arguments.arrivals_per_hour;
  parameters.users = arguments.users;
  struct Flag {
    const char* name;
    const std::string& text;
    DistributionSpec& spec;
  };
  for (const Flag& flag :
       {Flag{"--replicas", arguments.replicas, parameters.replicas}, Flag{"--run", arguments.run_s, parameters.run_s},
        Flag{"--overestimate", arguments.overestimate, parameters.overestimate}}) {
    Result<DistributionSpec> spec = parse_distribution(flag.name, flag.text);
    if (!spec) return complain(spec.error());
    flag.spec = std::move(*spec);
  }
  return deliver(generate_poisson(parameters, arguments.seed), arguments.out);
}

}  // namespace berth::cli
