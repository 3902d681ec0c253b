#include "api/web/longest_waits.hpp"

#include <algorithm>

#include "api/web/curves.hpp"

namespace berth::web {

std::vector<LongWait> longest_waits(const Replay& replay, std::span<const Step> utilization, std::size_t count) {
  std::vector<LongWait> waits;
  for (JobId id = 0; id < replay.records.size(); ++id) {
    const Record& record = replay.records[id];
    if (record.start_us == kNever || record.start_us <= record.submit_us) continue;
    waits.push_back({id, record.start_us - record.submit_us, 0, 0, 0});
  }
  const auto longer = [](const LongWait& left, const LongWait& right) {
    return left.wait_us != right.wait_us ? left.wait_us > right.wait_us : left.job < right.job;
  };
  const std::size_t kept = std::min(count, waits.size());
  std::partial_sort(waits.begin(), waits.begin() + static_cast<std::ptrdiff_t>(kept), waits.end(), longer);
  waits.resize(kept);

  for (LongWait& wait : waits) {
    const Record& waiting = replay.records[wait.job];
    wait.share_in_use = mean_between(utilization, waiting.submit_us, waiting.start_us);
    for (JobId id = 0; id < replay.records.size(); ++id) {
      const Record& other = replay.records[id];
      if (id == wait.job || other.start_us < waiting.submit_us || other.start_us >= waiting.start_us) continue;
      ++wait.started_meanwhile;
      if (other.submit_us > waiting.submit_us || (other.submit_us == waiting.submit_us && id > wait.job)) {
        ++wait.overtaken_by;
      }
    }
  }
  return waits;
}

}  // namespace berth::web
