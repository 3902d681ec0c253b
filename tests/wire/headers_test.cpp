// Cookies, query strings, entity tags and idempotency keys.
#include <gtest/gtest.h>

#include "api/http/wire/cookie.hpp"
#include "api/http/wire/preconditions.hpp"
#include "api/http/wire/urlencoded.hpp"

namespace berth::http {
namespace {

TEST(Urlencoded, DecodesPercentsAndPlusesAndKeepsRepeatedKeysInOrder) {
  const FormPairs expected = {{"a", "1 2"}, {"b", "x&y=é"}, {"a", ""}, {"flag", ""}, {"", "v"}};
  EXPECT_EQ(parse_urlencoded("a=1+2&&b=x%26y%3D%c3%A9&a=&flag&=v"), expected);
}

TEST(Urlencoded, LeavesAPercentThatBeginsNoEscapeAsItIs) {
  EXPECT_EQ(percent_decode("100%&50%2"), "100%&50%2");
  EXPECT_EQ(percent_decode("%zz%41"), "%zzA");
  EXPECT_EQ(percent_decode("a+b"), "a+b");
}

TEST(Urlencoded, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(last_value(*parse_urlencoded("a=%ff!"), "a"), "\xEF\xBF\xBD!");
}

TEST(Urlencoded, TakesTheLastOfRepeatedKeys) {
  EXPECT_EQ(last_value(*parse_urlencoded("a=1&a=2"), "a"), "2");
  EXPECT_EQ(last_value({}, "a"), std::nullopt);
}

TEST(Urlencoded, RefusesMorePairsThanItsLimit) {
  std::string text;
  for (std::size_t i = 0; i < kFormPairsLimit; ++i) text += "a=1&";
  EXPECT_TRUE(parse_urlencoded(text));
  EXPECT_FALSE(parse_urlencoded(text + "a=1"));
}

TEST(Urlencoded, EncodesWhatIsNotSafeInAPath) { EXPECT_EQ(percent_encode("a/b é~"), "a%2Fb%20%C3%A9~"); }

TEST(Cookie, IsFoundAmongOthersHoweverTheyAreSpaced) {
  EXPECT_EQ(cookie_value("a=1; session=tok; b=2", "session"), "tok");
  EXPECT_EQ(cookie_value("a=1;session=\"tok\"", "session"), "tok");
  EXPECT_EQ(cookie_value("session=old; session=new", "session"), "new");
  EXPECT_EQ(cookie_value("session=a=b==", "session"), "a=b==");
  EXPECT_EQ(cookie_value("session", "session"), std::nullopt);
  EXPECT_EQ(cookie_value("xsession=1;;; =", "session"), std::nullopt);
}

TEST(Cookie, OfASessionIsSetAndClearedAsTheContractSays) {
  const SessionCookie cookie;
  EXPECT_EQ(cookie.setting("tok"), "session=tok; Path=/; Max-Age=1800; HttpOnly; SameSite=lax");
  EXPECT_EQ(cookie.clearing(),
            "session=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=lax");
}

TEST(Cookie, BehindTlsIsSecureAndBoundToItsHost) {
  const SessionCookie cookie{"session", 60, true};
  EXPECT_EQ(cookie.name_sent(), "__Host-session");
  EXPECT_EQ(cookie.setting("tok"), "__Host-session=tok; Path=/; Max-Age=60; HttpOnly; SameSite=lax; Secure");
}

TEST(Cookie, HoldsNoCharacterThatEndsIt) {
  EXPECT_TRUE(is_cookie_value("abc-_.~"));
  for (const char* text : {"a;b", "a b", "a,b", "a\"b", "a\\b", "a\r\nb", "é"})
    EXPECT_FALSE(is_cookie_value(text)) << text;
}

TEST(EntityTag, OfAVersionMatchesItselfStrongly) {
  EXPECT_EQ(entity_tag(12), "\"v12\"");
  EXPECT_TRUE(parse_if_match("\"v12\"")->matches(12));
  EXPECT_TRUE(parse_if_match(" \"v1\" , \"v12\"")->matches(12));
  EXPECT_TRUE(parse_if_match("*")->matches(12));
  EXPECT_FALSE(parse_if_match("\"v13\"")->matches(12));
  EXPECT_FALSE(parse_if_match("W/\"v12\"")->matches(12));
  EXPECT_FALSE(parse_if_match("\"12\"")->matches(12));
}

TEST(EntityTag, MustBeQuoted) {
  for (const char* header : {"", "v12", "\"v12", "\"v1\" \"v2\"", "12, 13"})
    EXPECT_FALSE(parse_if_match(header)) << header;
}

TEST(EntityTag, ListIsBounded) {
  std::string header = "\"v1\"";
  for (std::size_t i = 1; i < kEntityTagsLimit; ++i) header += ",\"v1\"";
  EXPECT_TRUE(parse_if_match(header));
  EXPECT_FALSE(parse_if_match(header + ",\"v1\""));
}

TEST(EntityTag, OfADocumentIsComparedWeaklyWhereItIsOnlyRead) {
  EXPECT_TRUE(is_not_modified("W/\"v12\"", "\"v12\""));
  EXPECT_TRUE(is_not_modified("\"a\", \"v12\"", "W/\"v12\""));
  EXPECT_TRUE(is_not_modified("*", "\"v12\""));
  EXPECT_FALSE(is_not_modified("\"v11\"", "\"v12\""));
  EXPECT_FALSE(is_not_modified("garbage", "\"v12\""));
}

TEST(IdempotencyKey, IsPrintableAndBounded) {
  EXPECT_EQ(parse_idempotency_key("8e03978e-40d5"), "8e03978e-40d5");
  EXPECT_EQ(parse_idempotency_key(" \"8e03978e\" "), "8e03978e");
  EXPECT_TRUE(parse_idempotency_key(std::string(kIdempotencyKeyLimit, 'k')));
  EXPECT_FALSE(parse_idempotency_key(std::string(kIdempotencyKeyLimit + 1, 'k')));
  for (const char* key : {"", "\"\"", "a b", "a\tb", "é", "a\"b"}) EXPECT_FALSE(parse_idempotency_key(key)) << key;
}

}  // namespace
}  // namespace berth::http
