#include "bench/service/site.hpp"

#include <cstdio>
#include <cstdlib>
#include <httplib.h>

namespace berth::bench {
namespace {

std::string post(httplib::Client& client, const std::string& path, const std::string& cookie, const std::string& body,
                 std::string* new_cookie = nullptr) {
  const httplib::Headers headers = cookie.empty() ? httplib::Headers{} : httplib::Headers{{"Cookie", cookie}};
  const httplib::Result answer = client.Post(path, headers, body, "application/json");
  if (!answer || answer->status != 200) {
    std::fprintf(stderr, "POST %s: %s\n", path.c_str(), answer ? answer->body.c_str() : "no answer");
    std::exit(1);
  }
  if (new_cookie) {
    const std::string set = answer->get_header_value("Set-Cookie");
    *new_cookie = set.substr(0, set.find(';'));
  }
  return answer->body;
}

constexpr const char* kLogin = R"({"username":"driver","password":"correct horse battery"})";

}  // namespace

Site open_site(int port) {
  httplib::Client client("127.0.0.1", port);
  Site site{.port = port};
  post(client, "/api/v1/auth/register", "", kLogin);
  post(client, "/api/v1/auth/login", "", kLogin, &site.cookie);
  post(client, "/api/v1/organizations/", site.cookie, R"({"name":"Load"})");
  const std::string cluster = post(client, "/api/v1/clusters/", site.cookie,
                                   R"({"name":"wide","cpu_limit":100000000,"ram_limit":100000000,"gpu_limit":0})");
  site.cluster_id = std::atoll(cluster.c_str() + cluster.find("\"id\":") + 5);
  return site;
}

Asked Site::reading() const {
  return {.port = port, .path = "/api/v1/clusters/" + std::to_string(cluster_id), .cookie = cookie};
}

Asked Site::submitting() const {
  return {.port = port,
          .path = "/api/v1/deployments/",
          .method = "POST",
          .body = R"({"name":"web","docker_image":"registry/web:1.4","cpu_required":2,"ram_required":4,)"
                  R"("gpu_required":0,"priority":0,"cluster_id":)" +
                  std::to_string(cluster_id) + "}",
          .cookie = cookie};
}

Asked Site::logging_in() const {
  return {.port = port, .path = "/api/v1/auth/login", .method = "POST", .body = kLogin};
}

}  // namespace berth::bench
