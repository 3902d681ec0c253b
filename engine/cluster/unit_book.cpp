#include "engine/cluster/unit_book.hpp"

#include <algorithm>
#include <cassert>

namespace berth {

UnitBook::UnitBook(std::int64_t units, const Resources& per_unit, Foresight foresight)
    : units_(units), per_unit_(per_unit), foresight_(foresight), free_(units), timeline_(units) {}

bool UnitBook::can_ever(const Job& job) const { return job.replicas <= units_ && job.per_replica.fits_in(per_unit_); }

double UnitBook::left_after(const Job& job) const { return static_cast<double>(free_ - job.replicas); }

double UnitBook::left_after(const Job& job, Time at) const {
  const std::int64_t free = foresight_ == Foresight::kReservations ? timeline_.free_at(at) : free_ + ends_.back_by(at);
  return static_cast<double>(free - job.replicas);
}

bool UnitBook::advance(Time now) {
  if (foresight_ == Foresight::kReservations) timeline_.advance(now);
  return false;
}

void UnitBook::start(JobId, const Job& job, Time now) {
  assert(job.replicas <= free_);
  free_ -= job.replicas;
  if (foresight_ == Foresight::kExpectedEnds) ends_.add(now + job.requested_us, job.replicas);
  if (foresight_ == Foresight::kReservations) timeline_.hold(now, now + job.requested_us, job.replicas);
}

void UnitBook::finish(JobId, const Job& job, Time expected_end, Time now) {
  free_ += job.replicas;
  assert(free_ <= units_);
  if (foresight_ == Foresight::kExpectedEnds) ends_.remove(expected_end, job.replicas);
  if (foresight_ == Foresight::kReservations && now < expected_end) {
    timeline_.give_back(now, expected_end, job.replicas);
  }
}

void UnitBook::extend(JobId, const Job& job, Time expected_end, Time new_end) {
  if (foresight_ == Foresight::kExpectedEnds) {
    ends_.remove(expected_end, job.replicas);
    ends_.add(new_end, job.replicas);
  }
  if (foresight_ == Foresight::kReservations) timeline_.hold(expected_end, new_end, job.replicas);
}

Time UnitBook::promise_head(JobId, const Job& job, Time now) {
  assert(foresight_ == Foresight::kExpectedEnds);
  const ExpectedEnds::Room room = ends_.first_with(job.replicas, free_, now);
  assert(room.at != kNever);
  shadow_ = room.at;
  spare_ = room.free - job.replicas;
  return shadow_;
}

Window UnitBook::window(Time now) const {
  if (shadow_ == kNever) return {free_, kNever, free_};
  return {free_, shadow_ - now, std::min(free_, spare_)};
}

Reason UnitBook::beside_head(const Job& job, Time now) const {
  if (job.replicas > free_) return Reason::kNone;
  if (shadow_ == kNever) return Reason::kElsewhere;
  if (job.requested_us <= shadow_ - now) return Reason::kEndsByShadow;
  return job.replicas <= spare_ ? Reason::kSpareUnits : Reason::kNone;
}

void UnitBook::start_beside_head(JobId id, const Job& job, Time now, Reason reason) {
  if (reason == Reason::kSpareUnits) spare_ -= job.replicas;
  start(id, job, now);
}

Time UnitBook::earliest(const Job& job, Time from, Time before) const {
  if (foresight_ == Foresight::kExpectedEnds) {
    const Time at = ends_.first_with(job.replicas, free_, from).at;
    return at < before ? at : kNever;
  }
  return timeline_.earliest(job.replicas, job.requested_us, from, before);
}

Time UnitBook::earlier(const Job& job, Time at, Time from, Time before) const {
  // From `at` on it holds its own units already: room until then is enough.
  return timeline_.earliest(job.replicas, job.requested_us, from, std::min(at, before), at);
}

void UnitBook::reserve(JobId, const Job& job, Time at) { timeline_.hold(at, at + job.requested_us, job.replicas); }

void UnitBook::drop_reservation(JobId, const Job& job, Time at) {
  timeline_.give_back(at, at + job.requested_us, job.replicas);
}

void UnitBook::start_reserved(JobId, const Job& job, Time) {
  // The timeline keeps the hold: the reservation's stretch is now the running job's.
  assert(job.replicas <= free_);
  free_ -= job.replicas;
}

void UnitBook::take_down(std::uint32_t, Time until, Time now) {
  assert(free_ > 0);
  --free_;
  if (foresight_ == Foresight::kExpectedEnds) ends_.add(until, 1);
  if (foresight_ == Foresight::kReservations) timeline_.hold(now, until, 1);
}

void UnitBook::bring_up(std::uint32_t, Time until) {
  ++free_;
  if (foresight_ == Foresight::kExpectedEnds) ends_.remove(until, 1);
}

}  // namespace berth
