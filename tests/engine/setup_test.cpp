// What a replay refuses before it starts, with the place and what would be right.
#include "engine/simulation/setup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(Setup, RefusesAPolicyThatPreempts) {
  const Workload work = workload({{.run = 1}});
  const auto checked = check_setup(work, std::vector{processors(1)}, *parse_policy("fcfs,preemption=priority"));
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().kind, Error::Kind::kInput);
  EXPECT_THAT(checked.error().text(), AllOf(HasSubstr("preemption=priority works live only"), HasSubstr("=none")));
}

}  // namespace
}  // namespace berth::test
