#include "engine/policy/order/order.hpp"
#include "engine/scheduler/attained_service.hpp"

namespace berth {

const OrderAlgorithm& las() {
  static const OrderAlgorithm algorithm{
      {"order",
       "las",
       "jobs that have attained least service first, by queues",
       "number of thresholds that GPUs × time held have reached, smallest first; of a job without GPUs cores × time",
       "Gu et al., Tiresias: A GPU Cluster Manager for Distributed Deep Learning, NSDI 2019 (discretized 2D-LAS)",
       "with preemption=las, to serve short and narrow jobs first without knowing how long any will run",
       {{"threshold", ServiceQueues::kUsualThreshold_s, "GPU-seconds after which a job leaves the first queue"},
        {"factor", ServiceQueues::kUsualFactor, "each queue is so many times as long as the one before"},
        {"queues", ServiceQueues::kUsualQueues, "how many there are, 1–100000; the last one has no end", 1,
         ServiceQueues::kQueuesLimit}}},
      Scores::kFixed,
      [](const Choice& choice) -> Score {
        return [queues = ServiceQueues(choice)](const OrderInput& in) {
          return static_cast<double>(queues.queue_of(in.service_width, in.held_us));
        };
      }};
  return algorithm;
}

}  // namespace berth
