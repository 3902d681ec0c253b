#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/policy/spec.hpp"

namespace berth {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(PolicySpec, FillsInWhatIsNotSaid) {
  const auto policy = parse_policy("backfill=easy");
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(policy->text(), "order=fcfs,backfill=easy");
}

TEST(PolicySpec, TakesBareNamesForTheChoiceTheyName) {
  const auto policy = parse_policy(" sjf , easy-sjbf(depth=50) ");
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(policy->text(), "order=sjf,backfill=easy-sjbf(depth=50)");
}

TEST(PolicySpec, ReadsBackItsOwnText) {
  for (const AlgorithmInfo& info : algorithms()) {
    std::string text = std::string(info.kind) + "=" + std::string(info.name);
    for (std::size_t i = 0; i < info.parameters.size(); ++i) {
      const std::string_view name = info.parameters[i].name;
      const bool counts = name == "depth" || name == "queues" || name == "budget" || name == "seed";
      text += (i == 0 ? "(" : ",") + std::string(name) + (counts ? "=2" : "=2.5");
    }
    if (!info.parameters.empty()) text += ")";
    const auto policy = parse_policy(text);
    ASSERT_TRUE(policy.ok()) << text;
    const auto again = parse_policy(policy->text());
    ASSERT_TRUE(again.ok()) << policy->text();
    EXPECT_EQ(*again, *policy);
  }
}

TEST(PolicySpec, RefusesAPartOfAJobOrOfASeed) {
  for (const char* text : {"easy(depth=1.5)", "conservative(depth=0.5)", "order=las(queues=2.5)",
                           "preemption=priority(budget=1.5)", "placement=random(seed=1.5)"}) {
    const auto policy = parse_policy(text);
    ASSERT_FALSE(policy.ok()) << text;
    EXPECT_THAT(policy.error().message, HasSubstr("must be a whole number")) << text;
  }
}

TEST(PolicySpec, ListsWhatThereIsWhenANameIsUnknown) {
  const auto policy = parse_policy("order=fifo");
  ASSERT_FALSE(policy.ok());
  EXPECT_THAT(policy.error().text(), AllOf(HasSubstr("\"fifo\""), HasSubstr("fcfs"), HasSubstr("multifactor")));
}

TEST(PolicySpec, RefusesWhatCannotBeMeant) {
  for (const char* text :
       {"", ",", "order=", "order=fcfs,order=sjf", "color=red", "easy(depth)", "easy(depth=-1)", "easy(depth=1",
        "easy(width=1)", "easy(depth=1,depth=2)", "fairshare(half_life=0)", "las(queues=0)", "las(queues=100001)",
        "easy(depth=nan)", "order=easy", "((((", "easy)depth=1("}) {
    EXPECT_FALSE(parse_policy(text).ok()) << text;
  }
  EXPECT_FALSE(parse_policy(std::string(1001, 'x')).ok());
}

TEST(PolicySpec, ExplainsEveryAlgorithm) {
  for (const AlgorithmInfo& info : algorithms()) {
    EXPECT_FALSE(info.summary.empty()) << info.name;
    EXPECT_FALSE(info.formula.empty()) << info.name;
    EXPECT_FALSE(info.source.empty()) << info.name;
    EXPECT_FALSE(info.when.empty()) << info.name;
  }
}

}  // namespace
}  // namespace berth
