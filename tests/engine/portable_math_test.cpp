#include "engine/model/portable_math.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <vector>

namespace berth {
namespace {

// How many doubles lie between two of the same sign.
std::int64_t places_between(double left, double right) {
  std::int64_t left_bits = 0, right_bits = 0;
  std::memcpy(&left_bits, &left, sizeof left);
  std::memcpy(&right_bits, &right, sizeof right);
  return left_bits > right_bits ? left_bits - right_bits : right_bits - left_bits;
}

// Numbers over the whole range of what schedulers and generators take logarithms of, and close to 1.
std::vector<double> positive_numbers() {
  std::vector<double> numbers{5e-324, 1e-300, 0.5, 1.5, 2, 10, 1000, 1e300, 1.7976931348623157e308};
  for (int i = 1; i <= 4000; ++i) {
    numbers.push_back(std::ldexp(1 + i * 0.000249, i % 120 - 60));
    numbers.push_back(1 + i * 1e-7);
    numbers.push_back(1 - i * 1e-7);
  }
  return numbers;
}

template <class Ours, class Library>
std::int64_t worst(const std::vector<double>& inputs, Ours ours, Library library) {
  std::int64_t places = 0;
  for (const double x : inputs) places = std::max(places, places_between(ours(x), library(x)));
  return places;
}

TEST(PortableMath, LogarithmsAreWithinFourLastPlacesOfTheLibrarys) {
  const std::vector<double> numbers = positive_numbers();
  EXPECT_LE(worst(numbers, portable::log, [](double x) { return std::log(x); }), 4);
  EXPECT_LE(worst(numbers, portable::log2, [](double x) { return std::log2(x); }), 4);
  EXPECT_LE(worst(numbers, portable::log10, [](double x) { return std::log10(x); }), 4);
}

TEST(PortableMath, ExponentialsAreWithinFourLastPlacesOfTheLibrarys) {
  std::vector<double> numbers;
  for (int i = -7000; i <= 7000; ++i) numbers.push_back(i * 0.1001);
  EXPECT_LE(worst(numbers, portable::exp, [](double x) { return std::exp(x); }), 4);
  EXPECT_LE(worst(numbers, portable::exp2, [](double x) { return std::exp2(x); }), 4);
}

TEST(PortableMath, PowersAreAsCloseAsTheirExponentAllows) {
  for (int i = 1; i <= 200; ++i) {
    for (int j = -20; j <= 20; ++j) {
      const double x = i * 0.37, y = j * 0.5;
      const double expected = std::pow(x, y);
      EXPECT_NEAR(portable::pow(x, y) / expected, 1, 1e-14) << x << " to the power " << y;
    }
  }
}

TEST(PortableMath, WholePowersOfTwoAreExact) {
  for (int exponent = -1000; exponent <= 1000; ++exponent) {
    EXPECT_EQ(portable::log2(std::ldexp(1.0, exponent)), exponent);
    EXPECT_EQ(portable::exp2(exponent), std::ldexp(1.0, exponent));
  }
  EXPECT_EQ(portable::log(1), 0);
  EXPECT_EQ(portable::log10(1), 0);
  EXPECT_EQ(portable::exp(0), 1);
}

TEST(PortableMath, ExponentialsEndInZeroAndInfinity) {
  EXPECT_EQ(portable::exp(-1e6), 0);
  EXPECT_EQ(portable::exp2(-1e6), 0);
  EXPECT_EQ(portable::exp(1e6), HUGE_VAL);
  EXPECT_EQ(portable::exp2(1e6), HUGE_VAL);
}

// The bits themselves: a machine or a compiler that gives others breaks "same input, same bytes".
TEST(PortableMath, GivesTheseBitsOnEveryMachine) {
  std::uint64_t mixed = 0;
  for (int i = 1; i <= 10'000; ++i) {
    const double x = i * 0.731;
    for (const double y : {portable::log(x), portable::log2(x), portable::log10(x), portable::exp(x / 100),
                           portable::exp2(-x / 100), portable::pow(x, 0.3)}) {
      std::uint64_t bits = 0;
      std::memcpy(&bits, &y, sizeof bits);
      mixed = (mixed ^ bits) * 1099511628211u;
    }
  }
  EXPECT_EQ(mixed, 14352078574388793374u);
}

}  // namespace
}  // namespace berth
