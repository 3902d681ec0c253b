// Prints the table of the live service under load: what, against what, the figure, the target. Servers are processes of
// their own on loopback; wrk and an open-loop client load them from others.
//
//   berth_bench_service [--seconds N] [--rounds N] [--database-url URL]
//   [reads|steady|writes|overload|logins|recovery|sessions]…
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <string_view>

#include "bench/machine.hpp"
#include "bench/service/run.hpp"
#include "bench/service/stand_ins.hpp"

namespace {

using namespace berth::bench;

int complain(std::string_view word) {
  fmt::print(stderr, "berth_bench_service does not know what to do with '{}'\n", word);
  return 2;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::vector<std::string> words(arguments + 1, arguments + argument_count);
  if (words.size() == 3 && words[0] == "--stand-in") return serve_stand_in(words[1], words[2]);

  Run run;
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!word.starts_with("--")) {
      rows.push_back(word);
      continue;
    }
    if (++i == words.size()) return complain(word);
    if (word == "--seconds") {
      run.seconds = std::max(1, std::atoi(words[i].c_str()));
    } else if (word == "--rounds") {
      run.rounds = std::max(1, std::atoi(words[i].c_str()));
    } else if (word == "--database-url") {
      run.database_url = words[i];
    } else {
      return complain(word);
    }
  }
  if (rows.empty()) rows = {"sessions", "recovery", "reads", "steady", "writes", "overload", "logins"};

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
    } else if (row == "logins") {
      logins(run);
    } else {
      return complain(row);
    }
  }
  return 0;
}
