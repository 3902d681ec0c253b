#include "api/http/wire/json_parse.hpp"

#include <gtest/gtest.h>

#include "api/http/wire/number_text.hpp"

namespace berth::http {
namespace {

std::string parsed(std::string_view text) {
  const std::variant<Json, JsonFault> result = parse_json(text);
  if (const Json* value = std::get_if<Json>(&result)) return to_text(*value);
  const JsonFault& fault = std::get<JsonFault>(result);
  return fault.readable ? fault.message + " @" + std::to_string(fault.offset) : "unreadable";
}

TEST(JsonParse, ReadsWhatRfc8259Allows) {
  const std::pair<const char*, const char*> cases[] = {
      {" {\"a\" : [1, -2, 3.5, 1e2], \"b\":{}} ", R"({"a":[1,-2,3.5,100.0],"b":{}})"},
      {"[true,false,null]", "[true,false,null]"},
      {R"("\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00")", "\"\\\"\\\\/\\b\\f\\n\\r\\té😀\""},
      {"-0", "0"},
      {"-0.0", "-0.0"},
      {"12345678901234567890", "12345678901234567890"},
      {"\xEF\xBB\xBF[]", "[]"},
  };
  for (const auto& [text, value] : cases) EXPECT_EQ(parsed(text), value) << text;
}

TEST(JsonParse, ReadsThePlainWordsForWhatIsNoNumberAsPythonDoes) {
  EXPECT_EQ(parsed("[NaN,Infinity,-Infinity,1e999,1e-999]"), "[null,null,null,null,0.0]");
}

TEST(JsonParse, LetsTheLastOfDuplicateKeysWinInThePlaceOfTheFirst) {
  EXPECT_EQ(parsed(R"({"a":1,"b":2,"a":3,"a":4})"), R"({"a":4,"b":2})");
}

TEST(JsonParse, KeepsALoneSurrogateAsItsEscape) { EXPECT_EQ(parsed(R"("\ud800x")"), R"("\ud800x")"); }

// The words and offsets are those of Python 3.11.
TEST(JsonParse, SaysWhatIsWrongAndWhereInPythonsWords) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "Expecting value @0"},
      {"{", "Expecting property name enclosed in double quotes @1"},
      {"{'a':1}", "Expecting property name enclosed in double quotes @1"},
      {"{\"a\":1,}", "Expecting property name enclosed in double quotes @7"},
      {"{\"a\"", "Expecting ':' delimiter @4"},
      {"{\"a\" 1}", "Expecting ':' delimiter @5"},
      {"{\"a\":", "Expecting value @5"},
      {"{\"a\":1", "Expecting ',' delimiter @6"},
      {"{\"a\":1 \"b\"", "Expecting ',' delimiter @7"},
      {"[1,]", "Expecting value @3"},
      {"[1", "Expecting ',' delimiter @2"},
      {"[", "Expecting value @1"},
      {"tru", "Expecting value @0"},
      {"-", "Expecting value @0"},
      {"+1", "Expecting value @0"},
      {"01", "Extra data @1"},
      {"1.", "Extra data @1"},
      {"1 2", "Extra data @2"},
      {"\"ab", "Unterminated string starting at @0"},
      {"\"ab\\", "Unterminated string starting at @0"},
      {"\"a\nb\"", "Invalid control character at @2"},
      {"\"a\\x\"", "Invalid \\escape @2"},
      {"\"\\u12\"", "Invalid \\uXXXX escape @2"},
      {"\"\\ud800\\uzzzz\"", "Invalid \\uXXXX escape @8"},
  };
  for (const auto& [text, fault] : cases) EXPECT_EQ(parsed(text), fault) << text;
}

TEST(JsonParse, CountsTheOffsetInCharactersNotBytes) { EXPECT_EQ(parsed("{\"é😀\":tru}"), "Expecting value @6"); }

TEST(JsonParse, ReadsNothingThatIsNotUtf8) {
  EXPECT_EQ(parsed("\"\xFF\""), "unreadable");
  EXPECT_EQ(parsed("\"\xED\xA0\x80\""), "unreadable");
}

TEST(JsonParse, ReadsAsDeepAsItsLimitAndNoDeeper) {
  const auto nested = [](int depth) {
    const auto count = static_cast<std::size_t>(depth);
    return std::string(count, '[') + std::string(count, ']');
  };
  EXPECT_EQ(parsed(nested(kJsonDepthLimit)), nested(kJsonDepthLimit));
  EXPECT_EQ(parsed(nested(kJsonDepthLimit + 2)), "unreadable");
  EXPECT_EQ(parsed(std::string(1'000'000, '[')), "unreadable");
}

TEST(JsonParse, ReadsIntegersOfAsManyDigitsAsPythonDoes) {
  EXPECT_EQ(parsed(std::string(kIntegerDigitsLimit, '9')), std::string(kIntegerDigitsLimit, '9'));
  EXPECT_EQ(parsed(std::string(kIntegerDigitsLimit + 1, '9')), "unreadable");
}

}  // namespace
}  // namespace berth::http
