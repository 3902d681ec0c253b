#include "api/http/wire/validate.hpp"

#include <cstdint>
#include <gtest/gtest.h>

namespace berth::http {
namespace {

std::optional<std::string> long_enough(std::string_view password) {
  if (password.size() >= 8) return std::nullopt;
  return "Password must be at least 8 characters";
}

const Schema& user() {
  static const Schema kSchema{
      "UserCreate",
      {Field::email("email").otherwise(nullptr).or_null(), Field::text("username").shortest(1).longest(5),
       Field::text("password").kept_secret().checked(long_enough)},
      ""};
  return kSchema;
}

const Schema& cluster() {
  static const Schema kSchema{"ClusterCreate",
                              {Field::text("name"), Field::number("cpu_limit").at_least(0),
                               Field::number("ram_limit").at_least(0), Field::integer("organization_id")},
                              ""};
  return kSchema;
}

Validated validated(const Schema& schema, std::string_view body, const char* type = "application/json") {
  return validate_body(schema, std::get<Body>(read_body(type, body)));
}

// What is wrong, as the answer's `detail`.
std::string detail(const Schema& schema, std::string_view body, const char* type = "application/json") {
  return to_text(validated(schema, body, type).violations);
}

// A schema of one field, for tables of values.
Schema one(Field field) { return {"One", {std::move(field)}, ""}; }

TEST(Validate, GivesTheValuesOfAGoodBody) {
  const Validated result =
      validated(cluster(), R"({"name":"c","cpu_limit":"8","ram_limit":true,"organization_id":1.0,"id":9})");
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.values.text("name"), "c");
  EXPECT_EQ(result.values.number("cpu_limit"), 8.0);
  EXPECT_EQ(result.values.number("ram_limit"), 1.0);
  EXPECT_EQ(result.values.integer("organization_id"), 1);
}

TEST(Validate, IgnoresUnknownFields) {
  const Validated result =
      validated(cluster(), R"({"name":"c","cpu_limit":1,"ram_limit":1,"organization_id":1,"role":"admin"})");
  EXPECT_FALSE(result.values.given("role"));
}

TEST(Validate, NamesEveryWrongFieldInTheOrderOfTheSchema) {
  EXPECT_EQ(detail(cluster(), R"({"ram_limit":-1,"organization_id":"x","cpu_limit":"lots"})"),
            R"([{"type":"missing","loc":["body","name"],"msg":"Field required",)"
            R"("input":{"ram_limit":-1,"organization_id":"x","cpu_limit":"lots"}},)"
            R"({"type":"float_parsing","loc":["body","cpu_limit"],)"
            R"("msg":"Input should be a valid number, unable to parse string as a number","input":"lots"},)"
            R"({"type":"greater_than_equal","loc":["body","ram_limit"],)"
            R"("msg":"Input should be greater than or equal to 0","input":-1,"ctx":{"ge":0.0}},)"
            R"({"type":"int_parsing","loc":["body","organization_id"],)"
            R"("msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"}])");
}

TEST(Validate, AsksForABodyWhereNoneWasSent) {
  const char* missing = R"([{"type":"missing","loc":["body"],"msg":"Field required","input":null}])";
  EXPECT_EQ(detail(cluster(), ""), missing);
  EXPECT_EQ(detail(cluster(), "null"), missing);
}

TEST(Validate, AsksForAnObjectWhereSomethingElseWasSent) {
  const std::string refused = R"([{"type":"model_attributes_type","loc":["body"],)"
                              R"("msg":"Input should be a valid dictionary or object to extract fields from","input":)";
  EXPECT_EQ(detail(cluster(), "[1]"), refused + "[1]}]");
  EXPECT_EQ(detail(cluster(), R"("text")"), refused + "\"text\"}]");
  EXPECT_EQ(detail(cluster(), "a=1", "text/plain"), refused + "\"a=1\"}]");
}

TEST(Validate, NeverEchoesASecret) {
  for (const char* body : {R"({"username":"u","password":"hunter2"})", R"({"password":"hunter2"})",
                           R"({"username":7,"password":["hunter2"],"Password":"hunter2"})", R"(["hunter2"])",
                           R"("hunter2")", R"({"email":"x","pass":"hunter2"})"}) {
    EXPECT_EQ(detail(user(), body).find("hunter2"), std::string::npos) << body;
  }
  EXPECT_EQ(detail(user(), "password=hunter2", "text/plain").find("hunter2"), std::string::npos);
}

TEST(Validate, MasksTheSecretAndShowsTheRestOfABodyThatLacksAField) {
  EXPECT_EQ(detail(user(), R"({"email":null,"password":"long enough"})"),
            R"([{"type":"missing","loc":["body","username"],"msg":"Field required",)"
            R"("input":{"email":null,"password":"**********"}}])");
}

TEST(Validate, SaysWhatACheckOfOurOwnSays) {
  EXPECT_EQ(detail(user(), R"({"username":"u","password":"short"})"),
            R"([{"type":"value_error","loc":["body","password"],)"
            R"("msg":"Password must be at least 8 characters","input":"**********"}])");
}

TEST(Validate, FillsInDefaultsAndAllowsNullOnlyWhereSaid) {
  const Validated result = validated(user(), R"({"username":"u","password":"long enough"})");
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result.values.is_null("email"));
  EXPECT_EQ(result.values.optional_text("email"), std::nullopt);
  EXPECT_EQ(
      detail(user(), R"({"email":null,"username":null,"password":"long enough"})"),
      R"([{"type":"string_type","loc":["body","username"],"msg":"Input should be a valid string","input":null}])");
}

