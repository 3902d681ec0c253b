// Who may call what, generated from the OpenAPI document: every route that names its roles, for every kind of person,
// on objects of their own organization and of another.
#include <map>
#include <set>

#include "api/http/wire/json_parse.hpp"
#include "tests/http/site.hpp"

namespace berth::http {
namespace {

struct Described {
  std::string method, path;
  std::set<std::string> roles;
};

std::vector<Described> described_routes(const std::string& document) {
  std::vector<Described> routes;
  const auto parsed = parse_json(document);
  const Json* paths = std::get<Json>(parsed).find("paths");
  for (const JsonMember& path : *paths->object()) {
    for (const JsonMember& operation : *path.value.object()) {
      const Json* roles = operation.value.find("x-berth-roles");
      if (!roles) continue;
      Described route{operation.key, path.key, {}};
      for (char& c : route.method) c = static_cast<char>(std::toupper(c));
      for (const Json& role : *roles->array()) route.roles.insert(*role.text());
      routes.push_back(std::move(route));
    }
  }
  return routes;
}

// One organization with a cluster and a deployment, one of each role, and the same again for strangers.
class RolesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    owner_ = site_.founder("owner");
    admin_ = site_.member(owner_, "admin", "admin");
    developer_ = site_.member(owner_, "developer", "developer");
    viewer_ = site_.member(owner_, "viewer", "viewer");
    foreign_ = site_.founder("foreign");
    homeless_ = site_.person("homeless");
    own_cluster_ = site_.cluster(owner_, 8);
    foreign_cluster_ = site_.cluster(foreign_, 8);
    own_deployment_ = site_.deploy(owner_, own_cluster_, 1).id();
    foreign_deployment_ = site_.deploy(foreign_, foreign_cluster_, 1).id();
  }

  enum class Whose { kOwn, kForeign, kMissing };

  std::string path_of(const Described& route, Whose whose) const {
    std::string path = route.path;
    const auto put = [&](const std::string& name, std::int64_t own, std::int64_t foreign) {
      const std::size_t at = path.find("{" + name + "}");
      if (at == std::string::npos) return;
      const std::int64_t id = whose == Whose::kOwn ? own : whose == Whose::kForeign ? foreign : 987'654;
      path.replace(at, name.size() + 2, std::to_string(id));
    };
    put("organization_id", 1, 2);
    put("cluster_id", own_cluster_, foreign_cluster_);
    put("deployment_id", own_deployment_, foreign_deployment_);
    put("user_id", 4, 5);
    put("reservation_id", 1, 1);
    return path;
  }

  // A body every route that takes one finds complete, and that changes nothing that matters to the others.
  static std::string body_of(const Described& route) {
    if (route.method == "GET" || route.method == "DELETE") return {};
    return R"({"name":"n","docker_image":"i","cpu_limit":8,"ram_limit":100,"gpu_limit":0,"cpu_required":1,)"
           R"("ram_required":1,"gpu_required":0,"cluster_id":1,"priority":1,"status":"cancelled","role":"viewer",)"
           R"("user_id":987654,"duration_s":60})";
  }

  Reply call(Client& client, const Described& route, Whose whose) {
    return client.send(route.method, path_of(route, whose), body_of(route), {{"Content-Type", "application/json"}});
  }

  Site site_;
  Client owner_{0}, admin_{0}, developer_{0}, viewer_{0}, foreign_{0}, homeless_{0};
  std::int64_t own_cluster_ = 0, foreign_cluster_ = 0, own_deployment_ = 0, foreign_deployment_ = 0;
};

TEST_F(RolesTest, WhoMayNotIsToldSoAndWhoMayIsNot) {
  const std::vector<Described> routes = described_routes(site_.application().openapi());
  ASSERT_GT(routes.size(), 20U);
  for (const Described& route : routes) {
    // Streams do not end, and leaving would change who is who.
    if (route.path == "/api/v1/events" || route.path == "/api/v1/organizations/leave") continue;
    const std::vector<std::pair<std::string, Client*>> people{
        {"viewer", &viewer_}, {"developer", &developer_}, {"admin", &admin_}, {"owner", &owner_}};
    for (const auto& [role, client] : people) {
      // On what is not there: a role is asked for before an object, so nobody changes anything by trying.
      const bool names_an_object = route.path.find('{') != std::string::npos;
      const Reply reply = call(*client, route, names_an_object ? Whose::kMissing : Whose::kOwn);
      if (route.roles.contains(role)) {
        EXPECT_NE(reply.status, 403) << role << " " << route.method << " " << route.path << " " << reply.body;
      } else {
        EXPECT_EQ(reply.status, 403) << role << " " << route.method << " " << route.path << " " << reply.body;
      }
    }
  }
}

TEST_F(RolesTest, AForeignObjectAnswersWithTheBytesOfAMissingOne) {
  for (const Described& route : described_routes(site_.application().openapi())) {
    if (route.path.find("_id}") == std::string::npos) continue;
    const Reply foreign = call(owner_, route, Whose::kForeign);
    const Reply missing = call(owner_, route, Whose::kMissing);
    EXPECT_EQ(foreign.status, 404) << route.method << " " << route.path << " " << foreign.body;
    EXPECT_EQ(foreign.body, missing.body) << route.method << " " << route.path;
  }
}

TEST_F(RolesTest, StrangersAreNotAuthenticatedAndTheHomelessAreToldSo) {
  Client stranger = site_.stranger();
  for (const Described& route : described_routes(site_.application().openapi())) {
    EXPECT_EQ(call(stranger, route, Whose::kOwn).status, 401) << route.method << " " << route.path;
    const Reply homeless = call(homeless_, route, Whose::kOwn);
    EXPECT_EQ(homeless.status, 400) << route.method << " " << route.path;
    EXPECT_EQ(homeless.at("detail"), R"("User is not part of any organization")");
  }
}

TEST_F(RolesTest, AreDocumentedAsTheyAreEnforced) {
  std::string table = "| route | viewer | developer | admin | owner |\n| --- | --- | --- | --- | --- |\n";
  for (const Described& route : described_routes(site_.application().openapi())) {
    table += "| `" + route.method + " " + route.path + "` |";
    for (const char* role : {"viewer", "developer", "admin", "owner"})
      table += route.roles.contains(role) ? " yes |" : " – |";
    table += "\n";
  }
  std::string document;
  if (FILE* file = std::fopen(BERTH_SOURCE_DIR "/docs/roles.md", "r")) {
    std::array<char, 65536> buffer;
    document.assign(buffer.data(), std::fread(buffer.data(), 1, buffer.size(), file));
    std::fclose(file);
  }
  EXPECT_NE(document.find(table), std::string::npos) << "docs/roles.md should hold:\n" << table;
}

}  // namespace
}  // namespace berth::http
