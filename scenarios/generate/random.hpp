// Seeded random numbers for the generators: the same seed gives the same numbers on every machine, which the
// distributions of the standard library do not promise. Draws are made of integers and portable mathematics alone.
//
// The numbers come from xoshiro256** 1.0, its state filled by SplitMix64 (Blackman & Vigna, "Scrambled Linear
// Pseudorandom Number Generators", ACM TOMS 47(4), 2021). Not for secrets.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace berth {

class Random {
 public:
  // Streams of one seed are independent: a generator gives each of its questions a stream of its own, so that asking
  // one of them more often leaves the answers to the others as they were.
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0);

  std::uint64_t bits();

  double unit();                             // in (0, 1), never an end: safe under a logarithm
  double uniform(double low, double high);   // REQUIRES: low ≤ high
  std::uint64_t below(std::uint64_t count);  // a whole number in [0, count), none favoured. REQUIRES: count > 0

  double normal();                  // mean 0, standard deviation 1 (Marsaglia's polar method, 1964)
  double exponential(double mean);  // REQUIRES: mean ≥ 0
  // Mean shape × scale (Marsaglia & Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26(3), 2000).
  // REQUIRES: shape > 0, scale > 0
  double gamma(double shape, double scale);

 private:
  std::array<std::uint64_t, 4> state_;
  double spare_normal_ = 0;
  bool has_spare_normal_ = false;
};

// Draws positions by weight: position i with weights[i] / sum of them all.
class WeightedChoice {
 public:
  // REQUIRES: no weight is negative, some weight is positive.
  explicit WeightedChoice(std::span<const double> weights);
  std::size_t draw(Random& random) const;

 private:
  std::vector<double> up_to_;  // sums of the weights, each with all before it
};

// Zipf's law: the k-th of `count` has weight 1/k. What users of a cluster look like, roughly.
WeightedChoice zipf(std::size_t count);

}  // namespace berth
