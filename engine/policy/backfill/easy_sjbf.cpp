#include "engine/policy/backfill/easy_pass.hpp"

namespace berth {

const BackfillAlgorithm& easy_sjbf() {
  static const BackfillAlgorithm algorithm{
      {"backfill",
       "easy-sjbf",
       "EASY with the candidates tried shortest first",
       "as easy, candidates by requested time",
       "Tsafrir, Etsion & Feitelson, Backfilling Using System-Generated Predictions, TPDS 18(6), 2007",
       "when mean wait and slowdown count and estimates are fair",
       {{"depth", 0, "how many jobs behind the head, in the queue's order, are candidates; 0: all"}}},
      Foresight::kExpectedEnds,
      [](const Choice& choice, const Queueing& queueing) -> std::unique_ptr<Backfill> {
        return std::make_unique<EasyPass>(queueing, Candidates::kShortestFirst, depth_of(choice));
      }};
  return algorithm;
}

}  // namespace berth
