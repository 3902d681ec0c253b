// Query strings and forms (application/x-www-form-urlencoded): "a=1&b=x+y%21".
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::http {

inline constexpr std::size_t kFormPairsLimit = 256;

using FormPairs = std::vector<std::pair<std::string, std::string>>;  // decoded, in order; a key may come again

// "%41" to "A"; a percent sign that begins no escape stands for itself. With `plus_is_space`, "+" to " ".
std::string percent_decode(std::string_view text, bool plus_is_space = false);

// Empty pairs are skipped, a key without "=" has the empty value; bytes that are not UTF-8 become U+FFFD. Nothing where
// there are more than kFormPairsLimit pairs.
std::optional<FormPairs> parse_urlencoded(std::string_view text);

// The last value of that key, as where a key is expected once.
std::optional<std::string_view> last_value(const FormPairs& pairs, std::string_view key);

// Everything but letters, digits and "-._~" as %XX: safe as one segment of a path or a value of a query.
std::string percent_encode(std::string_view text);

}  // namespace berth::http
