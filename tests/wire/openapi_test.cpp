#include "api/http/wire/openapi.hpp"

#include <gtest/gtest.h>

#include "api/http/wire/describe.hpp"
#include "api/http/wire/json_parse.hpp"

namespace berth::http {
namespace {

const Schema& user_create() {
  static const Schema kSchema{"UserCreate",
                              {Field::email("email").otherwise(nullptr).or_null(), Field::text("username"),
                               Field::text("password").kept_secret()},
                              ""};
  return kSchema;
}

const Schema& user() {
  static const Schema kSchema{"User",
                              {Field::text("username").like("ada"), Field::integer("id").like(1),
                               Field::choice("status", "Status", {"on", "off"})},
                              "A person"};
  return kSchema;
}

std::string described(const Field& field) {
  JsonText json;
  describe_field(json, field);
  return json.take();
}

std::string document(const Route& route) {
  return openapi_document({"Cluster Management API",
                           "0.1.0",
                           "",
                           {{"authentication", ""}, {"clusters", "Machines"}},
                           "session",
                           "Apache-2.0"},
                          {route});
}

// The part of a document at a path of keys.
std::string part(const std::string& text, const std::vector<const char*>& keys) {
  const auto parsed = parse_json(text);
  const Json* at = std::get_if<Json>(&parsed);
  for (const char* key : keys) at = at ? at->find(key) : nullptr;
  return at ? to_text(*at) : "nothing";
}

TEST(OpenApi, DescribesFieldsInFastapisWordsAndOrder) {
  EXPECT_EQ(described(Field::text("docker_image")), R"({"type":"string","title":"Docker Image"})");
  EXPECT_EQ(described(Field::integer("id")), R"({"type":"integer","title":"Id"})");
  EXPECT_EQ(described(Field::number("cpu_limit").at_least(0)),
            R"({"type":"number","minimum":0.0,"title":"Cpu Limit"})");
  EXPECT_EQ(described(Field::integer("priority").otherwise(0)), R"({"type":"integer","title":"Priority","default":0})");
  EXPECT_EQ(described(Field::email("email").otherwise(nullptr).or_null()),
            R"({"anyOf":[{"type":"string","format":"email"},{"type":"null"}],"title":"Email"})");
  EXPECT_EQ(described(Field::integer("ids").list_of_at_most(9)),
            R"({"items":{"type":"integer"},"type":"array","maxItems":9,"title":"Ids"})");
  EXPECT_EQ(described(Field::choice("status", "Status", {"a"})), R"({"$ref":"#/components/schemas/Status"})");
  EXPECT_EQ(described(Field::choice("order", "", {"a", "b"})), R"({"type":"string","enum":["a","b"],"title":"Order"})");
  EXPECT_EQ(described(Field::nested("user", user()).or_null()),
            R"({"anyOf":[{"$ref":"#/components/schemas/User"},{"type":"null"}]})");
  EXPECT_EQ(
      described(Field::text_map("labels").longest(63).items_at_most(8)),
      R"({"additionalProperties":{"type":"string","maxLength":63},"type":"object","maxProperties":8,"title":"Labels"})");
  EXPECT_EQ(
      described(Field::text("name").shortest(1).longest(9).says("Its name").like("gpu")),
      R"({"type":"string","maxLength":9,"minLength":1,"title":"Name","description":"Its name","examples":["gpu"]})");
}

TEST(OpenApi, DescribesASchemaWithItsFieldsInTheOrderOfTheWire) {
  JsonText json;
  describe_schema(json, user_create());
  EXPECT_EQ(json.str(),
            R"({"properties":{"email":{"anyOf":[{"type":"string","format":"email"},{"type":"null"}],"title":"Email"},)"
            R"("username":{"type":"string","title":"Username"},)"
            R"("password":{"type":"string","format":"password","title":"Password","writeOnly":true}},)"
            R"("type":"object","required":["username","password"],"title":"UserCreate"})");
}

TEST(OpenApi, DescribesAnOperation) {
  Route route;
  route.method = "POST";
  route.path = "/api/v1/auth/register";
  route.operation_id = "register_api_v1_auth_register_post";
  route.tag = "authentication";
  route.summary = "Register";
  route.body = &user_create();
  route.answers = {Answer::of(user()), Answer::problem(400, "Taken")};
  const std::string text = document(route);
  EXPECT_EQ(part(text, {"paths", "/api/v1/auth/register", "post"}),
            R"({"tags":["authentication"],"summary":"Register","operationId":"register_api_v1_auth_register_post",)"
            R"("requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/UserCreate"}}},)"
            R"("required":true},"responses":{"200":{"description":"Successful Response","content":{"application/json":)"
            R"({"schema":{"$ref":"#/components/schemas/User"},"example":{"username":"ada","id":1}}}},)"
            R"("400":{"description":"Taken","content":{"application/problem+json":{"schema":)"
            R"({"$ref":"#/components/schemas/Problem"}}}},"422":{"description":"Validation Error","content":)"
            R"({"application/problem+json":{"schema":{"$ref":"#/components/schemas/HTTPValidationError"}}}},)"
            R"("default":{"description":"Any other problem","content":{"application/problem+json":{"schema":)"
            R"({"$ref":"#/components/schemas/Problem"}}}}},"security":[]})");
}

TEST(OpenApi, DescribesParametersSecurityAndWhoMayCall) {
  static const Schema kPage{"Page", {Field::integer("limit").otherwise(100).at_least(1).says("At most so many")}, ""};
  Route route;
  route.method = "GET";
  route.path = "/api/v1/clusters/{id}";
  route.operation_id = "get_cluster";
  route.summary = "Get Cluster";
  route.auth = Auth::kSession;
  route.path_parameters = {"", {Field::integer("id")}, ""};
  route.query = &kPage;
  route.headers = {Field::text("If-None-Match").optional()};
  route.answers = {Answer::list_of(user())};
  route.extensions = {{"x-berth-roles", JsonArray{"admin", "viewer"}}};
  const std::string text = document(route);
  const std::vector<const char*> get = {"paths", "/api/v1/clusters/{id}", "get"};
  const auto of = [&](const char* key) {
    std::vector<const char*> keys = get;
    keys.push_back(key);
    return part(text, keys);
  };
  EXPECT_EQ(
      of("parameters"),
      R"([{"name":"id","in":"path","required":true,"schema":{"type":"integer","title":"Id"}},)"
      R"({"name":"limit","in":"query","required":false,)"
      R"("schema":{"type":"integer","minimum":1.0,"title":"Limit","default":100},"description":"At most so many"},)"
      R"({"name":"If-None-Match","in":"header","required":false,)"
      R"("schema":{"type":"string","title":"If-None-Match"}}])");
  EXPECT_EQ(of("security"), R"([{"session":[]}])");
  EXPECT_EQ(of("x-berth-roles"), R"(["admin","viewer"])");
  EXPECT_EQ(part(text, {"paths", "/api/v1/clusters/{id}", "get", "responses", "401", "description"}),
            R"("Not authenticated")");
  EXPECT_EQ(part(text, {"paths", "/api/v1/clusters/{id}", "get", "responses", "200", "content", "application/json",
                        "schema"}),
            R"({"items":{"$ref":"#/components/schemas/User"},"type":"array"})");
}

TEST(OpenApi, SaysThatARuleMayRefuseWhatTheFieldsAllow) {
  Route route;
  route.method = "POST";
  route.path = "/x";
  route.body = &user_create();
  route.answers = {Answer::problem(422, "Wrong fields, or never fits")};
  EXPECT_EQ(
      part(document(route),
           {"paths", "/x", "post", "responses", "422", "content", "application/problem+json", "schema"}),
      R"({"anyOf":[{"$ref":"#/components/schemas/HTTPValidationError"},{"$ref":"#/components/schemas/Problem"}]})");
}

TEST(OpenApi, HasTheTitleTheTagsInOrderAndTheCookie) {
  Route route;
  route.method = "GET";
  route.path = "/health";
  const std::string text = document(route);
  EXPECT_EQ(text.find(R"({"openapi":"3.1.0","info":{"title":"Cluster Management API","version":"0.1.0","license":)"
                      R"({"name":"Apache-2.0","identifier":"Apache-2.0"}},"servers":[{"url":"/"}],"paths":{)"),
            0U);
  EXPECT_EQ(part(text, {"tags"}), R"([{"name":"authentication"},{"name":"clusters","description":"Machines"}])");
  EXPECT_EQ(part(text, {"components", "securitySchemes"}),
            R"({"session":{"type":"apiKey","in":"cookie","name":"session"}})");
}

TEST(OpenApi, ListsEverySchemaThatIsReferredToByName) {
  static const Schema kTeam{"Team", {Field::nested("members", user()).list_of_at_most(5)}, ""};
  Route route;
  route.method = "GET";
  route.path = "/team";
  route.answers = {Answer::of(kTeam)};
  const auto parsed = parse_json(part(document(route), {"components", "schemas"}));
  std::vector<std::string> names;
  for (const JsonMember& member : *std::get<Json>(parsed).object()) names.push_back(member.key);
  EXPECT_EQ(names,
            (std::vector<std::string>{"HTTPValidationError", "Problem", "Status", "Team", "User", "ValidationError"}));
}

TEST(OpenApi, RendersWrongFieldsAsFastapiDoes) {
  Route route;
  route.method = "GET";
  route.path = "/x";
  EXPECT_EQ(part(document(route), {"components", "schemas", "HTTPValidationError"}),
            R"({"properties":{"detail":{"items":{"$ref":"#/components/schemas/ValidationError"},"type":"array",)"
            R"("title":"Detail"}},"type":"object","title":"HTTPValidationError"})");
}

TEST(OpenApi, SaysThatAnybodyMayCallWhatNeedsNoSession) {
  Route route;
  route.method = "GET";
  route.path = "/health";
  EXPECT_EQ(part(document(route), {"paths", "/health", "get", "security"}), "[]");
}

TEST(OpenApi, FillsExamplesUpWithWhatMustBeThere) {
  static const Schema kTeam{"Team",
                            {Field::text("name").like("a"), Field::integer("chief").or_null(),
                             Field::text("members").list_of_at_most(5), Field::text("motto").optional()},
                            ""};
  Route route;
  route.method = "GET";
  route.path = "/team";
  route.answers = {Answer::of(kTeam)};
  EXPECT_EQ(
      part(document(route), {"paths", "/team", "get", "responses", "200", "content", "application/json", "example"}),
      R"({"name":"a","chief":null,"members":[]})");
}

TEST(OpenApi, LeavesOutWhatIsNotToBeDescribed) {
  Route route;
  route.method = "GET";
  route.path = "/docs";
  route.described = false;
  EXPECT_EQ(part(document(route), {"paths"}), "{}");
}

}  // namespace
}  // namespace berth::http
