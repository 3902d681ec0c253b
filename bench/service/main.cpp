// Prints the table of the live service under load: what, against what, the figure, the target. Servers are processes of
// their own on loopback; wrk and an open-loop client load them from others.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "bench/machine.hpp"
#include "bench/service/run.hpp"
#include "bench/service/stand_ins.hpp"

int main(int argument_count, char** arguments) {
  using namespace berth::bench;
  // As what it measures against: started by itself only.
  if (argument_count == 4 && arguments[1] == std::string("--stand-in")) {
    return serve_stand_in(arguments[2], arguments[3]);
  }

  Run run;
  std::vector<std::string> rows = {"sessions", "recovery", "reads", "steady", "writes", "overload", "logins"};

  CLI::App program{"Prints the table of the live service under load.", "berth_bench_service"};
  program.add_option("row", rows, "which rows to print: all, unless said")->check(CLI::IsMember(rows));
  program.add_option("--seconds", run.seconds, "how long each part of a row is loaded")
      ->check(CLI::Range(1.0, 3600.0))
      ->capture_default_str();
  program.add_option("--rounds", run.rounds, "how often each part is measured; medians are quoted")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  program.add_option("--database-url", run.database_url, "a Postgres to measure on, too, beside SQLite");
  try {
    program.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : 2;
  }

  fmt::print("{}\nmedians of {} rounds of {} s, parts of a row in turn; {} connections\n\n", machine_name(), run.rounds,
             run.seconds, 64);
  const bool postgres = !run.database_url.empty();
  for (const std::string& row : rows) {
    if (row == "sessions") {
      sessions(run);
    } else if (row == "recovery") {
      recovery(run);
    } else if (row == "reads") {
      reads(run);
    } else if (row == "steady") {
      steady(run, false);
      if (postgres) steady(run, true);
    } else if (row == "writes") {
      writes(run, false);
      if (postgres) writes(run, true);
    } else if (row == "overload") {
      overload(run, false);
      if (postgres) overload(run, true);
    } else {
      logins(run);
    }
  }
  return 0;
}
