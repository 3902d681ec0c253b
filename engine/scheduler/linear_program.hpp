// A linear program with a start that is allowed: maximize an objective over x ≥ 0 where every row's sum stays within
// its limit, none below 0. Dantzig's simplex method on a dense table (Dantzig, Linear Programming and Extensions,
// 1963), with Bland's rule (Mathematics of Operations Research 2(2), 1977) where it stalls, so that it cannot run in a
// circle. The same program gives the same bits on every machine.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace berth {

class LinearProgram {
 public:
  using Terms = std::vector<std::pair<std::size_t, double>>;  // variable, coefficient; no variable twice

  explicit LinearProgram(std::size_t variables) : variables_(variables) {}

  // REQUIRES: limit ≥ 0.
  void at_most(Terms terms, double limit) { rows_.push_back({std::move(terms), limit}); }

  // The variables that make the first objective as large as can be; of those, the second, and so on. Time and memory
  // go with rows × (rows + variables); each of the steps takes as much, and there are a few times as many as rows.
  // REQUIRES: the rows bound every objective.
  std::vector<double> maximize(std::span<const Terms> objectives) const;

 private:
  struct Row {
    Terms terms;
    double limit;
  };

  std::size_t variables_;
  std::vector<Row> rows_;
};

}  // namespace berth
