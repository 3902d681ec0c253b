#include "engine/policy/backfill/head_first.hpp"

namespace berth {
namespace {

class NoBackfill final : public HeadFirst {
 public:
  explicit NoBackfill(const Queueing& queueing) : HeadFirst(queueing, false) {}

 private:
  bool starts_behind_head(Pass&, const Waiting&) override { return false; }
  void behind_head(Pass&, const Waiting&) override {}
  void no_head(Pass&) override {}
  bool may_skip(const Pass&) const override { return true; }
};

}  // namespace

const BackfillAlgorithm& no_backfill() {
  static const BackfillAlgorithm algorithm{
      {"backfill",
       "none",
       "jobs start strictly in order; the first that does not fit blocks all behind it",
       "start the first job while it fits",
       "first come, first served without backfilling: the baseline",
       "as a baseline; where order must never be broken",
       {}},
      Foresight::kNone,
      [](const Choice&, const Queueing& queueing) -> std::unique_ptr<Backfill> {
        return std::make_unique<NoBackfill>(queueing);
      },
      true};
  return algorithm;
}

}  // namespace berth
