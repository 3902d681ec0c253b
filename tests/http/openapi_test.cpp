// The OpenAPI document against what is served: nothing is served without being described, nothing described without
// being served, and live answers look as described.
#include <set>

#include "api/http/wire/json_parse.hpp"
#include "tests/http/site.hpp"

namespace berth::http {
namespace {

const Json* follow(const Json& document, const Json* schema) {
  if (!schema) return nullptr;
  const Json* reference = schema->find("$ref");
  if (!reference) return schema;
  const Json* at = &document;
  std::string path = *reference->text();
  for (std::size_t from = 2; at && from <= path.size();) {
    const std::size_t slash = std::min(path.find('/', from), path.size());
    at = at->find(path.substr(from, slash - from));
    from = slash + 1;
  }
  return at;
}

bool is_type(const Json& value, const std::string& type) {
  if (type == "null") return value.is_null();
  if (type == "string") return value.text();
  if (type == "integer") return value.integer();
  if (type == "number") return value.number() || value.integer();
  if (type == "boolean") return value.boolean();
  if (type == "array") return value.array();
  if (type == "object") return value.object();
  return false;
}

// What is wrong with a value by a schema of the document; empty when nothing is.
std::string wrong_with(const Json& document, const Json& value, const Json* schema, const std::string& where) {
  schema = follow(document, schema);
  if (!schema) return where + ": no such schema";
  if (const Json* any = schema->find("anyOf")) {
    std::string first;
    for (const Json& one : *any->array()) {
      const std::string wrong = wrong_with(document, value, &one, where);
      if (wrong.empty()) return {};
      if (first.empty()) first = wrong;
    }
    return first;
  }
  if (const Json* type = schema->find("type"); type && type->text() && !is_type(value, *type->text())) {
    return where + ": " + to_text(value) + " is no " + *type->text();
  }
  if (const Json* choices = schema->find("enum")) {
    bool found = false;
    for (const Json& one : *choices->array()) found = found || to_text(one) == to_text(value);
    if (!found) return where + ": " + to_text(value) + " is none of " + to_text(*choices);
  }
  if (const JsonArray* items = value.array()) {
    for (std::size_t i = 0; i < items->size(); ++i) {
      const std::string wrong =
          wrong_with(document, (*items)[i], schema->find("items"), where + "/" + std::to_string(i));
      if (!wrong.empty()) return wrong;
    }
  }
  const Json* properties = schema->find("properties");
  if (value.object() && properties) {
    if (const Json* required = schema->find("required")) {
      for (const Json& name : *required->array()) {
        if (!value.find(*name.text())) return where + ": lacks " + *name.text();
      }
    }
    for (const JsonMember& member : *value.object()) {
      const Json* property = properties->find(member.key);
      // FastAPI's own description of a validation error leaves some of it out, and so does ours.
      if (!property && (where.starts_with("/detail") || value.find("detail"))) continue;
      if (!property) return where + ": " + member.key + " is not described";
      const std::string wrong = wrong_with(document, member.value, property, where + "/" + member.key);
      if (!wrong.empty()) return wrong;
    }
  }
  return {};
}

class OpenApiTest : public ::testing::Test {
 protected:
  OpenApiTest() : document_(site_.stranger().get("/openapi.json").json()) {}

  void expect_as_described(const Reply& reply, const std::string& method, const std::string& path) {
    const Json* operation = document_.find("paths")->find(path);
    operation = operation ? operation->find(method) : nullptr;
    ASSERT_NE(operation, nullptr) << method << " " << path;
    const Json* answer = operation->find("responses")->find(std::to_string(reply.status));
    ASSERT_NE(answer, nullptr) << method << " " << path << " " << reply.status;
    const Json* media = answer->find("content");
    ASSERT_NE(media, nullptr);
    const Json* content = media->find(reply.header("Content-Type"));
    ASSERT_NE(content, nullptr) << reply.header("Content-Type");
    EXPECT_EQ(wrong_with(document_, reply.json(), content->find("schema"), ""), "") << method << " " << path;
  }

