// What is still to come in a replay, the next event on top: a binary heap of events of 16 bytes.
#pragma once

#include <cassert>
#include <cstddef>
#include <vector>

#include "engine/model/job.hpp"

namespace berth {

// Kinds at one instant, in the order of events one by one. Of nodes, the number of an outage, of a closure or of
// the node stands in place of a job.
enum class EventKind : std::uint8_t {
  kOpening,
  kSubmission,
  kCompletion,
  kExtension,
  kRequeue,
  kNodeUp,
  kNodeDown,
  kClosing,
  kBooted,
  kIdle,
  kSwitchOn,
};

class Event {
 public:
  // REQUIRES: at >= 0.
  Event(Time at, EventKind kind, JobId job)
      : at_(at), rank_(std::uint64_t{static_cast<std::uint8_t>(kind)} << 32 | job) {}

  Time at() const { return at_; }
  EventKind kind() const { return static_cast<EventKind>(rank_ >> 32); }
  JobId job() const { return static_cast<JobId>(rank_); }

  // By instant, then kind, then job. As one number, without branches: which of two events comes first cannot be
  // predicted.
  friend bool operator<(const Event& left, const Event& right) { return left.key() < right.key(); }

 private:
  __extension__ using Key = unsigned __int128;
  Key key() const { return Key{static_cast<std::uint64_t>(at_)} << 64 | rank_; }

  Time at_;
  std::uint64_t rank_;  // kind, then job
};
static_assert(sizeof(Event) == 16);

class EventHeap {
 public:
  bool empty() const { return events_.empty(); }
  // REQUIRES: !empty().
  const Event& top() const { return events_.front(); }
  // kNever when nothing is to come.
  Time next_at() const { return events_.empty() ? kNever : events_.front().at(); }

  void push(Event event) {
    events_.push_back(event);
    rise(events_.size() - 1, event);
  }

  // REQUIRES: !empty().
  Event pop() {
    assert(!empty());
    const Event top = events_.front(), last = events_.back();
    events_.pop_back();
    const std::size_t count = events_.size();
    if (count == 0) return top;
    // The hole sinks to a leaf, the smaller child moving up each time; the last event, late as a rule, rises from
    // there.
    std::size_t hole = 0, child = 2;
    for (; child < count; child = 2 * hole + 2) {
      child -= static_cast<std::size_t>(events_[child - 1] < events_[child]);
      events_[hole] = events_[child];
      hole = child;
    }
    if (child == count) {
      events_[hole] = events_[child - 1];
      hole = child - 1;
    }
    rise(hole, last);
    return top;
  }

 private:
  void rise(std::size_t hole, Event event) {
    while (hole > 0 && event < events_[(hole - 1) / 2]) {
      events_[hole] = events_[(hole - 1) / 2];
      hole = (hole - 1) / 2;
    }
    events_[hole] = event;
  }

  std::vector<Event> events_;
};

}  // namespace berth
