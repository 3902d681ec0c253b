#include "bench/row.hpp"

#include <cstdio>
#include <fmt/format.h>

namespace berth::bench {

void print_row(const std::string& what, const std::string& figure, const std::string& target, bool reached) {
  fmt::print("{:<58} {:>22}   {:<26} {}\n", what, figure, target, reached ? "reached" : "MISSED");
  std::fflush(stdout);
}

void print_row(const std::string& what, const std::string& figure) {
  fmt::print("{:<58} {:>22}\n", what, figure);
  std::fflush(stdout);
}

}  // namespace berth::bench
