#include "scenarios/read_report.hpp"

namespace berth {

void ReadReport::count(const std::string& what, const std::string& consequence, std::uint64_t line) {
  for (Oddity& oddity : oddities) {
    if (oddity.what == what) {
      ++oddity.count;
      return;
    }
  }
  oddities.push_back({what, consequence, 1, line});
}

void ReadReport::skip(const std::string& what, std::uint64_t line) {
  ++skipped;
  count(what, "left out", line);
}

void ReadReport::refuse_row(std::string place, std::string message, std::uint64_t line) {
  ++malformed_rows;
  ++skipped;
  count("malformed rows", "left out", line);
  if (malformed.size() < kMalformedNamed) malformed.push_back(Error::input(std::move(place), std::move(message)));
}

}  // namespace berth
