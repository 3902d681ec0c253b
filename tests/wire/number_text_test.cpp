#include "api/http/wire/number_text.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace berth::http {
namespace {

TEST(NumberText, ReadsIntegersWrittenInEveryWayPydanticTakes) {
  const std::pair<const char*, std::int64_t> cases[] = {
      {"8", 8},
      {" 8 ", 8},
      {"\t8\n", 8},
      {"+8", 8},
      {"-8", -8},
      {"007", 7},
      {"8.0", 8},
      {"8.000", 8},
      {"1_000", 1000},
      {"-1_000.0", -1000},
      {"0", 0},
      {"-0", 0},
      {"\xC2\xA0"
       "8",
       8},
      {"9223372036854775807", std::numeric_limits<std::int64_t>::max()},
      {"-9223372036854775808", std::numeric_limits<std::int64_t>::min()},
  };
  for (const auto& [text, expected] : cases) {
    std::int64_t value = 0;
    EXPECT_EQ(integer_of_text(text, value), IntegerText::kRead) << text;
    EXPECT_EQ(value, expected) << text;
  }
}

TEST(NumberText, ReadsNoIntegerFromAnythingElse) {
  std::int64_t value = 0;
  for (const char* text :
       {"", " ", "x", "8x", "1e2", "8.5", "8.", ".0", "_1", "1_", "1__0", "+-1", "--1", "0x10", "1 0"}) {
    EXPECT_EQ(integer_of_text(text, value), IntegerText::kNotAnInteger) << text;
  }
}

TEST(NumberText, TellsAnIntegerBeyond64BitsFromNoInteger) {
  std::int64_t value = 0;
  EXPECT_EQ(integer_of_text("9223372036854775808", value), IntegerText::kTooLarge);
  EXPECT_EQ(integer_of_text(std::string(kIntegerDigitsLimit + 1, '1'), value), IntegerText::kTooLarge);
}

TEST(NumberText, ReadsFloatsWrittenInEveryWayPydanticTakes) {
  const std::pair<const char*, double> cases[] = {
      {"8", 8},  {" 2 ", 2},          {"1e2", 100},      {"+1.5", 1.5}, {".5", 0.5},
      {"5.", 5}, {"1_000.5", 1000.5}, {"-1E-3", -0.001}, {"1e-999", 0}, {"0.000e999", 0},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(float_of_text(text), expected) << text;
}

TEST(NumberText, ReadsTheWordsForWhatIsNotFinite) {
  EXPECT_TRUE(std::isnan(*float_of_text("NaN")));
  EXPECT_EQ(float_of_text("-Infinity"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(float_of_text("inf"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(float_of_text("1e400"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(float_of_text("-1" + std::string(400, '0')), -std::numeric_limits<double>::infinity());
}

TEST(NumberText, ReadsNoFloatFromAnythingElse) {
  for (const char* text : {"", "eight", ".", "e5", "1e", "1e+", "--1", "0x10", "1,5", "_1", "1 000", "infinit"}) {
    EXPECT_EQ(float_of_text(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace berth::http
