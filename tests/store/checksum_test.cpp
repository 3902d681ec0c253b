#include "actors/store/checksum.hpp"

#include <gtest/gtest.h>

#include "actors/store/batch.hpp"

namespace berth {
namespace {

TEST(Checksum, TellsFieldsThatWouldRunTogetherApart) {
  Checksummer checksummer;
  JournalRecord a, b;
  a.kind = "user", a.key = "12";
  b.kind = "user1", b.key = "2";
  EXPECT_NE(checksummer.seal(a, 1, 1).checksum, checksummer.seal(b, 1, 1).checksum);
  EXPECT_NE(checksummer.seal(a, 1, 1).entity_checksum, checksummer.seal(b, 1, 1).entity_checksum);
}

TEST(Checksum, StaysWhatItWasInEveryVersion) {
  Checksummer checksummer;
  JournalRecord record;
  record.position = 1, record.command = 1, record.stream = "account/3", record.sequence = 1, record.kind = "user";
  record.key = "3", record.event = "user.registered", record.at_us = 5, record.document = "{}", record.cause = "{}";
  const Seal seal = checksummer.seal(record, 1, 1);
  EXPECT_EQ(seal.entity_checksum, 17900953667604372791u);
  EXPECT_EQ(seal.checksum, 12647127288160562615u);
}

TEST(Utf8, IsToldFromWhatIsNot) {
  for (const char* good : {"", "plain ascii, longer than eight", "ä", "日本語", "😀", "abcdefg\xc3\xa4"}) {
    EXPECT_TRUE(is_plain_utf8(good)) << good;
  }
  const std::string_view bad[] = {{"a\0", 2},
                                  "\x80",
                                  "\xc3",
                                  "\xc0\x80",
                                  "\xe0\x80\x80",
                                  "\xed\xa0\x80",
                                  "\xf0\x80\x80\x80",
                                  "\xf4\x90\x80\x80",
                                  "\xf8\x88\x80\x80\x80",
                                  "abcdefgh\xff",
                                  "abcdefg\xc3"};
  for (const std::string_view text : bad) EXPECT_FALSE(is_plain_utf8(text)) << text;
  EXPECT_FALSE(is_plain_utf8(std::string_view("abcdefgh\0bcdefgh", 16)));
}

}  // namespace
}  // namespace berth
