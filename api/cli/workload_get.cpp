#include "api/cli/commands.hpp"
#include "api/cli/interrupt.hpp"
#include "api/cli/table.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/units.hpp"
#include "api/fetch/fetch_log.hpp"

namespace berth::cli {
namespace {

ExitStatus list_known() {
  Table table({{"name", Align::kLeft}, {"jobs"}, {"about", Align::kLeft}});
  for (const fetch::KnownLog& log : fetch::known_logs()) {
    table.add({{std::string(log.name), {}}, {count_text(log.jobs), {}}, {std::string(log.about), {}}});
  }
  return print(table.text(standard_output()));
}

}  // namespace

ExitStatus run_get(const GetArguments& arguments) {
  if (arguments.name.empty()) return list_known();
  fetch::FetchOptions options;
  options.folder = arguments.folder;
  if (!arguments.mirror.empty()) options.base_url = arguments.mirror;
  options.sha256 = arguments.sha256;
  options.progress = [](std::uint64_t, std::uint64_t) { return !interrupted(); };

  const InterruptGuard guard;
  const Result<fetch::FetchedLog> fetched = fetch::fetch_log(arguments.name, options);
  if (!fetched) return complain(fetched.error());
  say("berth: " + std::string(fetched->was_there ? "already there, checksum right" : "downloaded, checksum right"));
  if (const fetch::KnownLog* log = fetch::find_known_log(arguments.name)) say("berth: " + std::string(log->terms));
  return print(fetched->path + "\n");
}

}  // namespace berth::cli
