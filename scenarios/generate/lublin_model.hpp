// The distributions of the Lublin–Feitelson model and their published parameters, for batch and for interactive jobs
// (the authors' program m_lublin99.c in the Parallel Workloads Archive, and the paper named in lublin.hpp).
#pragma once

#include <array>
#include <cstdint>

#include "scenarios/generate/random.hpp"

namespace berth::lublin {

struct Gamma {
  double shape = 1, scale = 1;
};

// One kind of jobs.
struct Kind {
  // Sizes: serial with `serial`; else 2^x with x from [low, medium] with `first_stage`, else from [medium, high],
  // x whole for a share `power_of_two` of all jobs.
  double serial = 0, power_of_two = 0;
  double low = 0;            // log2 of the smallest parallel job, shifted to give it more or less weight
  double below_machine = 0;  // high = log2(processors) − this
  double first_stage = 0;
  // Logarithm of the run time: `shorter` with probability slope × size + intercept, else `longer`.
  Gamma shorter, longer;
  double slope = 0, intercept = 0;
  // Logarithm of the gap between arrivals in the rush hours, and over the day, by half hours.
  Gamma gap, day;
  double gap_all_hours = 1;  // stretches gap.shape from the rush hours to all hours
};

inline constexpr Kind kBatch{.serial = 0.2927,
                             .power_of_two = 0.6686,
                             .low = 1.2,
                             .below_machine = 0,
                             .first_stage = 0.875,
                             .shorter = {6.57, 0.823},
                             .longer = {639.1, 0.0156},
                             .slope = -0.003,
                             .intercept = 0.6986,
                             .gap = {6.0415, 0.8531},
                             .day = {6.1271, 5.2740},
                             .gap_all_hours = 1.0519};
// The largest interactive job on the published machine of 2^7 processors is 2^5.5.
inline constexpr Kind kInteractive{.serial = 0.1541,
                                   .power_of_two = 0.625,
                                   .low = 1,
                                   .below_machine = 1.5,
                                   .first_stage = 0.705,
                                   .shorter = {3.8351, 0.6605},
                                   .longer = {7.073, 0.6856},
                                   .slope = -0.0118,
                                   .intercept = 0.9156,
                                   .gap = {6.5510, 0.6621},
                                   .day = {8.9186, 3.6680},
                                   .gap_all_hours = 0.9797};

// How many processors a job asks for: at least 1, at most those of the machine.
class Sizes {
 public:
  Sizes(const Kind& kind, std::int64_t processors);
  std::uint32_t draw(Random& random) const;

 private:
  Kind kind_;
  double low_, medium_, high_;
  std::int64_t processors_;
};

// How long a job of a size runs, in whole seconds: at least 1, at most e^12 (two days).
std::int64_t draw_run_s(const Kind& kind, std::uint32_t size, Random& random);

// When jobs arrive, in seconds after the midnight the workload starts at.
//
// A gap is drawn in seconds of an average half hour, and a half hour of the day takes up as much of it as its share of
// the day's arrivals: at rush hours little time passes, at night much.
class Arrivals {
 public:
  explicit Arrivals(const Kind& kind);
  // The next arrival, never before the last.
  double draw(Random& random);

 private:
  static constexpr int kHalfHours = 48;

  Gamma gap_;
  std::array<double, kHalfHours> weights_;  // mean 1
  double points_ = 0;                       // spent inside the current half hour, of its weight
  int half_hour_ = 0;                       // of the day
  double since_s_ = 0;                      // when the current half hour began
};

}  // namespace berth::lublin
