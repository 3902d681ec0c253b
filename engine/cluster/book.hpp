// What a cluster knows: what is free now, and its timeline, the expected ends of what runs and the reservations it has
// granted. The book answers a call for bids: start now, or the earliest instant it can promise, or never, and why.
//
// Two kinds: UnitBook counts interchangeable units (one node class, one replica a node), NodeBook places replicas on
// single nodes. A scheduler decides on a book; whose copy it is, the cluster's own or a draft, makes no difference.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/job.hpp"
#include "engine/model/workload.hpp"
#include "engine/policy/placement/placement.hpp"
#include "engine/simulation/decision.hpp"

namespace berth {

// Which waiting jobs could start beside a head that holds a promise: those of at most `units` that end by
// `latest_end_us`, and those of at most `spare` whenever they end. A filter: the book has the last word.
struct Window {
  std::int64_t units = 0;
  Duration longest_us = 0;
  std::int64_t spare = 0;
};

class Book {
 public:
  virtual ~Book() = default;
  virtual std::unique_ptr<Book> clone() const = 0;

  // Counts changes of what runs: a bid made at one version is good as long as it stands.
  std::uint64_t version() const { return version_; }
  void bump_version() { ++version_; }

  // Whether the emptied cluster could run the job.
  virtual bool can_ever(const Job& job) const = 0;
  virtual bool fits_now(const Job& job) const = 0;
  // What would be left free after it, now or at a promised instant: smaller is the better fit. Units where they are
  // interchangeable, else the sum over resources of free ÷ capacity.
  virtual double left_after(const Job& job) const = 0;
  virtual double left_after(const Job& job, Time at) const = 0;

  // Forgets the past; to be called once an instant, before anything else. Whether nodes that were closed are open now.
  virtual bool advance(Time now) = 0;
  // REQUIRES: fits_now(job).
  virtual void start(JobId id, const Job& job, Time now) = 0;
  virtual void finish(JobId id, const Job& job, Time expected_end, Time now) = 0;
  // A running job is expected to end later than said.
  virtual void extend(JobId id, const Job& job, Time expected_end, Time new_end) = 0;

  // EASY: one promise at a time, to the job at the head of the queue.
  virtual Time promise_head(JobId id, const Job& job, Time now) = 0;  // the shadow time
  virtual void forget_head() = 0;
  virtual Window window(Time now) const = 0;
  // kEndsByShadow, kSpareUnits or kElsewhere when the job may start beside the head's promise, else kNone.
  virtual Reason beside_head(const Job& job, Time now) const = 0;
  // Starts it, charging the promise's spare units where it uses them.
  virtual void start_beside_head(JobId id, const Job& job, Time now, Reason reason) = 0;
  // Whether units are interchangeable: then promises and reservations speak of numbers, not of nodes, and stay what
  // they are until something ends.
  virtual bool units_are_alike() const = 0;

  // Conservative: any number of reservations.
  // The first instant in [from, before) at which the job could run for its requested time; kNever when there is none.
  virtual Time earliest(const Job& job, Time from, Time before) const = 0;
  virtual void reserve(JobId id, const Job& job, Time at) = 0;
  virtual void drop_reservation(JobId id, const Job& job, Time at) = 0;
  // Puts the one dropped last back, as it was. REQUIRES: nothing was reserved or started since.
  virtual void restore_reservation(JobId id, const Job& job, Time at) { reserve(id, job, at); }
  // The first instant in [from, before) at which a job that holds a reservation at `at` could start instead, giving
  // that one up; kNever when there is none. REQUIRES: units_are_alike().
  virtual Time earlier(const Job& job, Time at, Time from, Time before) const = 0;
  // Whether the units of a reservation that is due are free.
  virtual bool reservation_is_free(JobId id, const Job& job) const = 0;
  // Its reservation becomes its allocation. REQUIRES: it is due now, and free.
  virtual void start_reserved(JobId id, const Job& job, Time now) = 0;
  // Greatest number of units free at any instant of [from, until): a job that needs more cannot move there.
  virtual std::int64_t most_free(Time from, Time until) const = 0;

  // A node goes down, until then, or comes back; or it is down already, and until then. REQUIRES: nothing runs on it;
  // of units that are alike, one is free.
  virtual void take_down(std::uint32_t node, Time until, Time now) = 0;
  virtual void bring_up(std::uint32_t node, Time until) = 0;

  // Where a running job's replicas are, and starting one just there; units that are alike have no place.
  virtual Placement placement_of(JobId id) const = 0;
  virtual void start_at(JobId id, const Job& job, Time now, const Placement& nodes) = 0;
  // Nothing new starts on these nodes until it is told (advance) that this instant has come.
  virtual void close(const Placement& nodes, Time until) = 0;

 private:
  std::uint64_t version_ = 0;
};

// How much of the future a book has to keep for a backfilling algorithm.
enum class Foresight : std::uint8_t { kNone, kExpectedEnds, kReservations };

// A book for each cluster, all of one kind: UnitBooks where every cluster has one node class no node of which could
// host two replicas of any job, and none is ever closed, else NodeBooks. And where the policy preempts, for it
// must know who is where. REQUIRES: the policy's names are registered. `workload` outlives the books.
std::vector<std::unique_ptr<Book>> make_books(std::span<const ClusterSpec> clusters, const Workload& workload,
                                              Foresight foresight, const PolicySpec& policy);

}  // namespace berth
