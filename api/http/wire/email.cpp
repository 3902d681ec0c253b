#include "api/http/wire/email.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <set>

#include "api/http/wire/utf8.hpp"

namespace berth::http {
namespace {

using Reason = std::optional<std::string>;  // what is wrong; nothing: all is well

// Addresses below these are never deliverable (RFC 6761, 6762, 7686).
constexpr std::array<std::string_view, 6> kSpecialUseDomains = {"arpa",      "invalid", "local",
                                                                "localhost", "onion",   "test"};

// Mailboxes whose names mean the same in any case (RFC 2142).
constexpr std::array<std::string_view, 15> kCaselessMailboxes = {
    "info",       "marketing", "sales", "support",   "abuse", "noc",  "security", "postmaster",
    "hostmaster", "usenet",    "news",  "webmaster", "www",   "uucp", "ftp"};

bool is_alphanumeric(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// atext of RFC 5322 and the dot; beyond ASCII anything, by RFC 6531.
bool fits_local_part(char32_t c) {
  return is_alphanumeric(c) || c >= 0x80 ||
         (c != 0 && std::string_view(".!#$%&'*+-/=?^_`{|}~").find(static_cast<char>(c)) != std::string_view::npos);
}

bool fits_domain(char32_t c) { return is_alphanumeric(c) || c == '-' || c == '.' || c >= 0x80; }

// Characters that change how the text around them looks, or look like nothing: control, format, private use.
bool is_unsafe(char32_t c) {
  return (c >= 0x80 && c < 0xA0) || c == 0xAD || (c > 0x7F && is_white_space(c)) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xE000 && c <= 0xF8FF) ||
         (c >= 0xE0000) || (c & 0xFFFE) == 0xFFFE;
}

std::string shown(char32_t c) {
  if (c == ' ') return "SPACE";
  if (c == '\\') return "\"\\\"";
  if (c == '\'') return "\"'\"";
  if (c < 0x20 || c == 0x7F || is_unsafe(c)) {
    std::array<char, 16> buffer{};
    std::snprintf(buffer.data(), buffer.size(), c < 0xFFFF ? "U+%04X" : "U+%08X", static_cast<unsigned>(c));
    return buffer.data();
  }
  std::string text = "'";
  append_character(text, c);
  return text + "'";
}

// What of the text is not as it should be, shown, in order, each once; empty when nothing is.
template <class Fits>
std::string misfits(std::string_view text, Fits fits) {
  std::set<std::string> found;
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    if (!fits(character.code)) found.insert(shown(character.code));
    text.remove_prefix(std::max<std::size_t>(character.bytes, 1));
  }
  std::string list;
  for (const std::string& one : found) list += (list.empty() ? "" : ", ") + one;
  return list;
}

Reason check_safe(std::string_view text) {
  const std::string unsafe = misfits(text, [](char32_t c) { return !is_unsafe(c); });
  if (unsafe.empty()) return std::nullopt;
  return "The email address contains unsafe characters: " + unsafe + ".";
}

std::string too_many(std::size_t length, std::size_t limit) {
  const std::size_t excess = length - limit;
  return "(" + std::to_string(excess) + (excess == 1 ? " character" : " characters") + " too many)";
}

Reason check_local_part(std::string_view local) {
  if (local.empty()) return "There must be something before the @-sign.";
  if (const std::size_t length = count_characters(local); length > kEmailLocalLimit) {
    return "The email address is too long before the @-sign " + too_many(length, kEmailLocalLimit) + ".";
  }
  if (local.size() > 1 && local.front() == '"' && local.back() == '"') {
    return "Quoting the part before the @-sign is not allowed here.";
  }
  if (const std::string bad = misfits(local, fits_local_part); !bad.empty()) {
    return "The email address contains invalid characters before the @-sign: " + bad + ".";
  }
  if (local.back() == '.') return "An email address cannot have a period immediately before the @-sign.";
  if (local.front() == '.') return "An email address cannot start with a period.";
  if (local.find("..") != std::string_view::npos) return "An email address cannot have two periods in a row.";
  return check_safe(local);
}

// Where its dots and hyphens stand.
Reason check_host_name(const std::string& domain) {
  if (domain.back() == '.') return "An email address cannot end with a period.";
  if (domain.front() == '.') return "An email address cannot have a period immediately after the @-sign.";
  if (domain.find("..") != std::string::npos) return "An email address cannot have two periods in a row.";
  if (domain.back() == '-') return "An email address cannot end with a hyphen.";
  if (domain.front() == '-') return "An email address cannot have a hyphen immediately after the @-sign.";
  if (domain.find(".-") != std::string::npos || domain.find("-.") != std::string::npos) {
    return "An email address cannot have a period and a hyphen next to each other.";
  }
  return std::nullopt;
}

Reason check_labels(std::string_view domain) {
  std::optional<std::size_t> longest;
  while (!domain.empty()) {
    const std::string_view label = domain.substr(0, domain.find('.'));
    domain.remove_prefix(std::min(label.size() + 1, domain.size()));
    if (label.size() >= 4 && label.substr(2, 2) == "--" && !label.starts_with("xn")) {
      return "An email address cannot have two letters followed by two dashes immediately after the @-sign or after a "
             "period, except Punycode.";
    }
    if (label.size() > kEmailLabelLimit && !longest) longest = label.size();
  }
  if (!longest) return std::nullopt;
  return "After the @-sign, periods cannot be separated by so many characters " + too_many(*longest, kEmailLabelLimit) +
         ".";
}

Reason check_domain(const std::string& domain) {
  if (domain.empty()) return "There must be something after the @-sign.";
  if (domain.front() == '[' && domain.back() == ']') {
    return "A bracketed IP address after the @-sign is not allowed here.";
  }
  if (const std::string bad = misfits(domain, fits_domain); !bad.empty()) {
    return "The part after the @-sign contains invalid characters: " + bad + ".";
  }
  if (Reason wrong = check_safe(domain)) return wrong;
  if (Reason wrong = check_host_name(domain)) return wrong;
  if (domain.size() > kEmailDomainLimit) {
    return "The email address is too long after the @-sign " + too_many(domain.size(), kEmailDomainLimit) + ".";
  }
  if (Reason wrong = check_labels(domain)) return wrong;
  if (domain.find('.') == std::string::npos) {
    return "The part after the @-sign is not valid. It should have a period.";
  }
  const auto last = static_cast<unsigned char>(domain.back());
  if (last >= '0' && last <= '9') {
    return "The part after the @-sign is not valid. It is not within a valid top-level domain.";
  }
  for (const std::string_view special : kSpecialUseDomains) {
    if (domain.ends_with("." + std::string(special))) {
      return "The part after the @-sign is a special-use or reserved name that cannot be used with email.";
    }
  }
  return std::nullopt;
}

bool fits_display_name(char32_t c) {
  return is_alphanumeric(c) || c >= 0x80 || is_white_space(c) || (c > ' ' && c != '.' && fits_local_part(c));
}

// What stands in the angle brackets of "Foo <foo@example.com>" or "\"Foo, Bar\" <foo@example.com>"; else all of it.
std::string_view address_in(std::string_view text) {
  const std::string_view whole = trim_white_space(text);
  if (!whole.ends_with('>')) return whole;
  const std::size_t open = whole.find('<');
  if (open == std::string_view::npos) return whole;
  std::string_view name = trim_white_space(whole.substr(0, open));
  const bool quoted = name.size() > 2 && name.front() == '"' && name.back() == '"';
  if (!quoted && !misfits(name, fits_display_name).empty()) return whole;
  const std::string_view inside = whole.substr(open + 1, whole.size() - open - 2);
  return inside.empty() ? whole : trim_white_space(inside);
}

}  // namespace

