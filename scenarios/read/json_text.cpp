#include "scenarios/read/json_text.hpp"

#include <algorithm>

#include <boost/json/error.hpp>
#include <boost/json/parser.hpp>
#include <boost/json/value.hpp>

namespace berth {
namespace {

std::string explain(const boost::system::error_code& code) {
  using boost::json::error;
  if (code == error::too_deep) {
    return "nested more than " + std::to_string(kJsonDepthLimit) + " deep, the most that is read";
  }
  if (code == error::incomplete) return "the JSON ends early: a bracket or a quote is not closed";
  if (code == error::extra_data) return "there is more after the end of the JSON";
  return "not JSON here (" + code.message() + ")";
}

std::string line_and_column(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;
  return std::to_string(line) + ":" + std::to_string(column);
}

}  // namespace

Result<boost::json::value> parse_json(std::string_view text, const std::string& place) {
  boost::json::parse_options options;
  options.max_depth = kJsonDepthLimit;
  boost::json::parser parser({}, options);
  boost::system::error_code error;
  const std::size_t read = parser.write(text, error);
  if (!error) return parser.release();
  return Error::input(place + ":" + line_and_column(text, read), explain(error));
}

}  // namespace berth
