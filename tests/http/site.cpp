#include "tests/http/site.hpp"

#include <cstdlib>
#include <httplib.h>

#include "api/http/wire/cookie.hpp"
#include "api/http/wire/json_parse.hpp"
#include "tests/support/postgres.hpp"

namespace berth::http {
namespace {

std::string store_named() {
  const char* name = std::getenv("BERTH_TEST_STORE");
  return name ? name : "memory";
}

std::unique_ptr<Journal> store_in(const test::TemporaryFolder& folder) {
  const std::string name = store_named();
  if (name == "memory") return make_memory_journal();
  if (name == "sqlite") return make_sqlite_journal(folder / "berth.db");
  if (name == "postgres") return make_postgres_journal(test::PostgresServer::shared()->make_database());
  throw std::runtime_error("BERTH_TEST_STORE is " + name + ": memory, sqlite or postgres");
}

class PostgresIsThere : public testing::Environment {
  void SetUp() override {
    std::string why;
    if (store_named() == "postgres" && !test::PostgresServer::shared(&why)) GTEST_SKIP() << why;
  }
};
const testing::Environment* const kPostgresIsThere = testing::AddGlobalTestEnvironment(new PostgresIsThere);

}  // namespace

std::string Reply::header(const std::string& name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

Json Reply::json() const {
  auto parsed = parse_json(body);
  if (Json* value = std::get_if<Json>(&parsed)) return std::move(*value);
  ADD_FAILURE() << "not JSON: " << body;
  return {};
}

std::string Reply::find(const std::vector<std::string>& path) const {
  const Json whole = json();
  const Json* at = &whole;
  for (const std::string& key : path) {
    if (const JsonArray* array = at->array()) {
      const std::size_t index = std::stoul(key);
      at = index < array->size() ? &(*array)[index] : nullptr;
    } else {
      at = at->find(key);
    }
    if (!at) return "nothing";
  }
  return to_text(*at);
}

std::int64_t Reply::id() const {
  const Json whole = json();
  const Json* id = whole.find("id");
  EXPECT_TRUE(id && id->integer()) << body;
  return id && id->integer() ? *id->integer() : 0;
}

Reply Client::send(const std::string& method, const std::string& path, const std::string& body,
                   const Headers& headers) {
  httplib::Client client("127.0.0.1", port_);
  client.set_read_timeout(30);
  client.set_url_encode(false);  // paths here are as they should be sent
  httplib::Request request;
  request.method = method;
  request.path = path;
  request.body = body;
  for (const auto& [name, value] : headers) request.headers.emplace(name, value);
  if (!cookie.empty()) request.headers.emplace("Cookie", "session=" + cookie);
  const auto result = client.send(request);
  Reply reply;
  if (!result) {
    ADD_FAILURE() << method << " " << path << ": " << httplib::to_string(result.error());
    return reply;
  }
  reply.status = result->status;
  reply.body = result->body;
  for (const auto& [name, value] : result->headers) {
    reply.headers.emplace_back(name, value);
    if (name == "Set-Cookie") cookie = cookie_value(value.substr(0, value.find(';')), "session").value_or("");
  }
  return reply;
}

Reply Client::post(const std::string& path, const std::string& body, Headers headers) {
  headers.emplace_back("Content-Type", "application/json");
  return send("POST", path, body, headers);
}

Reply Client::patch(const std::string& path, const std::string& body, Headers headers) {
  headers.emplace_back("Content-Type", "application/json");
  return send("PATCH", path, body, headers);
}

Site::Site(const std::function<void(ApplicationSettings&)>& adjust, std::unique_ptr<Journal> journal) {
  if (!journal) journal = store_in(folder_);
  auto service = live::Service::start(std::move(journal), {}, [](const std::string&) {});
  if (!service) throw std::runtime_error(service.error().text());
  service_ = std::move(*service);
  ApplicationSettings settings;
  settings.passwords.memory_mib = 8;
  if (adjust) adjust(settings);
  application_ = std::make_unique<Application>(*service_, std::move(settings));
  ServerSettings server;
  server.port = 0;
  server.workers = 16;
  server_ = std::make_unique<Server>(
      server, [this](const Request& request, Response& response) { application_->handle(request, response); });
  if (const Result<void> started = server_->start(); !started) throw std::runtime_error(started.error().text());
  application_->set_own_host("127.0.0.1:" + std::to_string(server_->port()));
  application_->watch(*server_);
}

Site::~Site() {
  application_->drain();
  server_->drain(kSecond);
}

Client Site::person(const std::string& name) {
  Client client = stranger();
  const Reply registered =
      client.post("/api/v1/auth/register", R"({"username":")" + name + R"(","password":")" + kPassword + R"("})");
  EXPECT_EQ(registered.status, 200) << registered.body;
  const Reply login = client.post("/api/v1/auth/login?username=" + name + "&password=long%20enough");
  EXPECT_EQ(login.status, 200) << login.body;
  return client;
}

Client Site::founder(const std::string& name) {
  Client client = person(name);
  EXPECT_EQ(client.post("/api/v1/organizations/", R"({"name":")" + name + R"('s"})").status, 200);
  return client;
}

Client Site::member(Client& founder, const std::string& name, const std::string& role) {
  Client client = person(name);
  const Reply organization = founder.get("/api/v1/organizations/current");
  std::string code = organization.at("invite_code");
  code = code.substr(1, code.size() - 2);
  EXPECT_EQ(client.post("/api/v1/organizations/" + code + "/join").status, 200);
  if (role != "developer") {
    const Reply me = client.get("/api/v1/auth/me");
    EXPECT_EQ(
        founder
            .patch("/api/v1/organizations/" + std::to_string(organization.id()) + "/members/" + std::to_string(me.id()),
                   R"({"role":")" + role + R"("})")
            .status,
        200);
  }
  return client;
}

std::int64_t Site::cluster(Client& client, double cpu, double ram, double gpu) {
  const Reply reply =
      client.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":)" + std::to_string(cpu) + R"(,"ram_limit":)" +
                                           std::to_string(ram) + R"(,"gpu_limit":)" + std::to_string(gpu) + "}");
  EXPECT_EQ(reply.status, 200) << reply.body;
  return reply.id();
}

Reply Site::deploy(Client& client, std::int64_t cluster, double cpu, int priority) {
  return client.post("/api/v1/deployments/", R"({"name":"d","docker_image":"i","cpu_required":)" + std::to_string(cpu) +
                                                 R"(,"ram_required":1,"gpu_required":0,"priority":)" +
                                                 std::to_string(priority) + R"(,"cluster_id":)" +
                                                 std::to_string(cluster) + "}");
}

std::string Site::status(Client& client, std::int64_t deployment) {
  return client.get("/api/v1/deployments/" + std::to_string(deployment)).at("status");
}

}  // namespace berth::http
