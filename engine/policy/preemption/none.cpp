#include "engine/policy/preemption/preemption.hpp"

namespace berth {

const PreemptionAlgorithm& no_preemption() {
  static const PreemptionAlgorithm algorithm{{"preemption",
                                              "none",
                                              "what runs is left alone",
                                              "–",
                                              "the rule of batch systems",
                                              "when what runs must not be interrupted",
                                              {}}};
  return algorithm;
}

}  // namespace berth
