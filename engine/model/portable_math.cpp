#include "engine/model/portable_math.hpp"

#include <cassert>
#include <cmath>

namespace berth::portable {
namespace {

constexpr double kLn2 = 0.693147180559945309417232121458;
// ln 2 in two parts, the first with so few bits that a whole number below 2^11 times it is exact.
constexpr double kLn2High = 6.93147180369123816490e-01;
constexpr double kLn2Low = 1.90821492927058770002e-10;
constexpr double kLog2E = 1.442695040888963407359924681002;
constexpr double kLog10E = 0.434294481903251827651128918917;
constexpr double kSqrtHalf = 0.707106781186547524400844362105;

// x = fraction × 2^exponent with the fraction in [√½, √2). frexp and ldexp move exponents only: they are exact.
double split(double x, int& exponent) {
  double fraction = std::frexp(x, &exponent);
  if (fraction < kSqrtHalf) {
    fraction *= 2;
    --exponent;
  }
  return fraction;
}

// ln of a fraction in [√½, √2): twice the artanh series of (f − 1)/(f + 1), whose square is below 0.03.
double log_of_fraction(double fraction) {
  constexpr int kTerms = 12;
  const double s = (fraction - 1) / (fraction + 1);
  const double square = s * s;
  double sum = 0;
  for (int term = kTerms; term >= 1; --term) sum = (sum + 1.0 / (2 * term + 1)) * square;
  return 2 * s + 2 * s * sum;
}

// e^y for |y| ≤ ½ ln 2, by its Taylor series.
double exp_of_small(double y) {
  constexpr int kTerms = 14;
  double sum = 0;
  for (int term = kTerms; term >= 2; --term) sum = (sum + 1) * y / term;
  return 1 + (y + y * sum);
}

}  // namespace

double log(double x) {
  assert(x > 0);
  int exponent = 0;
  const double fraction = split(x, exponent);
  return exponent * kLn2High + (log_of_fraction(fraction) + exponent * kLn2Low);
}

double log2(double x) {
  assert(x > 0);
  int exponent = 0;
  const double fraction = split(x, exponent);
  return exponent + log_of_fraction(fraction) * kLog2E;
}

double log10(double x) { return log(x) * kLog10E; }

double exp(double x) {
  if (x > 710) return HUGE_VAL;
  if (x < -750) return 0;
  const double whole = std::floor(x * kLog2E + 0.5);
  return std::ldexp(exp_of_small((x - whole * kLn2High) - whole * kLn2Low), static_cast<int>(whole));
}

double exp2(double x) {
  if (x > 1025) return HUGE_VAL;
  if (x < -1080) return 0;
  const double whole = std::floor(x + 0.5);
  return std::ldexp(exp_of_small((x - whole) * kLn2), static_cast<int>(whole));
}

double pow(double x, double y) { return exp2(y * log2(x)); }

}  // namespace berth::portable
