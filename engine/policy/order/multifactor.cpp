#include <algorithm>

#include "engine/model/portable_math.hpp"
#include "engine/policy/order/order.hpp"
#include "engine/scheduler/fair_share.hpp"

namespace berth {
namespace {

constexpr double kWeight = 1000;
constexpr double kMaxAge_s = 7 * 24 * 3600;
constexpr double kPriorityMax = 100;

// 2^(−usage ÷ entitlement): 1 for who has used nothing, 1/2 for who has used just the even share.
double fair_share_factor(const OrderInput& in) {
  const double total = in.fair_share.total_usage(in.now);
  const double share = total > 0 ? in.fair_share.usage(in.job.user, in.now) / total : 0;
  return portable::exp2(-(share * static_cast<double>(in.fair_share.user_count())));
}

}  // namespace

const OrderAlgorithm& multifactor() {
  static const OrderAlgorithm algorithm{
      {"order",
       "multifactor",
       "a weighted sum of age, size, priority and fair share",
       "age·min(1, w/max_age) + size·(cores ÷ all cores) + priority·clamp(priority ÷ priority_max) + "
       "fairshare·2^(−usage share·users), largest first",
       "Slurm's multifactor priority plug-in (SchedMD documentation)",
       "to try the settings of a Slurm site before changing them",
       {{"age", kWeight, "weight of the wait"},
        {"size", kWeight, "weight of the job's cores"},
        {"priority", kWeight, "weight of the job's priority"},
        {"fairshare", kWeight, "weight of the user's fair share"},
        {"max_age", kMaxAge_s, "seconds of waiting after which age counts no more"},
        {"priority_max", kPriorityMax, "job priority that counts fully"},
        {"half_life", 604800, "seconds after which use counts half"}}},
      Scores::kChanging,
      [](const Choice& choice) -> Score {
        const double age = choice.parameter("age", kWeight);
        const double size = choice.parameter("size", kWeight);
        const double priority = choice.parameter("priority", kWeight);
        const double fair = choice.parameter("fairshare", kWeight);
        const double max_age = choice.parameter("max_age", kMaxAge_s);
        const double priority_max = choice.parameter("priority_max", kPriorityMax);
        return [=](const OrderInput& in) {
          const double cores = in.n() * static_cast<double>(in.job.per_replica.cpu_milli) / 1000.0;
          const double sum = age * std::min(1.0, in.w() / max_age) + size * (cores / in.total_cores) +
                             priority * std::clamp(static_cast<double>(in.job.priority) / priority_max, 0.0, 1.0) +
                             fair * fair_share_factor(in);
          return -sum;
        };
      }};
  return algorithm;
}

}  // namespace berth
