// Journals at a size that takes many commits and many steps of a snapshot: all of it is there again, whichever way it
// is read. How fast they are is measured in bench/.
#include <gtest/gtest.h>

#include "tests/store/stores.hpp"
#include "tests/support/postgres.hpp"

namespace berth::test {
namespace {

constexpr std::uint64_t kRecords = 100'000;

class Volume : public ::testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override {
    if (!store) GTEST_SKIP() << "Postgres is not installed";
    journal = store->journal();
    open(*journal);
  }
  void append_all(std::uint64_t batch) {
    for (std::uint64_t from = 1; from <= kRecords; from += batch) {
      std::vector<JournalRecord> records = deployments(from, batch);
      const std::vector<std::uint32_t> sizes(batch, 1);
      ASSERT_EQ(journal->append(records, sizes).fault, AppendFault::kNone);
    }
  }
  // Closes it, and opens and loads it again; how many entities there are.
  std::uint64_t entities_after_reopening() {
    journal.reset();
    journal = store->journal();
    EXPECT_TRUE(open(*journal).empty());
    std::uint64_t entities = 0;
    const auto done = journal->load(
        "", [&](Entity&&) { ++entities; }, [](StreamEnd&&) {});
    EXPECT_TRUE(done.ok());
    return entities;
  }

  std::unique_ptr<TestStore> store = GetParam().make();
  std::unique_ptr<Journal> journal;
};

TEST_P(Volume, OfManyCommitsIsThereAgainWithAndWithoutASnapshotSlow) {
  append_all(1000);
  EXPECT_EQ(entities_after_reopening(), kRecords);
  for (std::uint64_t behind = kRecords; behind > 0;) behind = journal->advance_snapshot(1000).value();
  EXPECT_EQ(entities_after_reopening(), kRecords);
}

INSTANTIATE_TEST_SUITE_P(On, Volume,
                         ::testing::Values(StoreKind{"Sqlite", sqlite_store}, StoreKind{"Postgres", postgres_store}),
                         [](const auto& of) { return std::string(of.param.name); });

}  // namespace
}  // namespace berth::test
