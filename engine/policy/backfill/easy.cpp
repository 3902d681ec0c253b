#include "engine/policy/backfill/easy_pass.hpp"

namespace berth {

const BackfillAlgorithm& easy() {
  static const BackfillAlgorithm algorithm{
      {"backfill",
       "easy",
       "one reservation, for the head; others start if they do not delay it",
       "start j if it fits the free units and (now + r ≤ shadow or n ≤ spare)",
       "Lifka, The ANL/IBM SP Scheduling System, JSSPP 1995; Mu'alem & Feitelson, TPDS 12(6), 2001",
       "the default of most machines: high utilization, the head never delayed",
       {{"depth", 0, "how many jobs behind the head are looked at; 0: all"}}},
      Foresight::kExpectedEnds,
      [](const Choice& choice, const Queueing& queueing) -> std::unique_ptr<Backfill> {
        return std::make_unique<EasyPass>(queueing, Candidates::kInOrder, depth_of(choice));
      }};
  return algorithm;
}

}  // namespace berth
