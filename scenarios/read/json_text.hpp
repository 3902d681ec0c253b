// Text to a JSON value, whatever the text: nesting is bounded, and an error says the line and column.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

#include "engine/model/result.hpp"

namespace berth {

// How deep arrays and objects may lie in each other.
inline constexpr std::size_t kJsonDepthLimit = 64;

// `place` names the text in errors.
Result<boost::json::value> parse_json(std::string_view text, const std::string& place);

}  // namespace berth
