#include "scenarios/read/timestamp.hpp"

#include <gtest/gtest.h>

namespace berth {
namespace {

TEST(Timestamp, CountsMicrosecondsSince1970) {
  EXPECT_EQ(parse_timestamp("1970-01-01 00:00:00"), 0);
  EXPECT_EQ(parse_timestamp("2017-10-09 07:01:55"), 1'507'532'515 * kSecond);
  EXPECT_EQ(parse_timestamp("2017-10-09T07:01:55.25Z"), 1'507'532'515 * kSecond + 250'000);
  EXPECT_EQ(parse_timestamp("2017-10-09T07:01:55.1234567"), 1'507'532'515 * kSecond + 123'456);
  EXPECT_EQ(parse_timestamp("2017-10-09"), 1'507'507'200 * kSecond);
  EXPECT_EQ(parse_timestamp("1969-12-31 23:59"), -kMinute);
}

TEST(Timestamp, TakesOffsetsAway) {
  EXPECT_EQ(parse_timestamp("2017-10-09 07:01:55+08:00"), (1'507'532'515 - 8 * 3600) * kSecond);
  EXPECT_EQ(parse_timestamp("2017-10-09 07:01:55-0130"), (1'507'532'515 + 90 * 60) * kSecond);
  EXPECT_EQ(parse_timestamp("2017-10-09 07:01:55+02"), (1'507'532'515 - 2 * 3600) * kSecond);
}

TEST(Timestamp, RefusesWhatIsNoDateOfTheCalendar) {
  for (const char* text : {"",
                           "now",
                           "2017",
                           "2017-10",
                           "2017-2-3",
                           "2017-02-29",
                           "2017-13-01",
                           "2017-10-09 24:00:00",
                           "2017-10-09 07:60:00",
                           "2017-10-09 07:01:61",
                           "2017-10-09 07",
                           "2017-10-09  07:01",
                           "2017-10-09 07:01:55.",
                           "2017-10-09 07:01:55 PST",
                           "2017-10-09 07:01:55+",
                           "2017-10-09 07:01:55+25:00",
                           "1899-12-31",
                           "3000-01-01",
                           "2017-10-09 07:01:55Zx",
                           "-017-10-09"}) {
    EXPECT_FALSE(parse_timestamp(text).has_value()) << text;
  }
  EXPECT_TRUE(parse_timestamp("2016-02-29").has_value());
  EXPECT_TRUE(parse_timestamp("1900-01-01").has_value());
  EXPECT_TRUE(parse_timestamp("2999-12-31").has_value());
}

}  // namespace
}  // namespace berth