EmailAddress parse_email(std::string_view text) {
  if (count_characters(text) > kEmailInputLimit) {
    return {{}, "Length must not exceed " + std::to_string(kEmailInputLimit) + " characters"};
  }
  const std::string_view address = address_in(text);
  // A quoted part before the @-sign may hold another; it is refused all the same.
  const std::size_t quote_end = address.starts_with('"') ? address.find('"', 1) : std::string_view::npos;
  const std::size_t at = address.find('@', quote_end == std::string_view::npos ? 0 : quote_end);
  if (at == std::string_view::npos) return {{}, "An email address must have an @-sign."};
  std::string local(address.substr(0, at));
  if (const Reason wrong = check_local_part(local)) return {{}, *wrong};
  const std::string caseless = ascii_lower(local);
  if (std::find(kCaselessMailboxes.begin(), kCaselessMailboxes.end(), caseless) != kCaselessMailboxes.end()) {
    local = caseless;
  }
  const std::string domain = ascii_lower(address.substr(at + 1));
  if (const Reason wrong = check_domain(domain)) return {{}, *wrong};
  std::string normalized = local + "@" + domain;
  if (normalized.size() > kEmailLimit) {
    return {{}, "The email address is too long " + too_many(normalized.size(), kEmailLimit) + "."};
  }
  return {std::move(normalized), {}};
}

}  // namespace berth::http
