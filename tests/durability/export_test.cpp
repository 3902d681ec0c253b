#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "api/http/wire/json_parse.hpp"
#include "tests/durability/person.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/served.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth::test {
namespace {

namespace fs = std::filesystem;

class Export : public testing::Test {
 protected:
  // A store that a server has left: somebody, an organization, a cluster and three deployments.
  void SetUp() override {
    Served server({"--data", data_}, folder_.path());
    ASSERT_TRUE(server.start());
    Person ann("ann \"the\" first");
    ann.turn_to(server.port());
    ASSERT_EQ(ann.post("/api/v1/auth/register", R"({"username":"ann \"the\" first","password":"long enough"})").status,
              200);
    ASSERT_EQ(ann.post("/api/v1/auth/login", R"({"username":"ann \"the\" first","password":"long enough"})").status,
              200);
    ASSERT_EQ(ann.post("/api/v1/organizations/", R"({"name":"o"})").status, 200);
    ASSERT_EQ(ann.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":2,"ram_limit":2,"gpu_limit":0})").status, 200);
    for (int i = 0; i < 3; ++i) {
      ASSERT_EQ(ann.post("/api/v1/deployments/",
                         R"({"name":"d","docker_image":"i","cpu_required":1.1,"ram_required":0.3,"gpu_required":0,)"
                         R"("priority":)" +
                             std::to_string(i) + R"(,"cluster_id":1})")
                    .status,
                200);
    }
    ASSERT_EQ(server.end(), 0);
  }

  TemporaryFolder folder_;
  const std::string data_ = folder_ / "data";
};

TEST_F(Export, WritesEveryRecordAsALineOfJson) {
  const ProgramRun run = run_berth({"export", "--data", data_});
  ASSERT_EQ(run.status, 0) << run.err;
  std::istringstream lines(run.out);
  std::int64_t position = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto parsed = http::parse_json(line);
    const auto* json = std::get_if<http::Json>(&parsed);
    ASSERT_NE(json, nullptr) << line;
    EXPECT_EQ(integer_in(*json, "position"), ++position);
    EXPECT_NE(json->find("document"), nullptr);
  }
  EXPECT_GT(position, 6);
  EXPECT_THAT(run.out, testing::HasSubstr(R"("event":"deployment.preempted")"));
}

TEST_F(Export, WritesToAFileOnlyItsOwnerMayRead) {
  const std::string file = folder_ / "journal.jsonl";
  ASSERT_EQ(run_berth({"export", "--data", data_, "--out", file}).status, 0);
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  EXPECT_EQ(text.str(), run_berth({"export", "--data", data_}).out);
}

TEST_F(Export, DecidesEverythingAgainAsItWasRecorded) {
  const ProgramRun run = run_berth({"export", "--verify", "--data", data_});
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.out, testing::StartsWith("1 organizations, 4 scheduling commands, "));
  EXPECT_THAT(run.out, testing::HasSubstr("every decision is as it was recorded"));
}

TEST_F(Export, IsRefusedWhileAServerRunsOnTheSameState) {
  Served server({"--data", data_}, folder_.path());
  ASSERT_TRUE(server.start());
  EXPECT_EQ(run_berth({"export", "--data", data_}).status, 1);
}

TEST_F(Export, NamesAFolderThatHoldsNoState) {
  const ProgramRun run = run_berth({"export", "--data", folder_ / "elsewhere"});
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.err, testing::HasSubstr("has no berth.db in it"));
  EXPECT_FALSE(fs::exists(folder_ / "elsewhere"));
}

}  // namespace
}  // namespace berth::test
