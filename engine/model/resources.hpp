// An amount of each resource, as whole milli-cores, MiB and milli-GPUs: integers, so that sums are exact and
// nothing is ever lost or over-allocated by rounding.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace berth {

struct Resources {
  std::int64_t cpu_milli = 0;
  std::int64_t memory_mib = 0;
  std::int64_t gpu_milli = 0;

  friend constexpr bool operator==(const Resources&, const Resources&) = default;

  constexpr Resources& operator+=(const Resources& other) {
    cpu_milli += other.cpu_milli;
    memory_mib += other.memory_mib;
    gpu_milli += other.gpu_milli;
    return *this;
  }
  constexpr Resources& operator-=(const Resources& other) {
    cpu_milli -= other.cpu_milli;
    memory_mib -= other.memory_mib;
    gpu_milli -= other.gpu_milli;
    return *this;
  }
  friend constexpr Resources operator+(Resources left, const Resources& right) { return left += right; }
  friend constexpr Resources operator-(Resources left, const Resources& right) { return left -= right; }
  friend constexpr Resources operator*(const Resources& one, std::int64_t times) {
    return {one.cpu_milli * times, one.memory_mib * times, one.gpu_milli * times};
  }

  // Whether all of this can be taken from `room`.
  constexpr bool fits_in(const Resources& room) const {
    return cpu_milli <= room.cpu_milli && memory_mib <= room.memory_mib && gpu_milli <= room.gpu_milli;
  }
  constexpr bool is_nothing() const { return cpu_milli == 0 && memory_mib == 0 && gpu_milli == 0; }
  constexpr bool is_negative() const { return cpu_milli < 0 || memory_mib < 0 || gpu_milli < 0; }
};

// How many times `one` can be taken from `room`; `limit` when `one` asks for nothing.
constexpr std::int64_t times_in(const Resources& one, const Resources& room,
                                std::int64_t limit = std::numeric_limits<std::int32_t>::max()) {
  if (!one.fits_in(room)) return 0;
  std::int64_t times = limit;
  if (one.cpu_milli > 0) times = std::min(times, room.cpu_milli / one.cpu_milli);
  if (one.memory_mib > 0) times = std::min(times, room.memory_mib / one.memory_mib);
  if (one.gpu_milli > 0) times = std::min(times, room.gpu_milli / one.gpu_milli);
  return times;
}

// A GPU is asked for whole, any number of them, or as a share of a single one, below kWholeGpu.
inline constexpr std::int64_t kWholeGpu = 1000;
constexpr bool is_gpu_share(std::int64_t gpu_milli) { return gpu_milli > 0 && gpu_milli < kWholeGpu; }
constexpr bool is_gpu_request(std::int64_t gpu_milli) { return gpu_milli < kWholeGpu || gpu_milli % kWholeGpu == 0; }

// Largest amount of one resource of a node or a replica taken from outside.
inline constexpr std::int64_t kResourceLimit = 1'000'000'000'000;
// Largest number of replicas of a job, and of nodes in all clusters together.
inline constexpr std::int64_t kCountLimit = 100'000'000;
// Largest amount of one resource of all clusters together, and of all replicas of a job. The limits above do not see to
// it, their product is beyond 64 bits: whoever takes in a count asks is_bounded, and check_setup has the last word.
inline constexpr std::int64_t kCapacityLimit = 1'000'000'000'000'000'000;

// Whether `times` as much stays within kCapacityLimit. REQUIRES: nothing is negative.
constexpr bool is_bounded(const Resources& one, std::int64_t times) {
  if (times <= 1 << 20 && (one.cpu_milli | one.memory_mib | one.gpu_milli) < std::int64_t{1} << 39) return true;
  const std::int64_t most = kCapacityLimit / times;  // a division takes its time
  return one.fits_in({most, most, most});
}

}  // namespace berth