TEST(Validate, TellsAFieldLeftOutFromOneGiven) {
  const Schema schema{"Patch", {Field::integer("priority").optional(), Field::text("name").optional().or_null()}, ""};
  const Values values = validated(schema, R"({"name":null})").values;
  EXPECT_FALSE(values.given("priority"));
  EXPECT_TRUE(values.given("name"));
}

TEST(Validate, SaysWhichElementOfAListIsWrong) {
  const Schema schema = one(Field::integer("ids").list_of_at_most(3));
  EXPECT_EQ(validated(schema, R"({"ids":[1,"2",3.0]})").values.integers("ids"), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(detail(schema, R"({"ids":[1,"x"]})"),
            R"([{"type":"int_parsing","loc":["body","ids",1],)"
            R"("msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"}])");
  EXPECT_EQ(detail(schema, R"({"ids":7})"),
            R"([{"type":"list_type","loc":["body","ids"],"msg":"Input should be a valid list","input":7}])");
  EXPECT_EQ(
      detail(schema, R"({"ids":[1,2,3,4]})"),
      R"([{"type":"too_long","loc":["body","ids"],"msg":"List should have at most 3 items after validation, not 4",)"
      R"("input":[1,2,3,4],"ctx":{"field_type":"List","max_length":3,"actual_length":4}}])");
}

TEST(Validate, SaysWhereInANestedObjectAFieldIsWrong) {
  static const Schema kGroup{"NodeGroup", {Field::text("name"), Field::integer("count").at_least(1)}, ""};
  const Schema schema = one(Field::nested("groups", kGroup).list_of_at_most(2));
  EXPECT_EQ(validated(schema, R"({"groups":[{"name":"a","count":2}]})").values.objects("groups").at(0).integer("count"),
            2);
  EXPECT_EQ(detail(schema, R"({"groups":[{"name":"a","count":2},{"count":0}]})"),
            R"([{"type":"missing","loc":["body","groups",1,"name"],"msg":"Field required","input":{"count":0}},)"
            R"({"type":"greater_than_equal","loc":["body","groups",1,"count"],)"
            R"("msg":"Input should be greater than or equal to 1","input":0,"ctx":{"ge":1}}])");
  EXPECT_EQ(detail(schema, R"({"groups":[3]})"),
            R"([{"type":"model_attributes_type","loc":["body","groups",0],)"
            R"("msg":"Input should be a valid dictionary or object to extract fields from","input":3}])");
}

TEST(Validate, HoldsKeysAndValuesOfAMapToTheSameBounds) {
  const Schema schema = one(Field::text_map("labels").longest(3).items_at_most(2));
  EXPECT_EQ(validated(schema, R"({"labels":{"a":"b"}})").values.text_map("labels").at(0).second, "b");
  EXPECT_EQ(detail(schema, R"({"labels":{"long":"b"}})"),
            R"([{"type":"string_too_long","loc":["body","labels","long","[key]"],)"
            R"("msg":"String should have at most 3 characters","input":"long","ctx":{"max_length":3}}])");
  EXPECT_EQ(detail(schema, R"({"labels":{"a":1}})"),
            R"([{"type":"string_type","loc":["body","labels","a"],"msg":"Input should be a valid string","input":1}])");
  EXPECT_EQ(detail(schema, R"({"labels":[]})"),
            R"([{"type":"dict_type","loc":["body","labels"],"msg":"Input should be a valid dictionary","input":[]}])");
}

TEST(Validate, ReadsQueryParametersByTheSameRules) {
  const Schema schema{"Page",
                      {Field::integer("limit").otherwise(100).at_least(1), Field::boolean("dry_run").otherwise(false),
                       Field::integer("id").list_of_at_most(5).optional(), Field::text("username")},
                      ""};
  const Validated good =
      validate_query(schema, *parse_urlencoded("limit=5&limit=20&dry_run=true&id=1&id=2&username=a+b"));
  ASSERT_TRUE(good.ok());
  EXPECT_EQ(good.values.integer("limit"), 20);
  EXPECT_TRUE(good.values.boolean("dry_run"));
  EXPECT_EQ(good.values.integers("id"), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(good.values.text("username"), "a b");
  EXPECT_EQ(
      to_text(validate_query(schema, *parse_urlencoded("limit=0")).violations),
      R"([{"type":"greater_than_equal","loc":["query","limit"],"msg":"Input should be greater than or equal to 1",)"
      R"("input":"0","ctx":{"ge":1}},{"type":"missing","loc":["query","username"],"msg":"Field required",)"
      R"("input":null}])");
}

TEST(Validate, ReadsPathParametersByTheSameRules) {
  const Schema schema = one(Field::integer("id"));
  EXPECT_EQ(validate_path(schema, {{"id", "7"}}).values.integer("id"), 7);
  EXPECT_EQ(to_text(validate_path(schema, {{"id", "seven"}}).violations),
            R"([{"type":"int_parsing","loc":["path","id"],)"
            R"("msg":"Input should be a valid integer, unable to parse string as an integer","input":"seven"}])");
}

TEST(Validate, SaysWhatIsWrongWithAnEmailAddress) {
  EXPECT_EQ(detail(user(), R"({"email":"nobody","username":"u","password":"long enough"})"),
            R"([{"type":"value_error","loc":["body","email"],)"
            R"("msg":"value is not a valid email address: An email address must have an @-sign.",)"
            R"("input":"nobody","ctx":{"reason":"An email address must have an @-sign."}}])");
}

}  // namespace
}  // namespace berth::http
