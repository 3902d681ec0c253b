// Values from outside as JSON that may stand inside an HTML page.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

namespace berth::web {

// JSON in which nothing can end a <script> or a line of one: `<`, `>`, `&`, U+2028 and U+2029 are written as escapes.
std::string to_page_json(const boost::json::value& value);

// A text from outside, cut to kTextBytes at the border of a character.
std::string bounded_text(std::string_view text);

// A number with at most nine significant digits, whole ones without a fraction.
boost::json::value number(double value);

// Text inside an HTML element.
std::string escape_html(std::string_view text);

}  // namespace berth::web
