#include "api/http/wire/email.hpp"

#include <gtest/gtest.h>

namespace berth::http {
namespace {

TEST(Email, IsKeptWithItsDomainInLowerCase) {
  const std::pair<const char*, const char*> cases[] = {
      {"foo@example.com", "foo@example.com"},
      {"Foo.Bar@EXAMPLE.Com", "Foo.Bar@example.com"},
      {"  foo@example.com ", "foo@example.com"},
      {"Foo <foo@example.com>", "foo@example.com"},
      {"Foo Bar <foo@example.com>", "foo@example.com"},
      {"\"Bar, Foo\" < foo@example.com >", "foo@example.com"},
      {"<foo@example.com>", "foo@example.com"},
      {"a+b_c!#$%&'*/=?^`{|}~-@example.co.uk", "a+b_c!#$%&'*/=?^`{|}~-@example.co.uk"},
      {"Postmaster@example.com", "postmaster@example.com"},
      {"jörg@example.com", "jörg@example.com"},
      {"foo@bücher.example", "foo@bücher.example"},
      {"foo@xn--bcher-kva.example", "foo@xn--bcher-kva.example"},
      {"foo@sub.example.com", "foo@sub.example.com"},
  };
  for (const auto& [text, normalized] : cases) {
    const EmailAddress address = parse_email(text);
    EXPECT_EQ(address.reason, "") << text;
    EXPECT_EQ(address.normalized, normalized) << text;
  }
}

TEST(Email, SaysWhatIsWrongInTheWordsItsClientsKnow) {
  const std::string special =
      "The part after the @-sign is a special-use or reserved name that cannot be used with email.";
  const std::pair<std::string, std::string> cases[] = {
      {"", "An email address must have an @-sign."},
      {"foo", "An email address must have an @-sign."},
      {"@example.com", "There must be something before the @-sign."},
      {"foo@", "There must be something after the @-sign."},
      {"foo@localhost", "The part after the @-sign is not valid. It should have a period."},
      {"foo@app.localhost", special},
      {"foo@example.test", special},
      {"foo@printer.local", special},
      {"foo@example.invalid", special},
      {"foo@hidden.onion", special},
      {"foo@1.0.10.in-addr.arpa", special},
      {"foo@1.2.3.4", "The part after the @-sign is not valid. It is not within a valid top-level domain."},
      {"foo@[127.0.0.1]", "A bracketed IP address after the @-sign is not allowed here."},
      {"\"foo bar\"@example.com", "Quoting the part before the @-sign is not allowed here."},
      {".foo@example.com", "An email address cannot start with a period."},
      {"foo.@example.com", "An email address cannot have a period immediately before the @-sign."},
      {"fo..o@example.com", "An email address cannot have two periods in a row."},
      {"foo@.example.com", "An email address cannot have a period immediately after the @-sign."},
      {"foo@example.com.", "An email address cannot end with a period."},
      {"foo@example..com", "An email address cannot have two periods in a row."},
      {"foo@-example.com", "An email address cannot have a hyphen immediately after the @-sign."},
      {"foo@example.com-", "An email address cannot end with a hyphen."},
      {"foo@example-.com", "An email address cannot have a period and a hyphen next to each other."},
      {"foo@ab--cd.com",
       "An email address cannot have two letters followed by two dashes immediately after the @-sign or after a "
       "period, "
       "except Punycode."},
      {"fo o@example.com", "The email address contains invalid characters before the @-sign: SPACE."},
      {"f(o,o@example.com", "The email address contains invalid characters before the @-sign: '(', ','."},
      {"foo@exa_mple.com", "The part after the @-sign contains invalid characters: '_'."},
      {"foo@bar@example.com", "The part after the @-sign contains invalid characters: '@'."},
      {"Foo. <foo@example.com>", "The email address contains invalid characters before the @-sign: '<', SPACE."},
      {"fo\u200Bo@example.com", "The email address contains unsafe characters: U+200B."},
      {std::string("fo\0o@example.com", 16),
       "The email address contains invalid characters before the @-sign: U+0000."},
  };
  for (const auto& [text, reason] : cases) EXPECT_EQ(parse_email(text).reason, reason) << text;
}

TEST(Email, IsAsLongAsItMayBeAndNoLonger) {
  const auto xs = [](std::size_t count) { return std::string(count, 'x'); };
  EXPECT_EQ(parse_email(xs(kEmailLocalLimit) + "@example.com").reason, "");
  EXPECT_EQ(parse_email(xs(kEmailLocalLimit + 1) + "@example.com").reason,
            "The email address is too long before the @-sign (1 character too many).");
  EXPECT_EQ(parse_email("foo@" + xs(kEmailLabelLimit) + ".com").reason, "");
  EXPECT_EQ(parse_email("foo@" + xs(kEmailLabelLimit + 2) + ".com").reason,
            "After the @-sign, periods cannot be separated by so many characters (2 characters too many).");
  std::string domain;
  for (int i = 0; i < 4; ++i) domain += xs(60) + ".";
  EXPECT_EQ(parse_email(xs(6) + "@" + domain + "com").reason, "");
  EXPECT_EQ(parse_email(xs(7) + "@" + domain + "com").reason, "The email address is too long (1 character too many).");
  EXPECT_EQ(parse_email("f@" + domain + xs(14)).reason,
            "The email address is too long after the @-sign (5 characters too many).");
  EXPECT_EQ(parse_email(xs(kEmailInputLimit + 1)).reason, "Length must not exceed 2048 characters");
}

}  // namespace
}  // namespace berth::http
