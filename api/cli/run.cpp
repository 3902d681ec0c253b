#include "api/cli/run.hpp"

#include <csignal>
#include <exception>
#include <new>

#include "api/cli/commands.hpp"
#include "api/cli/terminal.hpp"

namespace berth::cli {
namespace {

ExitStatus carry_out(const HelpArguments& help) { return print(help.text); }
ExitStatus carry_out(const ReplayArguments& arguments) { return run_replay(arguments); }
ExitStatus carry_out(const CompareArguments& arguments) { return run_compare(arguments); }
ExitStatus carry_out(const StatsArguments& arguments) { return run_stats(arguments); }
ExitStatus carry_out(const LublinArguments& arguments) { return run_generate(arguments); }
ExitStatus carry_out(const PoissonArguments& arguments) { return run_generate(arguments); }
ExitStatus carry_out(const ConvertArguments& arguments) { return run_convert(arguments); }
ExitStatus carry_out(const PoliciesArguments& arguments) { return run_policies(arguments); }
ExitStatus carry_out(const ServeArguments& arguments) { return run_serve(arguments); }
ExitStatus carry_out(const ExportArguments& arguments) { return run_export(arguments); }
ExitStatus carry_out(const GetArguments& arguments) { return run_get(arguments); }

}  // namespace

int run(int argument_count, char** arguments) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away is told by the write that fails
  try {
    const auto parsed = parse(argument_count, arguments);
    if (const ExitStatus* status = std::get_if<ExitStatus>(&parsed)) return *status;
    return std::visit([](const auto& command) { return carry_out(command); }, std::get<Command>(parsed));
  } catch (const std::bad_alloc&) {
    return complain(Error::failed("", "out of memory; a smaller workload, or fewer replays at once (--jobs), may fit"));
  } catch (const std::exception& error) {
    return complain(Error::failed("", std::string("unexpected: ") + error.what()));
  }
}

}  // namespace berth::cli
