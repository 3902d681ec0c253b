#include "api/web/waiting.hpp"

#include <algorithm>

#include <boost/json.hpp>

namespace berth::web {

namespace json = boost::json;

std::string_view key_of(WaitReason reason) {
  static constexpr std::string_view kKeys[kWaitReasons] = {"dependency", "policy", "constraint", "topology", "pieces",
                                                           "gpu",        "cpu",    "memory",     "several"};
  return kKeys[static_cast<std::size_t>(reason)];
}

std::size_t looks_within_bounds(std::uint64_t looks_at_nodes) {
  constexpr std::uint64_t kNodesLookedAt = 60'000'000;  // of an outcome: about a second
  return std::clamp<std::size_t>(kNodesLookedAt / std::max<std::uint64_t>(1, looks_at_nodes), kFewestLooks, kMostLooks);
}

json::object waiting_json(const Outcome& outcome, const MeasuredSpan& span) {
  WaitReasons reasons(*outcome.workload, outcome.clusters, outcome.replay);
  const auto parts = static_cast<Duration>(looks_within_bounds(reasons.looks()));
  const Duration half = std::max<Duration>(1, span.length_us() / (2 * parts));
  std::vector<WaitCounts> samples;
  for (Duration part = 0; part < parts; ++part) {
    reasons.advance(span.first_us + (2 * part + 1) * half);
    samples.push_back(reasons.counts());
  }
  json::object jobs;
  for (std::size_t reason = 0; reason < kWaitReasons; ++reason) {
    json::array counts;
    std::uint64_t sum = 0;
    for (const WaitCounts& sample : samples) {
      counts.push_back(sample[reason]);
      sum += sample[reason];
    }
    if (sum > 0) jobs[key_of(static_cast<WaitReason>(reason))] = std::move(counts);
  }
  return {{"parts", parts}, {"jobs", std::move(jobs)}};
}

}  // namespace berth::web
