#include "api/http/wire/route_table.hpp"

#include <algorithm>
#include <cassert>
#include <map>

namespace berth::http {
namespace {

bool is_name(std::string_view segment) { return segment.size() > 2 && segment.front() == '{' && segment.back() == '}'; }

// "/a/b/" to "a", "b", "".
std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    segments.emplace_back(path.substr(0, path.find('/')));
    path.remove_prefix(segments.back().size());
  }
  return segments;
}

bool fits(const std::vector<std::string>& pattern, std::string_view path) {
  for (const std::string& wanted : pattern) {
    if (path.empty() || path.front() != '/') return false;
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    if (is_name(wanted) ? segment.empty() : segment != wanted) return false;
    path.remove_prefix(segment.size());
  }
  return path.empty();
}

// Letters before names, from the left.
bool tried_before(const std::vector<std::string>& left, const std::vector<std::string>& right) {
  return std::lexicographical_compare(
      left.begin(), left.end(), right.begin(), right.end(),
      [](const std::string& a, const std::string& b) { return is_name(a) != is_name(b) ? is_name(b) : a < b; });
}

}  // namespace

RouteTable::RouteTable(std::vector<Route> routes) : routes_(std::move(routes)) {
  std::map<std::string, Pattern> named;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    const std::string& path = routes_[i].path;
    assert(path.starts_with('/'));
    Pattern& pattern = path.find('{') == std::string::npos ? written_out_[path] : named[path];
    pattern.segments = segments_of(path);
    assert(std::none_of(pattern.routes.begin(), pattern.routes.end(),
                        [&](std::size_t other) { return routes_[other].method == routes_[i].method; }));
    pattern.routes.push_back(i);
  }
  for (auto& [path, pattern] : named) with_names_.push_back(std::move(pattern));
  std::stable_sort(with_names_.begin(), with_names_.end(),
                   [](const Pattern& a, const Pattern& b) { return tried_before(a.segments, b.segments); });
}

const RouteTable::Pattern* RouteTable::find(std::string_view path, FormPairs* parameters) const {
  if (const auto found = written_out_.find(std::string(path)); found != written_out_.end()) return &found->second;
  for (const Pattern& pattern : with_names_) {
    if (!fits(pattern.segments, path)) continue;
    if (parameters) {
      const std::vector<std::string> given = segments_of(path);
      for (std::size_t i = 0; i < given.size(); ++i) {
        const std::string& name = pattern.segments[i];
        if (is_name(name)) parameters->emplace_back(name.substr(1, name.size() - 2), given[i]);
      }
    }
    return &pattern;
  }
  return nullptr;
}

RouteMatch RouteTable::match(std::string_view method, std::string_view path) const {
  RouteMatch result;
  const Pattern* pattern = find(path, &result.parameters);
  if (!pattern) {
    std::string other(path);
    if (other.ends_with('/')) {
      other.pop_back();
    } else {
      other += '/';
    }
    if (path.size() > 1 && find(other, nullptr)) {
      result.kind = RouteMatch::Kind::kRedirect;
      result.redirect_path = other;
    }
    return result;
  }
  const auto allow = [&](std::string_view one) {
    result.allowed += (result.allowed.empty() ? "" : ", ") + std::string(one);
  };
  for (const std::size_t i : pattern->routes) {
    const Route& route = routes_[i];
    if (route.method == method || (route.answers_head && method == "HEAD")) {
      result.kind = RouteMatch::Kind::kFound;
      result.route = &route;
    }
    allow(route.method);
    if (route.answers_head) allow("HEAD");
  }
  if (!result.route) result.kind = RouteMatch::Kind::kWrongMethod;
  return result;
}

}  // namespace berth::http
