#include <cstdint>
#include <gtest/gtest.h>

#include "api/http/wire/validate.hpp"

namespace berth::http {
namespace {

// A schema of one field, for tables of values.
Validated validated(const Field& field, std::string_view value) {
  const std::string body = "{\"x\":" + std::string(value) + "}";
  return validate_body({"One", {field}, ""}, std::get<Body>(read_body("application/json", body)));
}

// The value of `x`, or "type: msg" of what is wrong with it.
std::string coerced(const Field& field, std::string_view value) {
  const Validated result = validated(field, value);
  if (result.ok()) return to_text(*result.values.json().find("x"));
  return result.violations[0].type + ": " + result.violations[0].msg;
}

TEST(Coerce, TakesForAnIntegerWhatPydanticTakes) {
  const std::string unparsed = "int_parsing: Input should be a valid integer, unable to parse string as an integer";
  const std::string fraction = "int_from_float: Input should be a valid integer, got a number with a fractional part";
  const std::string no_type = "int_type: Input should be a valid integer";
  const std::string too_large = "int_parsing_size: Unable to parse input string as an integer, exceeded maximum size";
  const std::string infinite = "finite_number: Input should be a finite number";
  const std::pair<const char*, std::string> cases[] = {
      {"8", "8"},
      {"-8", "-8"},
      {"1.0", "1"},
      {"true", "1"},
      {"false", "0"},
      {R"("8")", "8"},
      {R"(" 8 ")", "8"},
      {R"("8.0")", "8"},
      {R"("1_000")", "1000"},
      {"1e3", "1000"},
      {R"("1e2")", unparsed},
      {R"("")", unparsed},
      {R"("8.5")", unparsed},
      {"1.5", fraction},
      {"null", no_type},
      {"[]", no_type},
      {"{}", no_type},
      {"NaN", infinite},
      {"Infinity", infinite},
      {"1e400", infinite},
      {"9223372036854775807", "9223372036854775807"},
      {"9223372036854775808", too_large},
      {"1e19", too_large},
      {R"("9223372036854775808")", too_large},
  };
  for (const auto& [value, expected] : cases) EXPECT_EQ(coerced(Field::integer("x"), value), expected) << value;
}

TEST(Coerce, TakesForANumberWhatPydanticTakes) {
  const std::string unparsed = "float_parsing: Input should be a valid number, unable to parse string as a number";
  const std::string no_type = "float_type: Input should be a valid number";
  const std::string infinite = "finite_number: Input should be a finite number";
  const std::pair<std::string, std::string> cases[] = {
      {"8", "8.0"},
      {"0.1", "0.1"},
      {"true", "1.0"},
      {R"("8")", "8.0"},
      {R"(" 2 ")", "2.0"},
      {R"("1e2")", "100.0"},
      {R"(".5")", "0.5"},
      {R"("1_000")", "1000.0"},
      {R"("")", unparsed},
      {R"("lots")", unparsed},
      {"null", no_type},
      {"[1]", no_type},
      {"NaN", infinite},
      {"-Infinity", infinite},
      {R"("nan")", infinite},
      {R"("1e400")", infinite},
      {"1e400", infinite},
      {"12345678901234567890", "1.2345678901234567e+19"},
      {std::string(400, '9'), no_type},
  };
  for (const auto& [value, expected] : cases) EXPECT_EQ(coerced(Field::number("x"), value), expected) << value;
}

TEST(Coerce, TakesForTextOnlyText) {
  const std::string no_text = "string_type: Input should be a valid string";
  EXPECT_EQ(coerced(Field::text("x"), R"("8")"), R"("8")");
  for (const char* value : {"8", "1.5", "true", "null", "[]", "{}"})
    EXPECT_EQ(coerced(Field::text("x"), value), no_text);
  EXPECT_EQ(coerced(Field::text("x"), R"("\ud800")"),
            "string_unicode: Input should be a valid string, unable to parse raw data as a unicode string");
  EXPECT_EQ(coerced(Field::text("x"), R"("a\u0000b")"),
            "value_error: Value error, text must not hold a null character");
}

TEST(Coerce, CountsTheLengthOfTextInCharacters) {
  const Field field = Field::text("x").shortest(2).longest(3);
  EXPECT_EQ(coerced(field, R"("é😀")"), R"("é😀")");
  EXPECT_EQ(coerced(field, R"("é")"), "string_too_short: String should have at least 2 characters");
  EXPECT_EQ(coerced(field, R"("abcd")"), "string_too_long: String should have at most 3 characters");
  EXPECT_EQ(coerced(Field::text("x").shortest(1), R"("")"),
            "string_too_short: String should have at least 1 character");
}

TEST(Coerce, NamesTheBoundThatWasBroken) {
  const auto ctx = [](const Field& field, const char* value) {
    const Validated result = validated(field, value);
    return result.violations.at(0).msg + " " + to_text(Json(result.violations.at(0).ctx));
  };
  EXPECT_EQ(ctx(Field::integer("x").at_least(1), "0"), R"(Input should be greater than or equal to 1 {"ge":1})");
  EXPECT_EQ(ctx(Field::number("x").at_most(0.5), "1"), R"(Input should be less than or equal to 0.5 {"le":0.5})");
  EXPECT_EQ(ctx(Field::number("x").more_than(0), "0"), R"(Input should be greater than 0 {"gt":0.0})");
  EXPECT_EQ(ctx(Field::integer("x").less_than(5), "5"), R"(Input should be less than 5 {"lt":5})");
}

TEST(Coerce, TakesForABooleanWhatPydanticTakes) {
  for (const char* value : {"true", "1", "1.0", R"("true")", R"("YES")", R"("on")", R"("1")"}) {
    EXPECT_EQ(coerced(Field::boolean("x"), value), "true") << value;
  }
  for (const char* value : {"false", "0", R"("f")", R"("No")"})
    EXPECT_EQ(coerced(Field::boolean("x"), value), "false") << value;
  const std::string unclear = "bool_parsing: Input should be a valid boolean, unable to interpret input";
  for (const char* value : {"2", R"("maybe")", R"("")"})
    EXPECT_EQ(coerced(Field::boolean("x"), value), unclear) << value;
  for (const char* value : {"null", "[]", "0.5"}) {
    EXPECT_EQ(coerced(Field::boolean("x"), value), "bool_type: Input should be a valid boolean") << value;
  }
}

TEST(Coerce, ListsTheChoicesToOneThatIsNone) {
  const Field field = Field::choice("x", "DeploymentStatus", {"pending", "running", "failed"});
  EXPECT_EQ(coerced(field, R"("running")"), R"("running")");
  EXPECT_EQ(coerced(field, R"("Running")"), "enum: Input should be 'pending', 'running' or 'failed'");
  EXPECT_EQ(coerced(field, "3"), "enum: Input should be 'pending', 'running' or 'failed'");
}

}  // namespace
}  // namespace berth::http
