// The machine's clock is set forward and back by a day: what is first stays first, by the journal's position.
#include <atomic>
#include <map>
#include <set>

#include "actors/live/recheck.hpp"
#include "tests/live/harness.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth::live {
namespace {

constexpr Duration kDay = 24 * kHour;
constexpr std::int64_t kSteps = 30;

// What is asked for at a step, where the deployment number `id` is made: processors, and how important it is.
using Kind = std::pair<std::int64_t, std::int32_t>;
Kind kind_of(std::int64_t id) { return {1 + id % 3, id % 7 == 0 ? 1 : 0}; }

class ClockJumps : public testing::TestWithParam<const char*> {
 protected:
  // The journal's records of one history, in which the clock is `jump` later from the tenth step on, and as before from
  // the twentieth. After the fifteenth the service is started again.
  std::vector<JournalRecord> history(Duration jump) {
    const test::TemporaryFolder folder;
    const auto clock = std::make_shared<std::atomic<Time>>(1000 * kDay);
    ServiceSettings settings;
    settings.clock = [clock] { return clock->load(); };
    settings.session_idle_us = settings.session_absolute_us = 10 * kDay;
    auto h = std::make_unique<Harness>(make_sqlite_journal(folder / "berth.db"), settings);
    const Caller ann = h->founder("ann");
    const auto cluster = h->cluster(ann, {4, 100, 0}, GetParam());
    for (int step = 0; step < kSteps; ++step) {
      *clock += kSecond;
      if (step == 10) *clock += jump;
      if (step == 20) *clock -= jump;
      if (step == 15) {
        h.reset();
        h = std::make_unique<Harness>(make_sqlite_journal(folder / "berth.db"), settings);
      }
      const auto [processors, priority] = kind_of(step + 1);
      h->deploy(ann, step % 4 == 3 ? 0 : cluster, {static_cast<double>(processors), 1, 0}, priority);
      if (step % 2 == 1) end_one(*h, ann);
    }
    while (end_one(*h, ann)) *clock += kSecond;
    auto records = h->service->events(h->organization_of(ann), 0, 100'000);
    EXPECT_TRUE(records);
    return records ? *records : std::vector<JournalRecord>();
  }

 private:
  // The first that runs completes.
  static bool end_one(Harness& h, const Caller& ann) {
    for (std::int64_t id = 1; h.service->board().deployment(h.organization_of(ann), id); ++id) {
      if (h.shown(ann, id).status != Status::kRunning) continue;
      h.set_status(ann, id, Status::kCompleted);
      return true;
    }
    return false;
  }
};

// An event a line.
std::string events_of(const std::vector<JournalRecord>& records) {
  std::string events;
  for (const JournalRecord& record : records) events += record.event + " " + record.key + "\n";
  return events;
}

TEST_P(ClockJumps, DoNotKeepDecisionsFromBeingMadeAgain) {
  for (const Duration jump : {kDay, -kDay}) {
    Recheck recheck;
    for (JournalRecord& record : history(jump)) recheck.take(std::move(record));
    const RecheckOutcome outcome = recheck.finish();
    EXPECT_GT(outcome.decisions, 80U);
    EXPECT_TRUE(outcome.differences.empty()) << outcome.differences.front().recorded << "\n"
                                             << outcome.differences.front().replayed;
  }
}

TEST_P(ClockJumps, LetTheEarlierOfTwoAlikeBeginFirst) {
  for (const Duration jump : {kDay, -kDay}) {
    std::set<std::int64_t> begun;
    std::map<Kind, std::int64_t> latest;
    for (const JournalRecord& record : history(jump)) {
      if (record.document.find(R"("status":"running")") == std::string::npos) continue;
      const std::int64_t id = std::stoll(record.key);
      if (!begun.insert(id).second) continue;
      std::int64_t& before = latest[kind_of(id)];
      EXPECT_GT(id, before);
      before = id;
    }
    EXPECT_EQ(begun.size(), static_cast<std::size_t>(kSteps));
  }
}

INSTANTIATE_TEST_SUITE_P(Policies, ClockJumps, testing::Values("", "fcfs,none", "fcfs,easy", "fcfs,conservative"));

// Reservations look at how long the running ones have been at it, and that is the clock's to say; nothing else is.
class ClockJumpsWithoutReservations : public ClockJumps {};

TEST_P(ClockJumpsWithoutReservations, OfADayChangeNoOrder) {
  const std::string as_it_would_be = events_of(history(0));
  EXPECT_EQ(events_of(history(kDay)), as_it_would_be);
  EXPECT_EQ(events_of(history(-kDay)), as_it_would_be);
}

INSTANTIATE_TEST_SUITE_P(Policies, ClockJumpsWithoutReservations, testing::Values("", "fcfs,none"));

}  // namespace
}  // namespace berth::live
