#include "actors/live/document_text.hpp"

#include <gtest/gtest.h>
#include <limits>

#include "actors/live/views.hpp"

namespace berth::live {
namespace {

TEST(DocumentText, WritesAnObject) {
  EXPECT_EQ(DocumentText().integer("a", -1).number("b", 0.5).truth("c", true).text("d", "e").take(),
            R"({"a":-1,"b":0.5,"c":true,"d":"e"})");
  EXPECT_EQ(DocumentText().take(), "{}");
}

TEST(DocumentText, EscapesWhatWouldEndAText) {
  EXPECT_EQ(DocumentText().text("a", "\"\\\n\xC3\xA9").take(), "{\"a\":\"\\u0022\\u005c\\u000a\xC3\xA9\"}");
}

TEST(DocumentText, HasNoWordForWhatIsNoNumber) {
  EXPECT_EQ(DocumentText().number("a", std::numeric_limits<double>::infinity()).take(), R"({"a":null})");
}

TEST(DocumentText, KeepsADeploymentWhole) {
  Deployment deployment;
  deployment.id = 7;
  deployment.name = "a \"name\"\twith\\everything";
  deployment.required = {0.1, 1e300, 3};
  deployment.expected_duration_s = 1.0 / 3;
  deployment.dependency_ids = {1, 2};
  deployment.nodes = {{4, 2}};
  const auto back = from_document<Deployment>(to_document(deployment));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->name, deployment.name);
  EXPECT_EQ(back->required.cpu, 0.1);
  EXPECT_EQ(back->required.ram, 1e300);
  EXPECT_EQ(back->expected_duration_s, deployment.expected_duration_s);
  EXPECT_EQ(back->dependency_ids, deployment.dependency_ids);
  EXPECT_EQ(back->nodes, deployment.nodes);
}

TEST(DocumentText, KeepsWhichGpusAreShared) {
  Deployment deployment;
  deployment.nodes = {{0, 1, 2}, {1, 3, 0}, {2, 1, Seat::kNoSlot}};
  const auto back = from_document<Deployment>(to_document(deployment));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->nodes, deployment.nodes);
}

}  // namespace
}  // namespace berth::live
