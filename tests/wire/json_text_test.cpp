#include "api/http/wire/json_text.hpp"

#include <gtest/gtest.h>
#include <limits>

#include "api/http/wire/json_value.hpp"

namespace berth::http {
namespace {

std::string number(double value) {
  std::string text;
  append_json_number(text, value);
  return text;
}

std::string string(std::string_view value) {
  std::string text;
  append_json_string(text, value);
  return text;
}

TEST(JsonText, ShowsEveryFloatWithAFractionOrAnExponentAsPythonDoes) {
  const std::pair<double, const char*> cases[] = {
      {0.0, "0.0"},
      {-0.0, "-0.0"},
      {16, "16.0"},
      {0.1, "0.1"},
      {1e-7, "1e-07"},
      {0.0001, "0.0001"},
      {0.00001, "1e-05"},
      {1e15, "1000000000000000.0"},
      {1e16, "1e+16"},
      {1.5e300, "1.5e+300"},
      {123456789.125, "123456789.125"},
      {9007199254740994.0, "9007199254740994.0"},
      {5e-324, "5e-324"},
      {std::numeric_limits<double>::max(), "1.7976931348623157e+308"},
  };
  for (const auto& [value, text] : cases) EXPECT_EQ(number(value), text);
}

TEST(JsonText, ShowsWhatJsonHasNoNumberForAsNull) {
  EXPECT_EQ(number(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(number(-std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonText, EscapesWhatJsonDemandsAndNothingElse) {
  EXPECT_EQ(string("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(string("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(string(std::string_view("\x00\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
  EXPECT_EQ(string("Zoë 日本 😀"), "\"Zoë 日本 😀\"");
}

TEST(JsonText, WritesJsonWhateverTheBytes) {
  EXPECT_EQ(string("a\xFF"
                   "b"),
            "\"a\xEF\xBF\xBD"
            "b\"");
  EXPECT_EQ(string("\xED\xA0\x80"), R"("\ud800")");
}

TEST(JsonText, KeepsMembersInTheOrderTheyAreWritten) {
  JsonText json;
  json.begin_object().text("name", "n").number("cpu", 4).integer("id", -7).boolean("up", true).null("gone");
  json.begin_array("list").integer(1).text("two").begin_object().end_object().end_array();
  json.begin_object("inner").raw("raw", "[1]").end_object().end_object();
  EXPECT_EQ(json.str(),
            R"({"name":"n","cpu":4.0,"id":-7,"up":true,"gone":null,"list":[1,"two",{}],"inner":{"raw":[1]}})");
}

TEST(JsonText, WritesValuesAsTheyWereRead) {
  const Json value(JsonObject{{"b", JsonArray{1, 2.0, LongInteger{"12345678901234567890"}}}, {"a", nullptr}});
  EXPECT_EQ(to_text(value), R"({"b":[1,2.0,12345678901234567890],"a":null})");
}

}  // namespace
}  // namespace berth::http
