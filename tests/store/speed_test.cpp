// How fast the journals are, at the size a service grows to. What is printed is what counts; what is asserted leaves
// a busy machine room, and catches what grows faster than the journal does.
#include <chrono>
#include <cstdio>
#include <gtest/gtest.h>

#include "tests/store/stores.hpp"
#include "tests/support/postgres.hpp"

namespace berth::test {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::uint64_t kRecords = 400'000;
constexpr double kBusyMachine = 10;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

struct Reach {
  StoreKind store;
  double records_a_second;  // at `batch` records a commit
  std::uint64_t batch;
  double recovery_s;  // verifying and loading kRecords
};

void PrintTo(const Reach& reach, std::ostream* out) { *out << reach.store.name; }

class Speed : public ::testing::TestWithParam<Reach> {
 protected:
  void SetUp() override {
    if (!store) GTEST_SKIP() << "Postgres is not installed";
    if (GetParam().store.make == postgres_store) PostgresServer::shared()->sync_to_disk();
    journal = store->journal();
    open(*journal);
  }
  // Records a second.
  double append(std::uint64_t from, std::uint64_t count, std::uint64_t batch) {
    double spent = 0;
    for (std::uint64_t i = 0; i < count; i += batch) {
      std::vector<JournalRecord> records = deployments(from + i, batch);
      const std::vector<std::uint32_t> sizes(batch, 1);
      const auto start = Clock::now();
      EXPECT_EQ(journal->append(records, sizes).fault, AppendFault::kNone);
      spent += seconds_since(start);
    }
    return static_cast<double>(count) / spent;
  }
  // Closes it, and opens and loads it again; seconds.
  double recover() {
    journal.reset();
    journal = store->journal();
    const auto start = Clock::now();
    EXPECT_TRUE(open(*journal).empty());
    const double verified = seconds_since(start);
    std::uint64_t entities = 0;
    const auto done = journal->load(
        "", [&](Entity&&) { ++entities; }, [](StreamEnd&&) {});
    EXPECT_TRUE(done.ok());
    EXPECT_EQ(entities, kRecords);
    const double all = seconds_since(start);
    std::printf("  verify %.2f s, load %.2f s\n", verified, all - verified);
    return all;
  }

  std::unique_ptr<TestStore> store = GetParam().store.make();
  std::unique_ptr<Journal> journal;
};

TEST_P(Speed, OfAppendingRecoveringAndAdvancingTheSnapshotIsEnoughSlow) {
  std::uint64_t written = 0;
  for (const std::uint64_t batch : {std::uint64_t{1}, std::uint64_t{64}, std::uint64_t{100}, std::uint64_t{1000}}) {
    const std::uint64_t count = batch * 100;
    const double rate = append(written + 1, count, batch);
    written += count;
    std::printf("  append, %llu a commit: %.0f records/s\n", static_cast<unsigned long long>(batch), rate);
    if (batch == GetParam().batch) {
      EXPECT_GT(rate * kBusyMachine, GetParam().records_a_second);
    }
  }
  const std::uint64_t rest = kRecords - written;
  append(written + 1, rest, rest % 1000 == 0 ? 1000 : 100);

  std::printf("  with no snapshot:\n");
  EXPECT_LT(recover(), GetParam().recovery_s * kBusyMachine * 2);
  double longest = 0;
  auto start = Clock::now();
  for (std::uint64_t behind = kRecords; behind > 0;) {
    const auto step = Clock::now();
    behind = journal->advance_snapshot(1000).value();
    longest = std::max(longest, seconds_since(step));
  }
  const double mean = seconds_since(start) / (kRecords / 1000);
  std::printf("  snapshot, 1000 records: mean %.1f ms, longest %.1f ms\n", mean * 1e3, longest * 1e3);
  EXPECT_LT(mean, 0.010 * kBusyMachine);
  std::printf("  with a snapshot:\n");
  EXPECT_LT(recover(), GetParam().recovery_s * kBusyMachine);
}

INSTANTIATE_TEST_SUITE_P(On, Speed,
                         ::testing::Values(Reach{{"Sqlite", sqlite_store}, 40'000, 100, 2},
                                           Reach{{"Postgres", postgres_store}, 60'000, 64, 4}),
                         [](const auto& of) { return std::string(of.param.store.name); });

}  // namespace
}  // namespace berth::test
