// E-mail addresses as the API's clients know them from email-validator 2 behind pydantic: syntax of RFC 5321/5322
// without quoting and address literals, "Foo <foo@example.com>" for foo@example.com, special-use domains (RFC 6761 and
// kin) refused. Domains are lower-cased; nothing is looked up.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace berth::http {

inline constexpr std::size_t kEmailInputLimit = 2048;  // characters, name and all
inline constexpr std::size_t kEmailLimit = 254;        // bytes of the address (RFC 3696, errata 1690)
inline constexpr std::size_t kEmailLocalLimit = 64;
inline constexpr std::size_t kEmailDomainLimit = 253;
inline constexpr std::size_t kEmailLabelLimit = 63;

struct EmailAddress {
  std::string normalized;
  std::string reason;  // what is wrong, as a sentence; empty: nothing
};

EmailAddress parse_email(std::string_view text);

}  // namespace berth::http
