// What a reader met that the format's definition does not allow or that cannot be replayed, counted by kind, with the
// first place of each: said once, never silently dropped.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/result.hpp"

namespace berth {

struct Oddity {
  std::string what;         // "negative run time", "jobs out of submission order" …
  std::string consequence;  // what was done about it: "skipped", "run time taken as 0" …
  std::uint64_t count = 0;
  std::uint64_t first_line = 0;  // 0 where a line makes no sense
};

// Malformed rows named one by one; further ones are only counted.
inline constexpr std::size_t kMalformedNamed = 100;

struct ReadReport {
  std::string format;  // "SWF", "Batsim", "scenario", "generated"
  std::uint64_t lines = 0;
  std::uint64_t jobs = 0;     // read and kept
  std::uint64_t skipped = 0;  // read and left out
  std::vector<Oddity> oddities;
  // Rows that are no job, left out: how many, and what is wrong with the first kMalformedNamed of them.
  std::uint64_t malformed_rows = 0;
  std::vector<Error> malformed;
  std::string input_hash;  // XXH3-128 of the bytes read, in hex; of the parameters when generated

  // A row at `place` that is left out: malformed, and one of the oddities.
  void refuse_row(std::string place, std::string message, std::uint64_t line);
  // A job that is read and left out, for a reason that makes no row malformed.
  void skip(const std::string& what, std::uint64_t line);
  void count(const std::string& what, const std::string& consequence, std::uint64_t line);
};

}  // namespace berth
