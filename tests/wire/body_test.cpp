#include "api/http/wire/body.hpp"

#include <gtest/gtest.h>

namespace berth::http {
namespace {

Response refused(std::optional<std::string_view> content_type, std::string_view bytes) {
  Response response;
  const auto body = read_body(content_type, bytes);
  EXPECT_TRUE(std::holds_alternative<BodyRefusal>(body));
  if (const auto* refusal = std::get_if<BodyRefusal>(&body)) answer(response, *refusal);
  return response;
}

TEST(Body, TakesJsonUnderEveryContentTypeThatFastapiTakesItUnder) {
  for (const char* type : {"application/json", "Application/JSON; charset=utf-8", "application/vnd.api+json", ""}) {
    EXPECT_TRUE(is_json_content_type(type)) << type;
  }
  EXPECT_TRUE(is_json_content_type(std::nullopt));
  for (const char* type :
       {"text/plain", "text/json", "application/x-www-form-urlencoded", "application/jsonp", "json"}) {
    EXPECT_FALSE(is_json_content_type(type)) << type;
  }
}

TEST(Body, IsAbsentWhenEmptyOrNull) {
  EXPECT_FALSE(std::get<Body>(read_body("application/json", "")).present);
  EXPECT_FALSE(std::get<Body>(read_body("application/json", "null")).present);
}

TEST(Body, OfAnotherContentTypeIsJustText) {
  const auto body = read_body("text/plain", "{\"a\":1}");
  EXPECT_EQ(to_text(std::get<Body>(body).value), R"("{\"a\":1}")");
}

TEST(Body, ThatIsNoJsonIsRefusedWithPlaceAndReason) {
  const Response response = refused("application/json", "{\"name\": }");
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(response.body,
            R"({"detail":[{"type":"json_invalid","loc":["body",9],"msg":"JSON decode error","input":{},)"
            R"("ctx":{"error":"Expecting value"}}],"type":"urn:berth:problem:malformed_json","title":"Not JSON",)"
            R"("status":422,"code":"malformed_json"})");
}

TEST(Body, ThatCannotBeReadAtAllIsABadRequest) {
  const Response response = refused("application/json", "{\"name\":\"\xFF\"}");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body.substr(0, 47), R"({"detail":"There was an error parsing the body")");
}

TEST(Body, IsReadUpToItsLimitAndNoFurther) {
  const std::string text(kBodyBytesLimit - 2, 'x');
  EXPECT_TRUE(std::holds_alternative<Body>(read_body("application/json", '"' + text + '"')));
  EXPECT_EQ(refused("application/json", '"' + text + "x\"").status, 413);
}

TEST(Body, OfAFormBecomesAnObjectOfStringsTheLastOfAKeyWinning) {
  const FormPairs pairs = *parse_urlencoded("username=a+b&id=1&username=c&id=2");
  EXPECT_EQ(to_text(Json(to_object(pairs, {"id"}))), R"({"username":"c","id":["1","2"]})");
}

}  // namespace
}  // namespace berth::http
