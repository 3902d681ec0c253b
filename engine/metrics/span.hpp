// The stretch of time a replay is measured over: from the first submission of a job that was not refused to the last
// end. Empty when nothing ended.
#pragma once

#include <algorithm>

#include "engine/simulation/record.hpp"

namespace berth {

inline bool ended(const Record& record) {
  return record.state == JobState::kCompleted || record.state == JobState::kKilled;
}

struct MeasuredSpan {
  Time first_us = 0, last_us = 0;

  Duration length_us() const { return last_us - first_us; }
};

inline MeasuredSpan measured_span(const Replay& replay) {
  Time first = kNever, last = -kNever;
  for (const Record& record : replay.records) {
    if (record.state != JobState::kRefused) first = std::min(first, record.submit_us);
    if (ended(record)) last = std::max(last, record.end_us);
  }
  return last >= first ? MeasuredSpan{first, last} : MeasuredSpan{};
}

}  // namespace berth
