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

}  // namespace berth
