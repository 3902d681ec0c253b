#include "api/http/front/message.hpp"

#include <gtest/gtest.h>

#include "api/http/front/compression.hpp"
#include "api/http/front/parser.hpp"

namespace berth::http {
namespace {

Request get() {
  Request request;
  request.method = "GET";
  return request;
}

std::string sent(const Request& request, Response response) {
  std::string out;
  append_response(out, request, response, false);
  return out;
}

TEST(Parser, DecodesThePathAndLeavesTheQueryAsItIs) {
  Parser parser;
  const auto parsed = parser.parse("GET /a%20b?c=%20d HTTP/1.1\r\nX: 1\r\nX: 2\r\n\r\n", "", "192.0.2.1");
  ASSERT_TRUE(parsed.understood);
  const Request& request = parsed.request;
  EXPECT_EQ(request.path, "/a b");
  EXPECT_EQ(request.raw_path, "/a%20b");
  EXPECT_EQ(request.query, "c=%20d");
  EXPECT_EQ(request.header("x"), "1");
}

TEST(Parser, RefusesWhatIsNoRequest) {
  Parser parser;
  const auto parsed = parser.parse("BREW / HTTP/1.1\r\n\r\n", "", "192.0.2.1");
  EXPECT_FALSE(parsed.understood);
  EXPECT_TRUE(parsed.refusal.starts_with("HTTP/1.1 400")) << parsed.refusal;
}

TEST(Message, AnswersHeadWithTheLengthAndNoBody) {
  Request request = get();
  request.method = "HEAD";
  Response response;
  response.body = "12345";
  const std::string out = sent(request, response);
  EXPECT_NE(out.find("Content-Length: 5\r\n"), std::string::npos);
  EXPECT_TRUE(out.ends_with("\r\n\r\n"));
}

TEST(Message, SaysNoLengthWhereThereIsNoBody) {
  Response response;
  response.status = 204;
  EXPECT_EQ(sent(get(), response), "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST(Message, LeavesOutAHeaderThatWouldBreakOutOfItsLine) {
  Response response;
  response.headers = {{"X-Good", "1"}, {"X-Bad", "1\r\nSet-Cookie: a=b"}};
  const std::string out = sent(get(), response);
  EXPECT_NE(out.find("X-Good: 1\r\n"), std::string::npos);
  EXPECT_EQ(out.find("Set-Cookie"), std::string::npos);
}

TEST(Compression, IsForTextsOfSomeLength) {
  const std::string at_the_bound(kWorthCompressing, 'x');
  EXPECT_TRUE(is_worth_compressing(at_the_bound, "application/json"));
  EXPECT_FALSE(is_worth_compressing(at_the_bound.substr(1), "application/json"));
  EXPECT_FALSE(is_worth_compressing(at_the_bound, "image/png"));
}

TEST(Compression, IsForThoseWhoAcceptIt) {
  for (const char* yes : {"gzip", "br, GZIP;q=0.5", "*"}) EXPECT_TRUE(accepts_gzip(yes)) << yes;
  for (const char* no : {"", "br", "gzip;q=0", "*, gzip; q=0.0", "identity"}) EXPECT_FALSE(accepts_gzip(no)) << no;
}

}  // namespace
}  // namespace berth::http
