#include "api/http/routes/client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <optional>

#include "api/http/wire/utf8.hpp"

namespace berth::http {
namespace {

constexpr int kNetworkBytes = 8;

// An address as it is written best; proxies may have added a port.
std::optional<std::string> address_in(std::string_view text) {
  text = trim_blanks(text);
  if (text.starts_with('[')) {
    text = text.substr(1, text.find(']') == std::string_view::npos ? 0 : text.find(']') - 1);
  } else if (std::count(text.begin(), text.end(), ':') == 1) {
    text = text.substr(0, text.find(':'));
  }
  const std::string candidate(text);
  std::array<char, INET6_ADDRSTRLEN> written{};
  in_addr four{};
  in6_addr six{};
  if (inet_pton(AF_INET, candidate.c_str(), &four) == 1) {
    inet_ntop(AF_INET, &four, written.data(), written.size());
  } else if (inet_pton(AF_INET6, candidate.c_str(), &six) == 1) {
    inet_ntop(AF_INET6, &six, written.data(), written.size());
  } else {
    return std::nullopt;
  }
  return std::string(written.data());
}

}  // namespace

std::string client_address(const Request& request, bool behind_proxy) {
  if (!behind_proxy) return request.remote_address;
  // A proxy adds to the header, or adds another of its name: either way the last word is its own.
  std::string_view last;
  for (const auto& [name, value] : request.headers) {
    if (equal_ignoring_case(name, "X-Forwarded-For")) last = value;
  }
  const std::size_t comma = last.rfind(',');
  return address_in(comma == std::string_view::npos ? last : last.substr(comma + 1)).value_or(request.remote_address);
}

std::string network_of(const std::string& address) {
  in6_addr six{};
  if (inet_pton(AF_INET6, address.c_str(), &six) != 1) return address;
  std::fill(six.s6_addr + kNetworkBytes, six.s6_addr + sizeof six.s6_addr, 0);
  std::array<char, INET6_ADDRSTRLEN> written{};
  inet_ntop(AF_INET6, &six, written.data(), written.size());
  return std::string(written.data()) + "/64";
}

bool is_from_this_machine(const Request& request) {
  const bool on_behalf =
      request.header("X-Forwarded-For") || request.header("Forwarded") || request.header("X-Real-IP");
  return !on_behalf && (request.remote_address.starts_with("127.") || request.remote_address == "::1");
}

}  // namespace berth::http
