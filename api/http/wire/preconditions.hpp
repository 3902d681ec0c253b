// Headers that make a request depend on what came before: entity tags of versions (RFC 9110), idempotency keys.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace berth::http {

inline constexpr std::size_t kEntityTagsLimit = 32;
inline constexpr std::size_t kIdempotencyKeyLimit = 255;

// "v12" in quotes: a strong tag.
std::string entity_tag(std::uint64_t version);

struct IfMatch {
  bool any = false;                     // "*"
  std::vector<std::uint64_t> versions;  // of the tags that are ours; weak ones and others never match
  bool matches(std::uint64_t version) const;
};
// Nothing when it is no list of entity tags, or one of more than kEntityTagsLimit.
std::optional<IfMatch> parse_if_match(std::string_view header);

// Whether If-None-Match names this tag, weakly compared: the answer is 304 then.
bool is_not_modified(std::string_view if_none_match, std::string_view tag);

// A key of 1 to kIdempotencyKeyLimit printable ASCII characters, bare or in double quotes (which are taken off).
std::optional<std::string> parse_idempotency_key(std::string_view header);

}  // namespace berth::http
