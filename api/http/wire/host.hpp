// Where this server says it is, in answers that must name an absolute address. A Host header is repeated only when it
// is one of those allowed; any other is answered with the server's own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace berth::http {

struct HostPolicy {
  std::string own = "127.0.0.1:8000";  // host and port
  std::vector<std::string> allowed;    // "berth.example.com" with any port, or "berth.example.com:8443"
  bool https = false;
};

// Allowed are the policy's hosts, its own, and the names of the loopback interface where its own is there.
bool is_allowed_host(const HostPolicy& policy, std::string_view host);

// "http://berth.example.com:8000", without a slash at the end.
std::string base_address(const HostPolicy& policy, std::optional<std::string_view> host_header);

// The Location of a redirect to a percent-decoded path, with the query as it was sent.
std::string location(const HostPolicy& policy, std::optional<std::string_view> host_header, std::string_view path,
                     std::string_view query);

}  // namespace berth::http
