// What can be shown on the two outputs: data goes to stdout, talk to stderr. Colour and progress bars only where a
// person looks (a terminal, and no NO_COLOR; see no-color.org).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "api/cli/exit_status.hpp"

namespace berth::cli {

struct Terminal {
  bool is_terminal = false;
  bool styled = false;    // bold may be used
  std::size_t width = 0;  // columns; 0: unlimited, not a terminal
  bool utf8 = false;      // by the locale of the environment
};
Terminal standard_output();
Terminal standard_error();

// Writes data to stdout. A reader that has gone away (`| head`) is no failure; a full disk is.
ExitStatus print(std::string_view text);

// A line of talk on stderr.
void say(std::string_view text);
// An error on stderr, as "berth: …"; returns the exit status it stands for.
ExitStatus complain(const Error& error);

// How many columns text takes on a terminal (one per code point).
std::size_t display_width(std::string_view text);

}  // namespace berth::cli
