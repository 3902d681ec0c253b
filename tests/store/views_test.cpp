// The tables people query: current at every commit, before the snapshot has reached it and after.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/store/stores.hpp"

namespace berth::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Views : public ::testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override {
    if (!store) GTEST_SKIP() << "Postgres is not installed";
    journal = store->journal();
    open(*journal);
    must_append(
        *journal,
        {record(
             "account/3", 1, "user", "3",
             R"({"id":3,"username":"ada","email":null,"is_active":true,"password_hash":"x","created_us":1700000000000000})"),
         record("organization/7", 1, "organization", "7",
                R"({"id":7,"name":"Turing","invite_code":"x","created_us":5})"),
         record("organization/7", 2, "membership", "3", R"({"user_id":3,"organization_id":7,"role":"admin"})"),
         record("organization/7", 3, "cluster", "5",
                R"({"id":5,"organization_id":7,"name":"gpu","cpu_limit":16.5,"ram_limit":64.0,"gpu_limit":4})"),
         deployment(1, "running", 2), deployment(2, "pending", 1), deployment(3, "completed", 1)});
  }
  JournalRecord deployment(std::uint64_t id, const std::string& status, int replicas) {
    const std::string key = std::to_string(id);
    return record("scheduler/7", ++sequence, "deployment", key,
                  R"({"id":)" + key + R"(,"organization_id":7,"cluster_id":5,"name":"d","docker_image":"i",)" +
                      R"("cpu_required":1.5,"ram_required":4,"gpu_required":0.5,"replicas":)" +
                      std::to_string(replicas) + R"(,"priority":2,"status":")" + status +
                      R"(","reason":"r","created_us":9,"started_us":0})");
  }
  void expect_in_both_places(const std::string& sql, const ::testing::Matcher<std::vector<std::string>>& matches) {
    EXPECT_THAT(store->sql(sql), matches) << "in the tail";
    ASSERT_TRUE(journal->advance_snapshot(3).ok());
    EXPECT_THAT(store->sql(sql), matches) << "half in the snapshot";
    ASSERT_TRUE(journal->advance_snapshot(100).ok());
    EXPECT_THAT(store->sql(sql), matches) << "in the snapshot";
  }

  std::unique_ptr<TestStore> store = GetParam().make();
  std::unique_ptr<Journal> journal;
  std::uint64_t sequence = 0;
};

TEST_P(Views, ShowUsersWithTheirOrganizationAndRole) {
  expect_in_both_places("select id, username, coalesce(email, '-'), organization_id, role, created_us from users",
                        ElementsAre("3|ada|-|7|admin|1700000000000000"));
}

TEST_P(Views, ShowNoSecrets) {
  for (const char* column : {"password_hash", "invite_code", "invite_code_hash"}) {
    EXPECT_THAT(store->sql(std::string("select view_name from (") +
                           (std::string(GetParam().name) == "Sqlite"
                                ? "select name as view_name, sql as text from sqlite_schema where type = 'view'"
                                : "select viewname as view_name, definition as text from pg_views"
                                  " where schemaname = 'public'") +
                           ") v where text like '%" + column + "%'"),
                IsEmpty());
  }
}

TEST_P(Views, ShowOrganizations) {
  expect_in_both_places("select id, name, created_us from organizations", ElementsAre("7|Turing|5"));
}

TEST_P(Views, ShowClusters) {
  expect_in_both_places(
      "select id, organization_id, name, cpu_limit * 2, gpu_limit = 4.0 and 1 = 1, policy is null"
      " from clusters where ram_limit > 63",
      ElementsAre(::testing::StartsWith("5|7|gpu|33")));
}

TEST_P(Views, ShowDeployments) {
  expect_in_both_places(
      "select id, cluster_id, docker_image, replicas, priority, status, reason, created_us,"
      " started_us is null from deployments where cpu_required = 1.5 order by id",
      ElementsAre(::testing::StartsWith("1|5|i|2|2|running|r|9|"), ::testing::StartsWith("2|5|i|1|2|pending|r|9|"),
                  ::testing::StartsWith("3|5|i|1|2|completed|r|9|")));
}

TEST_P(Views, FollowAChangeAndARemovalAtItsCommit) {
  ASSERT_TRUE(journal->advance_snapshot(100).ok());
  JournalRecord gone = deployment(3, "completed", 1);
  gone.document.clear();
  must_append(*journal, {deployment(2, "running", 1), gone, deployment(4, "pending", 1)});
  expect_in_both_places("select id, status from deployments order by id",
                        ElementsAre("1|running", "2|running", "4|pending"));
}

TEST_P(Views, AddUpWhatRunsAndCountByStatus) {
  const char* sql =
      "select organization_id, cluster_id, cpu_used = 3.0, ram_used = 8.0, gpu_used = 1.0, pending, running,"
      " completed, failed, cancelled from usage";
  const bool sqlite = std::string(GetParam().name) == "Sqlite";
  expect_in_both_places(sql, ElementsAre(sqlite ? "7|5|1|1|1|1|1|1|0|0" : "7|5|t|t|t|1|1|1|0|0"));
}

TEST_P(Views, ShowAClusterThatNobodyUses) {
  must_append(*journal, {record("organization/7", 4, "cluster", "6", R"({"id":6,"organization_id":7,"name":"idle"})")});
  expect_in_both_places("select cluster_id, running, pending from usage order by cluster_id",
                        ElementsAre("5|1|1", "6|0|0"));
}

TEST_P(Views, TolerateDocumentsThatLackFieldsOrAreNoJson) {
  must_append(*journal, {record("x", 1, "deployment", "8", "{}"), record("x", 2, "deployment", "9", "not json"),
                         record("x", 3, "deployment", "10", R"({"name":"\u0000","replicas":"two"})")});
  EXPECT_THAT(store->sql("select count(*) from deployments"), ElementsAre("6"));
  EXPECT_EQ(store->sql("select * from usage").size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(On, Views,
                         ::testing::Values(StoreKind{"Sqlite", sqlite_store}, StoreKind{"Postgres", postgres_store}),
                         [](const auto& of) { return std::string(of.param.name); });

}  // namespace
}  // namespace berth::test
