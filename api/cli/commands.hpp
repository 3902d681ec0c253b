// The commands, each in the file of its name.
#pragma once

#include "api/cli/arguments.hpp"

namespace berth::cli {

ExitStatus run_replay(const ReplayArguments& arguments);
ExitStatus run_compare(const CompareArguments& arguments);
ExitStatus run_stats(const StatsArguments& arguments);
ExitStatus run_generate(const LublinArguments& arguments);
ExitStatus run_generate(const PoissonArguments& arguments);
ExitStatus run_convert(const ConvertArguments& arguments);
ExitStatus run_get(const GetArguments& arguments);
ExitStatus run_serve(const ServeArguments& arguments);
ExitStatus run_export(const ExportArguments& arguments);
ExitStatus run_policies(const PoliciesArguments& arguments);

}  // namespace berth::cli
