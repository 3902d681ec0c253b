// What the ways of choosing victims share: the order in which jobs leave, and who might.
#pragma once

#include <functional>
#include <vector>

#include "engine/policy/preemption/preemption.hpp"
#include "engine/policy/preemption/smallest_cover.hpp"

namespace berth::preemption {

// How many steps of work (smallest_cover.hpp) one choice may cost: a few milliseconds.
inline constexpr std::int64_t kWorkLimit = 100'000;
// Where single GPUs are shared bounds are weaker, and the limit is more often reached.
inline constexpr std::int64_t kSharedWorkLimit = 20'000;

using Victims = std::vector<const Running*>;  // in the order in which they leave
using Rooms = std::vector<Room>;              // by node

// The least important, then the youngest, then the highest JobId.
bool leaves_first(const Running* left, const Running* right);

// Of two sets of one size: the one whose last victim leaves first, then whose last but one does, and so on.
bool comes_first(const Victims& left, const Victims& right);

// Gives back to its nodes what a job holds, or takes it.
void give(Rooms& rooms, const Running& running);
void take(Rooms& rooms, const Running& running);

// Whether what is free in sum may say little of what finds room, because single GPUs are shared.
bool any_shared(const Rooms& rooms, const Resources& wanted);

Amounts amounts_of(const Resources& resources);

// Who might leave, in that order, what each one's leaving gains, and what is missing.
struct Leavers {
  Victims jobs;
  std::vector<CoverItem> items;  // by job
  Amounts missing{};

  Victims victims(const SmallestCover::Members& members) const;

  // All but those who may return, asked one after the other: those who gain least first, then those who leave last.
  // Of those left out nobody can be spared, where whoever cannot return cannot later either.
  Victims all_but(const std::function<bool(std::size_t)>& may_return) const;
};

}  // namespace berth::preemption
