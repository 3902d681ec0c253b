#include "actors/live/amounts.hpp"

#include <algorithm>
#include <cmath>

namespace berth::live {
namespace {

constexpr double kUnits = kCountedPerCore;
constexpr double kGpuUnits = static_cast<double>(kWholeGpu);

std::int64_t count(double amount, double units, std::int64_t most) {
  const double counted = std::round(amount * units);
  return counted < static_cast<double>(most) ? static_cast<std::int64_t>(counted) : most;
}

double left(double limit, double units, std::int64_t used) {
  if (used == 0) return limit;
  const std::int64_t counted = count(limit, units, kMostCounted);
  if (counted == kMostCounted) return std::max(0.0, limit - static_cast<double>(used) / units);
  return static_cast<double>(std::max<std::int64_t>(0, counted - used)) / units;
}

}  // namespace

Resources need_of(const Amounts& amounts) {
  // Who asks for any part of a GPU, however small, needs one.
  const std::int64_t least_gpu = amounts.gpu > 0 ? 1 : 0;
  return {count(amounts.cpu, kUnits, kMostCounted + 1), count(amounts.ram, kUnits, kMostCounted + 1),
          std::max(least_gpu, count(amounts.gpu, kGpuUnits, kMostCounted + 1))};
}

Resources room_of(const Amounts& amounts) {
  return {count(amounts.cpu, kUnits, kMostCounted), count(amounts.ram, kUnits, kMostCounted),
          count(amounts.gpu, kGpuUnits, kMostCounted)};
}

Amounts amounts_of(const Resources& resources) {
  return {static_cast<double>(resources.cpu_milli) / kUnits, static_cast<double>(resources.memory_mib) / kUnits,
          static_cast<double>(resources.gpu_milli) / kGpuUnits};
}

Amounts left_of(const Amounts& limit, const Resources& used) {
  return {left(limit.cpu, kUnits, used.cpu_milli), left(limit.ram, kUnits, used.memory_mib),
          left(limit.gpu, kGpuUnits, used.gpu_milli)};
}

}  // namespace berth::live
