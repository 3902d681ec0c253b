// Between people's amounts (cores, GB, GPUs; fractions welcome) and the integers that are decided on. The service
// counts cores and GB in millionths, so that sums of what people write by hand are exact; engine fields named for
// milli-cores and MiB carry micro-cores and kB here; the engine only knows how many make a core. GPUs are counted in
// thousandths, as the engine shares single ones.
#pragma once

#include "actors/live/views.hpp"
#include "engine/model/resources.hpp"

namespace berth::live {

// The most of anything that is told apart from more: sums of tens of thousands of it stay within 64 bits.
inline constexpr std::int64_t kMostCounted = 100'000'000'000'000;

inline constexpr std::int64_t kCountedPerCore = 1'000'000;

// What a request needs: beyond the most, one more than any capacity.
Resources need_of(const Amounts& amounts);
// What a cluster or a quota has.
Resources room_of(const Amounts& amounts);
Amounts amounts_of(const Resources& resources);
// What is left of a limit, never below 0.
Amounts left_of(const Amounts& limit, const Resources& used);

}  // namespace berth::live
