// Finds the route of a request. A path that is written out wins over one with names in braces, so "/clusters/resources"
// is not the cluster of that id; among those, the one whose names come later wins.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/http/wire/route.hpp"
#include "api/http/wire/urlencoded.hpp"

namespace berth::http {

struct RouteMatch {
  enum class Kind : std::uint8_t {
    kFound,
    kWrongMethod,  // 405 with `allowed`
    kRedirect,     // 307: a slash too many or too few at the end; the right path is `redirect_path`
    kNotFound,
  };
  Kind kind = Kind::kNotFound;
  const Route* route = nullptr;  // where found
  FormPairs parameters;          // what the names in braces stand for, in order
  std::string allowed;           // "GET, POST"
  std::string redirect_path;
};

class RouteTable {
 public:
  // REQUIRES: no two routes of the same method and path.
  explicit RouteTable(std::vector<Route> routes);
  RouteTable(const RouteTable&) = delete;
  RouteTable& operator=(const RouteTable&) = delete;

  // `path` is percent-decoded, without the query.
  RouteMatch match(std::string_view method, std::string_view path) const;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  // All routes of one path.
  struct Pattern {
    std::vector<std::string> segments;  // names in braces keep theirs
    std::vector<std::size_t> routes;
  };

  const Pattern* find(std::string_view path, FormPairs* parameters) const;

  std::vector<Route> routes_;
  std::unordered_map<std::string, Pattern> written_out_;
  std::vector<Pattern> with_names_;  // in the order in which they are tried
};

}  // namespace berth::http
