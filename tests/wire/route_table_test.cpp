#include "api/http/wire/route_table.hpp"

#include <gtest/gtest.h>

namespace berth::http {
namespace {

Route route(std::string method, std::string path) {
  Route one;
  one.method = std::move(method);
  one.path = std::move(path);
  return one;
}

const RouteTable& table() {
  static const RouteTable kTable([] {
    std::vector<Route> routes = {
        route("GET", "/health"),
        route("POST", "/api/v1/clusters/"),
        route("GET", "/api/v1/clusters/"),
        route("GET", "/api/v1/clusters/{id}"),
        route("DELETE", "/api/v1/clusters/{id}"),
        route("GET", "/api/v1/clusters/resources"),
        route("POST", "/api/v1/organizations/{invite_code}/join"),
        route("GET", "/api/v1/organizations/current/{what}"),
        route("GET", "/docs"),
        route("GET", "/"),
    };
    routes[8].answers_head = true;
    return routes;
  }());
  return kTable;
}

using Kind = RouteMatch::Kind;

TEST(RouteTable, FindsARouteByMethodAndPath) {
  const RouteMatch match = table().match("GET", "/api/v1/clusters/");
  ASSERT_EQ(match.kind, Kind::kFound);
  EXPECT_EQ(match.route, &table().routes()[2]);
}

TEST(RouteTable, GivesWhatTheNamesInBracesStandFor) {
  const RouteMatch match = table().match("POST", "/api/v1/organizations/a b é/join");
  ASSERT_EQ(match.kind, Kind::kFound);
  EXPECT_EQ(match.parameters, (FormPairs{{"invite_code", "a b é"}}));
}

TEST(RouteTable, PrefersAPathThatIsWrittenOut) {
  EXPECT_EQ(table().match("GET", "/api/v1/clusters/resources").route->path, "/api/v1/clusters/resources");
  EXPECT_EQ(table().match("GET", "/api/v1/clusters/7").route->path, "/api/v1/clusters/{id}");
  EXPECT_EQ(table().match("GET", "/api/v1/organizations/current/join").route->path,
            "/api/v1/organizations/current/{what}");
}

TEST(RouteTable, NamesWhatIsAllowedWhereTheMethodIsWrong) {
  const RouteMatch match = table().match("PUT", "/api/v1/clusters/");
  EXPECT_EQ(match.kind, Kind::kWrongMethod);
  EXPECT_EQ(match.allowed, "POST, GET");
  EXPECT_EQ(table().match("OPTIONS", "/api/v1/clusters/7").allowed, "GET, DELETE");
}

TEST(RouteTable, AnswersHeadOnDocumentsOnly) {
  EXPECT_EQ(table().match("HEAD", "/docs").kind, Kind::kFound);
  EXPECT_EQ(table().match("POST", "/docs").allowed, "GET, HEAD");
  EXPECT_EQ(table().match("HEAD", "/health").kind, Kind::kWrongMethod);
}

TEST(RouteTable, RedirectsASlashTooManyOrTooFew) {
  const std::pair<const char*, const char*> cases[] = {
      {"/api/v1/clusters", "/api/v1/clusters/"},
      {"/health/", "/health"},
      {"/api/v1/organizations/abc/join/", "/api/v1/organizations/abc/join"},
      {"/api/v1/clusters/7/", "/api/v1/clusters/7"},
  };
  for (const auto& [path, right] : cases) {
    const RouteMatch match = table().match("GET", path);
    EXPECT_EQ(match.kind, Kind::kRedirect) << path;
    EXPECT_EQ(match.redirect_path, right);
  }
}

TEST(RouteTable, FindsNothingElsewhere) {
  for (const char* path :
       {"", "/api", "/health//", "/api/v1/clusters/7/x", "/api/v1/organizations//join", "health", "*"}) {
    EXPECT_EQ(table().match("GET", path).kind, Kind::kNotFound) << path;
  }
  EXPECT_EQ(table().match("GET", "/").kind, Kind::kFound);
}

}  // namespace
}  // namespace berth::http
