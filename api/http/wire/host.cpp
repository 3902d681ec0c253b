#include "api/http/wire/host.hpp"

#include <algorithm>
#include <array>

#include "api/http/wire/urlencoded.hpp"
#include "api/http/wire/utf8.hpp"

namespace berth::http {
namespace {

// "[::1]" of "[::1]:80", "a" of "a:80".
std::string_view without_port(std::string_view host) {
  const std::size_t bracket = host.rfind(']');
  const std::size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  return host.substr(0, colon);
}

std::string_view port_of(std::string_view host) { return host.substr(without_port(host).size()); }

bool is_loopback(std::string_view name) {
  constexpr std::array<std::string_view, 3> kNames = {"localhost", "127.0.0.1", "[::1]"};
  return std::any_of(kNames.begin(), kNames.end(), [&](auto one) { return equal_ignoring_case(one, name); });
}

// Nothing but a name or address and a port, so that nothing else can come into what it is put in.
bool is_well_formed(std::string_view host) {
  const auto name_character = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  std::string_view name = without_port(host);
  const std::string_view port = port_of(host);
  if (!port.empty() &&
      (port.size() < 2 || port.size() > 6 || port.find_first_not_of("0123456789", 1) != std::string_view::npos)) {
    return false;
  }
  if (name.size() > 2 && name.front() == '[' && name.back() == ']') {
    name = name.substr(1, name.size() - 2);
    return name.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
  }
  return !name.empty() && std::all_of(name.begin(), name.end(), name_character);
}

}  // namespace

bool is_allowed_host(const HostPolicy& policy, std::string_view host) {
  if (!is_well_formed(host)) return false;
  if (equal_ignoring_case(host, policy.own)) return true;
  if (is_loopback(without_port(policy.own)) && is_loopback(without_port(host)) &&
      port_of(host) == port_of(policy.own)) {
    return true;
  }
  return std::any_of(policy.allowed.begin(), policy.allowed.end(), [&](const std::string& allowed) {
    return equal_ignoring_case(allowed, port_of(allowed).empty() ? without_port(host) : host);
  });
}

std::string base_address(const HostPolicy& policy, std::optional<std::string_view> host_header) {
  const bool trusted = host_header && is_allowed_host(policy, *host_header);
  return (policy.https ? "https://" : "http://") + (trusted ? std::string(*host_header) : policy.own);
}

std::string location(const HostPolicy& policy, std::optional<std::string_view> host_header, std::string_view path,
                     std::string_view query) {
  std::string address = base_address(policy, host_header);
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    address += '/' + percent_encode(segment);
    path.remove_prefix(segment.size());
  }
  // Of the query, what a header may carry.
  const bool clean = std::all_of(query.begin(), query.end(), [](char c) { return c > ' ' && c < 0x7F; });
  return query.empty() || !clean ? address : address + '?' + std::string(query);
}

}  // namespace berth::http
