#include "actors/live/amounts.hpp"

#include <algorithm>
#include <cmath>

namespace berth::live {
namespace {

constexpr double kUnits = 1e6;

std::int64_t count(double amount, std::int64_t most) {
  const double units = std::round(amount * kUnits);
  return units < static_cast<double>(most) ? static_cast<std::int64_t>(units) : most;
}

double left(double limit, std::int64_t used) {
  if (used == 0) return limit;
  const std::int64_t counted = count(limit, kMostCounted);
  if (counted == kMostCounted) return std::max(0.0, limit - static_cast<double>(used) / kUnits);
  return static_cast<double>(std::max<std::int64_t>(0, counted - used)) / kUnits;
}

}  // namespace

Resources need_of(const Amounts& amounts) {
  return {count(amounts.cpu, kMostCounted + 1), count(amounts.ram, kMostCounted + 1),
          count(amounts.gpu, kMostCounted + 1)};
}

Resources room_of(const Amounts& amounts) {
  return {count(amounts.cpu, kMostCounted), count(amounts.ram, kMostCounted), count(amounts.gpu, kMostCounted)};
}

Amounts amounts_of(const Resources& resources) {
  return {static_cast<double>(resources.cpu_milli) / kUnits, static_cast<double>(resources.memory_mib) / kUnits,
          static_cast<double>(resources.gpu_milli) / kUnits};
}

Amounts left_of(const Amounts& limit, const Resources& used) {
  return {left(limit.cpu, used.cpu_milli), left(limit.ram, used.memory_mib), left(limit.gpu, used.gpu_milli)};
}

}  // namespace berth::live
