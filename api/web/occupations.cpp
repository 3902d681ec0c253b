#include "api/web/occupations.hpp"

#include <algorithm>
#include <tuple>

#include "engine/metrics/stints.hpp"

namespace berth::web {
namespace {

// Where jobs that still run are cut off.
Time last_instant(const Replay& replay) {
  Time last = 0;
  for (const Record& record : replay.records) {
    if (record.start_us != kNever) last = std::max(last, record.start_us);
    if (record.end_us != kNever) last = std::max(last, record.end_us);
  }
  for (const Stint& stint : replay.interrupted) last = std::max(last, stint.end_us);
  for (const Time restarted : replay.restarted_us) {
    if (restarted != kNever) last = std::max(last, restarted);
  }
  return last;
}

}  // namespace

std::vector<Occupation> occupations(const Outcome& outcome) {
  const Replay& replay = outcome.replay;
  std::vector<Occupation> all;
  all.reserve(replay.records.size() + replay.interrupted.size());
  for (const Stint& stint : replay.interrupted) {
    all.push_back({stint.job, stint.cluster, replay.records[stint.job].submit_us, stint.start_us, stint.end_us, true,
                   &stint.nodes});
  }
  const Time last = last_instant(replay);
  const Stints stints(replay);
  for (JobId id = 0; id < replay.records.size(); ++id) {
    const Record& record = replay.records[id];
    const Time start = stints.last_start(id);
    if (start == kNever) continue;
    all.push_back({id, record.cluster, record.submit_us, start, record.end_us == kNever ? last : record.end_us, false,
                   replay.placements.empty() ? nullptr : &replay.placements[id]});
  }
  if (replay.interrupted.empty()) return all;
  std::sort(all.begin(), all.end(), [](const Occupation& left, const Occupation& right) {
    return std::tie(left.job, left.start_us, left.end_us) < std::tie(right.job, right.start_us, right.end_us);
  });
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (all[i].job == all[i - 1].job) all[i].waits_since_us = all[i - 1].end_us;
  }
  return all;
}

}  // namespace berth::web
