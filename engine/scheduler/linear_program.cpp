#include "engine/scheduler/linear_program.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace berth {
namespace {

constexpr double kNothing = 1e-9;
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kStallsLimit = 20;  // steps without gain, before Bland's rule is followed

// The variables, then one slack a row, then the limits.
class Table {
 public:
  Table(std::size_t variables, std::size_t rows)
      : variables_(variables),
        rows_(rows),
        width_(variables + rows + 1),
        cells_(rows * width_),
        gains_(width_),
        basis_(rows),
        is_open_(width_ - 1, true) {
    for (std::size_t row = 0; row < rows; ++row) {
      basis_[row] = variables + row;
      at(row, basis_[row]) = 1;
    }
  }

  double& at(std::size_t row, std::size_t column) { return cells_[row * width_ + column]; }
  double& limit(std::size_t row) { return at(row, width_ - 1); }

  void maximize(const LinearProgram::Terms& objective) {
    price(objective);
    std::size_t stalls = 0;
    // No program needs so many steps but for rounding; wherever it stops is allowed.
    for (std::size_t steps_left = 50 * (rows_ + width_); steps_left > 0; --steps_left) {
      const std::size_t column = entering(stalls > kStallsLimit);
      const std::size_t row = column == kNone ? kNone : leaving(column);
      if (row == kNone) break;
      stalls = limit(row) > kNothing ? 0 : stalls + 1;
      pivot(row, column);
    }
    // What would make this objective smaller is left alone from now on.
    for (std::size_t column = 0; column + 1 < width_; ++column) {
      if (gains_[column] < -kNothing) is_open_[column] = false;
    }
  }

  std::vector<double> values() {
    std::vector<double> values(variables_, 0);
    for (std::size_t row = 0; row < rows_; ++row) {
      if (basis_[row] < variables_) values[basis_[row]] = limit(row);
    }
    return values;
  }

 private:
  // What each variable that is 0 would add to the objective.
  void price(const LinearProgram::Terms& objective) {
    std::fill(gains_.begin(), gains_.end(), 0.0);
    for (const auto& [variable, coefficient] : objective) gains_[variable] = coefficient;
    const std::vector<double> coefficients = gains_;
    for (std::size_t row = 0; row < rows_; ++row) {
      const double coefficient = basis_[row] < variables_ ? coefficients[basis_[row]] : 0;
      if (coefficient == 0) continue;
      for (std::size_t column = 0; column < width_; ++column) gains_[column] -= coefficient * at(row, column);
    }
  }

  std::size_t entering(bool first) const {
    std::size_t best = kNone;
    for (std::size_t column = 0; column + 1 < width_; ++column) {
      if (!is_open_[column] || gains_[column] <= kNothing) continue;
      if (best == kNone || gains_[column] > gains_[best]) best = column;
      if (first) break;
    }
    return best;
  }

  std::size_t leaving(std::size_t column) {
    std::size_t best = kNone;
    double least = 0;
    for (std::size_t row = 0; row < rows_; ++row) {
      const double slope = at(row, column);
      if (slope <= kNothing) continue;
      const double ratio = limit(row) / slope;
      if (best != kNone && (ratio > least || (ratio == least && basis_[row] > basis_[best]))) continue;
      best = row;
      least = ratio;
    }
    return best;
  }

  void pivot(std::size_t pivot_row, std::size_t pivot_column) {
    double* const own = &at(pivot_row, 0);
    const double scale = 1 / own[pivot_column];
    for (std::size_t column = 0; column < width_; ++column) own[column] *= scale;
    const auto clear = [&](double* row) {
      const double factor = row[pivot_column];
      if (factor == 0) return;
      for (std::size_t column = 0; column < width_; ++column) row[column] -= factor * own[column];
      row[pivot_column] = 0;
    };
    for (std::size_t row = 0; row < rows_; ++row) {
      if (row != pivot_row) clear(&at(row, 0));
      limit(row) = std::max(limit(row), 0.0);  // below by rounding alone
    }
    clear(gains_.data());
    basis_[pivot_row] = pivot_column;
  }

  std::size_t variables_, rows_, width_;
  std::vector<double> cells_;
  std::vector<double> gains_;
  std::vector<std::size_t> basis_;  // by row: the variable that is not 0
  std::vector<bool> is_open_;
};

}  // namespace

std::vector<double> LinearProgram::maximize(std::span<const Terms> objectives) const {
  Table table(variables_, rows_.size());
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    for (const auto& [variable, coefficient] : rows_[row].terms) table.at(row, variable) = coefficient;
    table.limit(row) = rows_[row].limit;
  }
  for (const Terms& objective : objectives) table.maximize(objective);
  return table.values();
}

}  // namespace berth
