#include "api/http/wire/problem.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace berth::http {
namespace {

TEST(Problem, HasTheDetailFirstAndThenTheMembersOfRfc9457) {
  Response response;
  answer(response, "not_authenticated", "Not authenticated");
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(response.body,
            R"({"detail":"Not authenticated","type":"urn:berth:problem:not_authenticated","title":"Not logged in",)"
            R"("status":401,"code":"not_authenticated"})");
}

TEST(Problem, CarriesFurtherMembersLast) {
  const Problem problem{"never_fits", "It needs 9 GPUs of 8", 0, {{"reason", "never"}, {"limit", 8.0}}};
  EXPECT_EQ(
      to_text(problem),
      R"({"detail":"It needs 9 GPUs of 8","type":"urn:berth:problem:never_fits","title":"Larger than its cluster",)"
      R"("status":422,"code":"never_fits","reason":"never","limit":8.0})");
}

TEST(Problem, OfAnUnlistedCodeIsShownWithItsStatusOwnTitle) {
  Response response;
  answer(response, Problem{"odd", "Odd", 409, {}});
  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(response.body,
            R"({"detail":"Odd","type":"urn:berth:problem:odd","title":"Conflict","status":409,"code":"odd"})");
}

TEST(Problem, OfTheMethodNamesWhatIsAllowed) {
  Response response;
  answer_method_not_allowed(response, "GET, POST");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.body.find(R"({"detail":"Method Not Allowed",)"), 0U);
  ASSERT_EQ(response.headers.size(), 1U);
  EXPECT_EQ(response.headers[0], (std::pair<std::string, std::string>("Allow", "GET, POST")));
}

TEST(Problem, OfAPathWhereNothingIsSaysNotFound) {
  Response response;
  answer_not_found(response);
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.body.find(R"({"detail":"Not Found",)"), 0U);
}

TEST(Problem, NamesEveryWrongFieldInItsDetail) {
  Response response;
  answer_invalid(response, {{"missing", {"body", "name"}, "Field required", Json(JsonObject{}), {}},
                            {"int_type", {"body", "ids", 0}, "Input should be a valid integer", nullptr, {}}});
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.body,
            R"({"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{}},)"
            R"({"type":"int_type","loc":["body","ids",0],"msg":"Input should be a valid integer","input":null}],)"
            R"("type":"urn:berth:problem:validation_failed","title":"Fields are wrong","status":422,)"
            R"("code":"validation_failed"})");
}

TEST(Problem, CodesAreListedOnceWithStatusesThatHaveAName) {
  std::set<std::string_view> seen;
  for (const ProblemCode& code : problem_codes()) {
    EXPECT_TRUE(seen.insert(code.code).second) << code.code;
    EXPECT_NE(reason_phrase(code.status), "Unknown") << code.code;
  }
  EXPECT_TRUE(std::is_sorted(problem_codes().begin(), problem_codes().end(), [](const auto& a, const auto& b) {
    return std::pair(a.status, a.code) < std::pair(b.status, b.code);
  }));
}

}  // namespace
}  // namespace berth::http
