#include "scenarios/nearest.hpp"

#include <algorithm>
#include <array>

namespace berth {
namespace {

constexpr std::size_t kLengthLimit = 40;  // of what is compared: longer words are near to nothing

// Edits from one word to the other (optimal string alignment). REQUIRES: both within kLengthLimit.
std::size_t edits_between(std::string_view from, std::string_view to) {
  std::array<std::array<std::size_t, kLengthLimit + 1>, kLengthLimit + 1> edits{};
  for (std::size_t i = 0; i <= from.size(); ++i) edits[i][0] = i;
  for (std::size_t j = 0; j <= to.size(); ++j) edits[0][j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = edits[i - 1][j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      edits[i][j] = std::min({edits[i - 1][j] + 1, edits[i][j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) edits[i][j] = std::min(edits[i][j], edits[i - 2][j - 2] + 1);
    }
  }
  return edits[from.size()][to.size()];
}

}  // namespace

std::string_view nearest_of(std::string_view word, std::span<const std::string_view> names) {
  if (word.size() > kLengthLimit) return {};
  std::string_view nearest;
  std::size_t fewest = std::max<std::size_t>(2, word.size() / 3) + 1;  // more than that is another word
  for (const std::string_view name : names) {
    if (name.size() > kLengthLimit) continue;
    const std::size_t edits = edits_between(word, name);
    if (edits < fewest && edits < name.size()) {
      fewest = edits;
      nearest = name;
    }
  }
  return nearest;
}

}  // namespace berth
