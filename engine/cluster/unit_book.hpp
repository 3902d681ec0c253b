// The book of a homogeneous cluster: every node alike, at most one replica on each, so that a job needs so many units,
// any of them. Starting and ending cost O(1) where no future is kept, else an operation on the expected ends or the
// timeline.
#pragma once

#include "engine/cluster/book.hpp"
#include "engine/cluster/expected_ends.hpp"
#include "engine/cluster/timeline.hpp"

namespace berth {

class UnitBook final : public Book {
 public:
  UnitBook(std::int64_t units, const Resources& per_unit, Foresight foresight);

  std::unique_ptr<Book> clone() const override { return std::make_unique<UnitBook>(*this); }

  bool can_ever(const Job& job) const override;
  bool fits_now(const Job& job) const override { return job.replicas <= free_; }
  double left_after(const Job& job) const override;
  double left_after(const Job& job, Time at) const override;

  bool advance(Time now) override;
  void start(JobId id, const Job& job, Time now) override;
  void finish(JobId id, const Job& job, Time expected_end, Time now) override;
  void extend(JobId id, const Job& job, Time expected_end, Time new_end) override;

  Time promise_head(JobId id, const Job& job, Time now) override;
  void forget_head() override { shadow_ = kNever; }
  Window window(Time now) const override;
  Reason beside_head(const Job& job, Time now) const override;
  void start_beside_head(JobId id, const Job& job, Time now, Reason reason) override;
  bool units_are_alike() const override { return true; }

  Time earliest(const Job& job, Time from, Time before) const override;
  Time earlier(const Job& job, Time at, Time from, Time before) const override;
  void reserve(JobId id, const Job& job, Time at) override;
  void drop_reservation(JobId id, const Job& job, Time at) override;
  void close(const Placement&, Time) override {}  // has no places
  bool reservation_is_free(JobId, const Job& job) const override { return fits_now(job); }
  void start_reserved(JobId id, const Job& job, Time now) override;
  std::int64_t most_free(Time from, Time until) const override { return timeline_.most_free(from, until); }

  void take_down(std::uint32_t node, Time until, Time now) override;
  void bring_up(std::uint32_t node, Time until) override;

  Placement placement_of(JobId) const override { return {}; }
  void start_at(JobId id, const Job& job, Time now, const Placement&) override { start(id, job, now); }

 private:
  std::int64_t units_;
  Resources per_unit_;
  Foresight foresight_;
  std::int64_t free_;
  ExpectedEnds ends_;       // kept for kExpectedEnds alone
  Timeline timeline_;       // kept for kReservations alone
  Time shadow_ = kNever;    // the head's promised start; kNever: no promise here
  std::int64_t spare_ = 0;  // units free then beyond the head's need
};

}  // namespace berth
