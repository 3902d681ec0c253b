#include "api/http/wire/preconditions.hpp"

#include <algorithm>
#include <charconv>

#include "api/http/wire/utf8.hpp"

namespace berth::http {
namespace {

struct EntityTag {
  bool weak = false;
  std::string_view quoted;  // with its quotes
};

// Nothing when it is no list of entity tags.
std::optional<std::vector<EntityTag>> parse_tags(std::string_view header) {
  std::vector<EntityTag> tags;
  header = trim_blanks(header);
  while (!header.empty()) {
    EntityTag tag;
    if (header.starts_with("W/")) {
      tag.weak = true;
      header.remove_prefix(2);
    }
    const std::size_t close = header.starts_with('"') ? header.find('"', 1) : std::string_view::npos;
    if (close == std::string_view::npos || tags.size() == kEntityTagsLimit) return std::nullopt;
    tag.quoted = header.substr(0, close + 1);
    tags.push_back(tag);
    header = trim_blanks(header.substr(close + 1));
    if (header.empty()) break;
    if (header.front() != ',') return std::nullopt;
    header = trim_blanks(header.substr(1));
  }
  if (tags.empty()) return std::nullopt;
  return tags;
}

// The version in "v12", quotes included.
std::optional<std::uint64_t> version_of(std::string_view quoted) {
  if (!quoted.starts_with("\"v") || quoted.size() < 4) return std::nullopt;
  const std::string_view digits = quoted.substr(2, quoted.size() - 3);
  std::uint64_t version = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return version;
}

}  // namespace

std::string entity_tag(std::uint64_t version) { return "\"v" + std::to_string(version) + "\""; }

bool IfMatch::matches(std::uint64_t version) const {
  return any || std::find(versions.begin(), versions.end(), version) != versions.end();
}

std::optional<IfMatch> parse_if_match(std::string_view header) {
  if (trim_blanks(header) == "*") return IfMatch{true, {}};
  const std::optional<std::vector<EntityTag>> tags = parse_tags(header);
  if (!tags) return std::nullopt;
  IfMatch result;
  for (const EntityTag& tag : *tags) {
    const std::optional<std::uint64_t> version = version_of(tag.quoted);
    if (version && !tag.weak) result.versions.push_back(*version);
  }
  return result;
}

bool is_not_modified(std::string_view if_none_match, std::string_view tag) {
  if (trim_blanks(if_none_match) == "*") return true;
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  const std::optional<std::vector<EntityTag>> tags = parse_tags(if_none_match);
  return tags && std::any_of(tags->begin(), tags->end(), [&](const EntityTag& one) { return one.quoted == tag; });
}

std::optional<std::string> parse_idempotency_key(std::string_view header) {
  std::string_view key = trim_blanks(header);
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);
  if (key.empty() || key.size() > kIdempotencyKeyLimit) return std::nullopt;
  const bool fine = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 0x7F && c != '"'; });
  return fine ? std::optional(std::string(key)) : std::nullopt;
}

}  // namespace berth::http
