// A waiting job as the queue sees it, and the total order of the queue: score, then submission, then job.
#pragma once

#include <cstdint>
#include <tuple>

#include "engine/cluster/book.hpp"
#include "engine/model/job.hpp"

namespace berth {

struct Waiting {
  double score = 0;    // by the policy's order; smaller is earlier
  Time submit_us = 0;  // when it became eligible
  Duration requested_us = 0;
  JobId job = kNoJob;
  std::uint32_t replicas = 0;

  friend bool operator<(const Waiting& left, const Waiting& right) {
    if (left.score != right.score) return left.score < right.score;
    if (left.submit_us != right.submit_us) return left.submit_us < right.submit_us;
    return left.job < right.job;
  }
};

// Without branches: which of a queue's jobs are narrow or short cannot be predicted, that few pass can.
inline bool passes(const Waiting& waiting, const Window& window) {
  const bool beside = (waiting.replicas <= window.units) & (waiting.requested_us <= window.longest_us);
  return beside | (waiting.replicas <= window.spare);
}

// Lets every job through.
inline constexpr Window kAnyJob{kCountLimit, kNever, kCountLimit};

}  // namespace berth
