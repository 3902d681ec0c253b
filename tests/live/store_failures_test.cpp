// A store that fails in every way it may, between a sound journal and the service.
#include <atomic>
#include <chrono>
#include <thread>

#include "tests/live/harness.hpp"

namespace berth::live {
namespace {

struct Trouble {
  std::atomic<AppendFault> fault{AppendFault::kNone};
  std::atomic<bool> lands_all_the_same{false};  // written, but the answer is lost
};

class TroubledJournal final : public Journal {
 public:
  explicit TroubledJournal(std::shared_ptr<Trouble> trouble) : trouble_(std::move(trouble)) {}
  Result<void> open(Duration patience, std::vector<std::string>& notes) override {
    return inner_->open(patience, notes);
  }
  AppendOutcome append(std::span<JournalRecord> records, std::span<const std::uint32_t> sizes) override {
    if (trouble_->fault != AppendFault::kNone) {
      if (trouble_->lands_all_the_same.exchange(false)) inner_->append(records, sizes);
      return {trouble_->fault, "trouble"};
    }
    return inner_->append(records, sizes);
  }
  AppendOutcome renew_lease() override { return inner_->renew_lease(); }
  Result<std::uint64_t> advance_snapshot(std::uint64_t limit) override { return inner_->advance_snapshot(limit); }
  Result<void> load(const std::string& stream, const std::function<void(Entity&&)>& entity,
                    const std::function<void(StreamEnd&&)>& end) override {
    return inner_->load(stream, entity, end);
  }
  Result<std::vector<JournalRecord>> read(std::int64_t organization, std::uint64_t position,
                                          std::size_t limit) override {
    if (trouble_->fault == AppendFault::kUnavailable) return Error::failed("journal", "away");
    return inner_->read(organization, position, limit);
  }
  std::uint64_t last_position() const override { return inner_->last_position(); }
  std::uint64_t epoch() const override { return inner_->epoch(); }

 private:
  std::unique_ptr<Journal> inner_ = make_memory_journal();
  std::shared_ptr<Trouble> trouble_;
};

class StoreFailures : public ::testing::Test {
 protected:
  StoreFailures() : h_(std::make_unique<TroubledJournal>(trouble_), settings()), ann_(h_.founder("ann")) {
    cluster_ = h_.cluster(ann_, {8, 8, 0});
    running_ = h_.deploy(ann_, cluster_, {6, 1, 0}).id;
  }
  static ServiceSettings settings() {
    ServiceSettings settings;
    settings.store_patience_us = 300'000;
    return settings;
  }
  CreateDeployment wish() const { return {.name = "x", .required = {2, 1, 0}, .cluster_id = cluster_}; }
  std::size_t deployments() const { return h_.service->board().deployments(h_.organization_of(ann_), {}).size(); }

  std::shared_ptr<Trouble> trouble_ = std::make_shared<Trouble>();
  Harness h_;
  Caller ann_;
  std::int64_t cluster_ = 0, running_ = 0;
};

TEST_F(StoreFailures, ARefusedWriteChangesNothingAndReadsGoOn) {
  trouble_->fault = AppendFault::kRefused;
  EXPECT_EQ(h_.refusal(ann_, wish()).fault, Fault::kUnavailable);
  EXPECT_EQ(deployments(), 1U);
  EXPECT_DOUBLE_EQ(h_.cluster_shown(ann_, cluster_).available.cpu, 2);
  EXPECT_FALSE(h_.service->health().ready);
}

TEST_F(StoreFailures, WritesWorkAgainAfterwardsFromWhatIsCommitted) {
  trouble_->fault = AppendFault::kRefused;
  h_.refusal(ann_, wish());
  trouble_->fault = AppendFault::kNone;
  Answer answer = Refused{};
  for (int i = 0; i < 50 && std::holds_alternative<Refused>(answer); ++i) {
    answer = h_.service->ask(ann_, wish());
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // it is being started anew
  }
  ASSERT_TRUE(std::holds_alternative<Deployment>(answer));
  EXPECT_EQ(std::get<Deployment>(answer).status, Status::kRunning);
  EXPECT_EQ(deployments(), 2U);
  EXPECT_TRUE(h_.service->health().ready);
}

TEST_F(StoreFailures, AShortAbsenceIsWaitedFor) {
  trouble_->fault = AppendFault::kUnavailable;
  std::thread returns([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(120));
    trouble_->fault = AppendFault::kNone;
  });
  EXPECT_EQ(h_.ask<Deployment>(ann_, wish()).status, Status::kRunning);
  returns.join();
}

TEST_F(StoreFailures, AWriteWhoseAnswerWasLostIsFoundOutLater) {
  trouble_->lands_all_the_same = true;
  trouble_->fault = AppendFault::kUnavailable;
  EXPECT_EQ(h_.refusal(ann_, wish()).fault, Fault::kUnavailable);
  trouble_->fault = AppendFault::kNone;
  Answer answer = Refused{};
  for (int i = 0; i < 50 && std::holds_alternative<Refused>(answer); ++i) {
    answer = h_.service->ask(ann_, ChangeDeployment{.id = running_, .status = Status::kCompleted});
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_TRUE(std::holds_alternative<Deployment>(answer));
  EXPECT_EQ(deployments(), 2U) << "it was written, so it is there";
  EXPECT_DOUBLE_EQ(h_.cluster_shown(ann_, cluster_).available.cpu, 6);
}

TEST_F(StoreFailures, ALostLeaseEndsTheService) {
  trouble_->fault = AppendFault::kLostLease;
  EXPECT_EQ(h_.refusal(ann_, wish()).fault, Fault::kUnavailable);
  EXPECT_TRUE(h_.service->health().lost_lease);
  trouble_->fault = AppendFault::kNone;
  EXPECT_EQ(h_.refusal(ann_, wish()).fault, Fault::kUnavailable);
}

}  // namespace
}  // namespace berth::live
