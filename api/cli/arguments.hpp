// What the flags of each command say, read by parse.cpp and nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "actors/cells.hpp"
#include "api/cli/exit_status.hpp"
#include "scenarios/generate/lublin.hpp"

namespace berth::cli {

enum class OutputFormat : std::uint8_t { kTable, kJson, kCsv };

// The machine of a workload that comes without: --nodes. Neither: the log's header, or the scenario, says.
struct MachineArguments {
  std::int64_t nodes = 0;
  std::string node_list;  // a file
};

// What `replay` and `compare` share.
struct RunArguments {
  std::string file;
  std::vector<std::string> policies;
  std::vector<std::string> variants;  // besides the scenario's own
  std::vector<std::uint64_t> seeds;
  std::optional<Semantics> semantics;  // none: the scenario's own
  std::optional<OverrunRule> overrun;  // none: the scenario's own
  Through through = Through::kDirect;
  MachineArguments machine;
  bool strict = false;   // a malformed row is an error
  unsigned workers = 0;  // threads; 0: one per processor
  std::string out;       // folder; empty: write nothing
  OutputFormat format = OutputFormat::kTable;
};
struct ReplayArguments : RunArguments {};
struct CompareArguments : RunArguments {};

struct StatsArguments {
  std::string file;
  MachineArguments machine;
  bool strict = false;
  std::optional<std::uint64_t> seed;  // none: the scenario's first
  OutputFormat format = OutputFormat::kTable;
};
struct LublinArguments {
  LublinParameters parameters;
  std::uint64_t seed = 1;
  std::string out;  // empty: SWF to stdout
};
struct PoissonArguments {
  std::uint64_t jobs = 10'000;
  double arrivals_per_hour = 60;
  std::string replicas = "log-uniform(1,64)", run_s = "log-normal(600,1.5)", overestimate = "constant(1)";
  std::int32_t users = 0;
  std::uint64_t seed = 1;
  std::string out;
};
struct ConvertArguments {
  std::string input, output;
  bool strict = false;
};
struct GetArguments {
  std::string name;  // empty: list what is known
  std::string folder = ".";
  std::string mirror;  // empty: the publisher
  std::string sha256;  // empty: the pinned one
};
struct PoliciesArguments {
  std::string name;  // empty: all
  bool json = false;
};
struct ServeArguments {
  std::string data, database_url;
  bool ephemeral = false;
  std::string host = "127.0.0.1";
  int port = 8000;
  bool demo = false;
  bool tls = false, trust_proxy = false, no_query_login = false, refuse_never = false;
  bool log_requests = false;
  std::vector<std::string> allowed_origins, allowed_hosts;
  std::int64_t session_idle_s = 1800, session_absolute_s = 12 * 3600;
  std::int64_t rate_limit = 6000, entrance_limit = 240;
  std::int64_t commands_in_flight = 96, workers = 160;
  std::int64_t lease_s = 10;
  std::int64_t argon2_memory_mib = 46, argon2_passes = 1;
};
struct ExportArguments {
  std::string data, database_url;
  std::string out;      // a file; empty: stdout
  bool verify = false;  // compare instead of writing
};
struct HelpArguments {
  std::string text;  // already made: help, or the version
};

using Command =
    std::variant<HelpArguments, ReplayArguments, CompareArguments, StatsArguments, LublinArguments, PoissonArguments,
                 ConvertArguments, GetArguments, PoliciesArguments, ServeArguments, ExportArguments>;

// The command, or the exit status once what is wrong has been said on stderr.
std::variant<Command, ExitStatus> parse(int argument_count, const char* const* arguments);

}  // namespace berth::cli