  Site site_;
  Json document_;
};

TEST_F(OpenApiTest, DescribesEveryRouteThatIsServed) {
  std::size_t described = 0;
  for (const Endpoint& endpoint : site_.application().endpoints()) {
    if (!endpoint.route.described) continue;
    ++described;
    const Json* path = document_.find("paths")->find(endpoint.route.path);
    ASSERT_NE(path, nullptr) << endpoint.route.path;
    std::string method = endpoint.route.method;
    for (char& c : method) c = static_cast<char>(std::tolower(c));
    EXPECT_NE(path->find(method), nullptr) << endpoint.route.method << " " << endpoint.route.path;
  }
  std::size_t operations = 0;
  for (const JsonMember& path : *document_.find("paths")->object()) operations += path.value.object()->size();
  EXPECT_EQ(operations, described);
}

// Calls `use` with every operation and its name.
template <class Use>
void each_operation(const Json& document, const Use& use) {
  for (const JsonMember& path : *document.find("paths")->object()) {
    for (const JsonMember& operation : *path.value.object()) use(operation.key + " " + path.key, operation.value);
  }
}

TEST_F(OpenApiTest, ItsExamplesAreAsDescribed) {
  std::size_t examples = 0;
  const auto look_at = [&](const std::string& name, const Json* bodies) {
    if (!bodies) return;
    for (const JsonMember& type : *bodies->object()) {
      const Json* example = type.value.find("example");
      if (!example) continue;
      ++examples;
      EXPECT_EQ(wrong_with(document_, *example, type.value.find("schema"), ""), "") << name;
    }
  };
  each_operation(document_, [&](const std::string& name, const Json& operation) {
    if (const Json* body = operation.find("requestBody")) look_at(name, body->find("content"));
    for (const JsonMember& answer : *operation.find("responses")->object()) {
      look_at(name + " " + answer.key, answer.value.find("content"));
    }
  });
  EXPECT_GT(examples, 40U);
}

TEST_F(OpenApiTest, SaysOfEveryOperationWhetherASessionIsNeededAndThatThereIsARate) {
  each_operation(document_, [&](const std::string& name, const Json& operation) {
    EXPECT_NE(operation.find("security"), nullptr) << name;
    EXPECT_NE(operation.find("responses")->find("429"), nullptr) << name;
  });
}

TEST_F(OpenApiTest, ServesEveryRouteItDescribes) {
  Client stranger = site_.stranger();
  for (const JsonMember& path : *document_.find("paths")->object()) {
    std::string concrete = path.key;
    for (std::size_t open = concrete.find('{'); open != std::string::npos; open = concrete.find('{')) {
      concrete.replace(open, concrete.find('}') - open + 1, "1");
    }
    for (const JsonMember& operation : *path.value.object()) {
      std::string method = operation.key;
      for (char& c : method) c = static_cast<char>(std::toupper(c));
      const int status = stranger.send(method, concrete).status;
      EXPECT_TRUE(status != 404 && status != 405 && status != 307) << method << " " << concrete << " " << status;
    }
  }
}

TEST_F(OpenApiTest, KeepsTheContractsNames) {
  EXPECT_EQ(to_text(*document_.find("openapi")).substr(1, 3), "3.1");
  EXPECT_EQ(to_text(*document_.find("info")->find("title")), R"("Cluster Management API")");
  const std::string text = to_text(document_);
  for (const char* id :
       {"login_api_v1_auth_login_post", "register_api_v1_auth_register_post", "logout_api_v1_auth_logout_post",
        "create_organization_api_v1_organizations__post",
        "join_organization_api_v1_organizations__invite_code__join_post", "create_cluster_api_v1_clusters__post",
        "list_clusters_api_v1_clusters__get", "create_deployment_api_v1_deployments__post",
        "list_deployments_api_v1_deployments__get", "health_check_health_get"}) {
    EXPECT_NE(text.find(R"("operationId":")" + std::string(id) + "\""), std::string::npos) << id;
  }
  for (const char* schema : {"UserCreate", "User", "OrganizationCreate", "Organization", "ClusterCreate", "Cluster",
                             "DeploymentCreate", "Deployment", "DeploymentStatus", "HTTPValidationError"}) {
    EXPECT_NE(document_.find("components")->find("schemas")->find(schema), nullptr) << schema;
  }
}

TEST_F(OpenApiTest, DescribesLiveAnswersAsTheyAre) {
  Client ada = site_.founder("ada");
  expect_as_described(ada.get("/api/v1/auth/me"), "get", "/api/v1/auth/me");
  expect_as_described(ada.get("/api/v1/auth/sessions"), "get", "/api/v1/auth/sessions");
  expect_as_described(ada.get("/api/v1/organizations/current"), "get", "/api/v1/organizations/current");
  ada.patch(
      "/api/v1/organizations/1",
      R"({"queues":[{"name":"research","quota":{"gpu":1}},{"name":"vision","parent":"research","limit":{"cpu":4}}]})");
  expect_as_described(ada.get("/api/v1/organizations/1"), "get", "/api/v1/organizations/{organization_id}");
  expect_as_described(ada.get("/api/v1/organizations/1/queues"), "get",
                      "/api/v1/organizations/{organization_id}/queues");
  expect_as_described(ada.get("/api/v1/organizations/1/members"), "get",
                      "/api/v1/organizations/{organization_id}/members");
  const std::int64_t cluster = site_.cluster(ada, 8);
  expect_as_described(ada.get("/api/v1/clusters/"), "get", "/api/v1/clusters/");
  expect_as_described(ada.get("/api/v1/clusters/1"), "get", "/api/v1/clusters/{cluster_id}");
  expect_as_described(ada.get("/api/v1/clusters/resources"), "get", "/api/v1/clusters/resources");
  expect_as_described(ada.get("/api/v1/clusters/1/gpus"), "get", "/api/v1/clusters/{cluster_id}/gpus");
  expect_as_described(site_.deploy(ada, cluster, 6), "post", "/api/v1/deployments/");
  site_.deploy(ada, cluster, 6);
  expect_as_described(ada.get("/api/v1/deployments/"), "get", "/api/v1/deployments/");
  expect_as_described(ada.get("/api/v1/deployments/2/explain"), "get", "/api/v1/deployments/{deployment_id}/explain");
  expect_as_described(ada.get("/api/v1/audit"), "get", "/api/v1/audit");
  expect_as_described(ada.get("/api/v1/deployments/99"), "get", "/api/v1/deployments/{deployment_id}");
  expect_as_described(site_.stranger().get("/api/v1/clusters/"), "get", "/api/v1/clusters/");
  expect_as_described(ada.post("/api/v1/clusters/", "{}"), "post", "/api/v1/clusters/");
}

}  // namespace
}  // namespace berth::http
