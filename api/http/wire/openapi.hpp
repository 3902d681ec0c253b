// The OpenAPI 3.1 document of a list of routes, in the shape FastAPI gives it: generated clients read it unchanged.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api/http/wire/route.hpp"

namespace berth::http {

struct ApiInfo {
  std::string title;
  std::string version;
  std::string description;
  std::vector<std::pair<std::string, std::string>> tags;  // name and what it is about, in the order they are shown
  std::string cookie = "session";                         // that carries the session
  std::string license;                                    // as SPDX names it; empty: not said
};

std::string openapi_document(const ApiInfo& info, const std::vector<Route>& routes);

}  // namespace berth::http
