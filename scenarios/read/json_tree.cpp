#include "scenarios/read/json_tree.hpp"

#include <algorithm>
#include <unordered_set>

#include <boost/json/basic_parser_impl.hpp>

namespace berth {
namespace {

using boost::json::error_code;
using Text = boost::json::string_view;

// What Boost.JSON's parser calls as it goes through the text. Values under construction are on a stack; a finished one
// moves into the one below it.
class TreeBuilder {
 public:
  static constexpr std::size_t max_object_size = SIZE_MAX;  // the text's own size bounds them
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = kJsonKeyLimit;
  static constexpr std::size_t max_string_size = kJsonStringLimit;

  JsonValue take() { return std::move(root_); }
  const std::string& repeated_key() const { return repeated_key_; }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return open(JsonValue::Kind::kObject); }
  bool on_object_end(std::size_t, error_code& ec) { return keys_are_unique(ec) && close(); }
  bool on_array_begin(error_code&) { return open(JsonValue::Kind::kArray); }
  bool on_array_end(std::size_t, error_code&) { return close(); }
  bool on_key_part(Text part, std::size_t, error_code&) { return more(part); }
  bool on_key(Text part, std::size_t, error_code&) {
    more(part);
    open_.back().members.push_back({std::move(text_), {}});
    text_.clear();
    return true;
  }
  bool on_string_part(Text part, std::size_t, error_code&) { return more(part); }
  bool on_string(Text part, std::size_t, error_code&) { return more(part) && leaf(JsonValue::Kind::kString); }
  bool on_number_part(Text part, error_code&) { return more(part); }
  bool on_int64(std::int64_t, Text part, error_code&) { return more(part) && leaf(JsonValue::Kind::kNumber); }
  bool on_uint64(std::uint64_t, Text part, error_code&) { return more(part) && leaf(JsonValue::Kind::kNumber); }
  bool on_double(double, Text part, error_code&) { return more(part) && leaf(JsonValue::Kind::kNumber); }
  bool on_bool(bool value, error_code&) { return leaf(value ? JsonValue::Kind::kTrue : JsonValue::Kind::kFalse); }
  bool on_null(error_code&) { return leaf(JsonValue::Kind::kNull); }
  bool on_comment_part(Text, error_code&) { return true; }
  bool on_comment(Text, error_code&) { return true; }

 private:
  bool more(Text part) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool leaf(JsonValue::Kind kind) {
    JsonValue value{kind, std::move(text_), {}};
    text_.clear();
    return put(std::move(value));
  }
  bool open(JsonValue::Kind kind) {
    open_.push_back({kind, {}, {}});
    return true;
  }
  bool close() {
    JsonValue value = std::move(open_.back());
    open_.pop_back();
    return put(std::move(value));
  }
  bool put(JsonValue value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().kind == JsonValue::Kind::kObject) {
      open_.back().members.back().value = std::move(value);
    } else {
      open_.back().members.push_back({{}, std::move(value)});
    }
    return true;
  }
  bool keys_are_unique(error_code& ec) {
    std::unordered_set<std::string_view> seen;
    for (const JsonMember& member : open_.back().members) {
      if (seen.insert(member.key).second) continue;
      repeated_key_ = path() + pointer_step(member.key);
      ec = boost::json::error::syntax;
      return false;
    }
    return true;
  }
  // Of the innermost value that is open.
  std::string path() const {
    std::string path;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
      const std::vector<JsonMember>& members = open_[i].members;
      path += open_[i].kind == JsonValue::Kind::kObject ? pointer_step(members.back().key)
                                                        : "/" + std::to_string(members.size());
    }
    return path;
  }

  JsonValue root_;
  std::vector<JsonValue> open_;
  std::string text_;  // of the string, key or number being read
  std::string repeated_key_;
};

std::string what_is_wrong(const error_code& ec) {
  using boost::json::error;
  if (ec == error::too_deep) return "is nested deeper than " + std::to_string(kJsonTreeDepthLimit) + " levels";
  if (ec == error::string_too_large) {
    return "has a string longer than " + std::to_string(kJsonStringLimit) + " bytes";
  }
  if (ec == error::key_too_large) return "has a key longer than " + std::to_string(kJsonKeyLimit) + " bytes";
  if (ec == error::incomplete) return "is not JSON: the text ends early";
  if (ec == error::extra_data) return "is not JSON: something follows the end of the value";
  return "is not JSON: " + ec.message();
}

}  // namespace

Result<JsonValue> parse_json_tree(std::string_view text, const std::string& place) {
  boost::json::parse_options options;
  options.max_depth = kJsonTreeDepthLimit;
  boost::json::basic_parser<TreeBuilder> parser(options);
  error_code ec;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && read < text.size()) ec = boost::json::error::extra_data;
  if (!ec) return parser.handler().take();
  if (!parser.handler().repeated_key().empty()) {
    return Error::input(place + ":" + parser.handler().repeated_key(), "is given twice, must be given once");
  }
  const std::string_view before = text.substr(0, read);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;
  return Error::input(place + ":" + std::to_string(line) + ":" + std::to_string(column), what_is_wrong(ec));
}

std::string describe(const JsonValue& value) {
  constexpr std::size_t kShown = 60;
  std::string text = value.text.substr(0, kShown);
  // Not in the middle of a character of several bytes.
  while (text.size() < value.text.size() && !text.empty() && (value.text[text.size()] & 0xC0) == 0x80) text.pop_back();
  if (text.size() < value.text.size()) text += "…";
  switch (value.kind) {
    case JsonValue::Kind::kNull:
      return "null";
    case JsonValue::Kind::kFalse:
      return "false";
    case JsonValue::Kind::kTrue:
      return "true";
    case JsonValue::Kind::kNumber:
      return text;
    case JsonValue::Kind::kString:
      return "\"" + text + "\"";
    case JsonValue::Kind::kArray:
      return value.members.empty() ? "an empty array" : "an array";
    case JsonValue::Kind::kObject:
      return "an object";
  }
  return {};
}

std::string pointer_step(std::string_view key) {
  std::string step = "/";
  for (const char letter : key) {
    if (letter == '~') {
      step += "~0";
    } else if (letter == '/') {
      step += "~1";
    } else {
      step += letter;
    }
  }
  return step;
}

}  // namespace berth
