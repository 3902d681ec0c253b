#include "tests/durability/person.hpp"

#include <chrono>
#include <httplib.h>
#include <thread>

#include "api/http/wire/cookie.hpp"
#include "api/http/wire/json_parse.hpp"

namespace berth::test {
namespace {

constexpr int kPatienceS = 30;
constexpr int kTriesAtMost = 100;
constexpr auto kRest = std::chrono::milliseconds(50);

// Refused unread, for on a machine that has much else to do a request comes late.
bool is_busy(const Heard& heard) { return heard.status == 503 && heard.text("code") == "busy"; }

}  // namespace

double number_in(const http::Json& object, const char* member) {
  const http::Json* value = object.find(member);
  if (!value) return 0;
  if (const double* number = value->number()) return *number;
  const std::int64_t* integer = value->integer();
  return integer ? static_cast<double>(*integer) : 0;
}

std::int64_t integer_in(const http::Json& object, const char* member) {
  const http::Json* value = object.find(member);
  const std::int64_t* integer = value ? value->integer() : nullptr;
  return integer ? *integer : 0;
}

std::string text_in(const http::Json& object, const char* member) {
  const http::Json* value = object.find(member);
  const std::string* text = value ? value->text() : nullptr;
  return text ? *text : std::string();
}

std::int64_t Heard::integer(const char* member) const { return integer_in(json, member); }
std::string Heard::text(const char* member) const { return text_in(json, member); }

Person::Person(std::string name) : name_(std::move(name)) {}
Person::~Person() = default;
Person::Person(Person&&) noexcept = default;

void Person::turn_to(int port) {
  port_ = port;
  client_ = std::make_unique<httplib::Client>("127.0.0.1", port);
  client_->set_read_timeout(kPatienceS);
  client_->set_keep_alive(true);
  client_->set_tcp_nodelay(true);
}

Person Person::companion(std::string name) const {
  Person other(std::move(name));
  other.turn_to(port_);
  return other;
}

Heard Person::send(const std::string& method, const std::string& path, const std::string& body,
                   const std::string& idempotency_key) {
  Heard heard = send_once(method, path, body, idempotency_key);
  for (int tries = 1; is_busy(heard) && tries < kTriesAtMost; ++tries) {
    std::this_thread::sleep_for(kRest);
    heard = send_once(method, path, body, idempotency_key);
  }
  return heard;
}

Heard Person::send_once(const std::string& method, const std::string& path, const std::string& body,
                        const std::string& idempotency_key) {
  httplib::Request request;
  request.method = method;
  request.path = path;
  request.body = body;
  request.headers.emplace("Content-Type", "application/json");
  if (!cookie.empty()) request.headers.emplace("Cookie", "session=" + cookie);
  if (!idempotency_key.empty()) request.headers.emplace("Idempotency-Key", idempotency_key);
  Heard heard;
  const auto result = client_->send(request);
  if (!result) return heard;
  heard.status = result->status;
  heard.body = result->body;
  heard.type = result->get_header_value("Content-Type");
  auto parsed = http::parse_json(heard.body);
  if (auto* json = std::get_if<http::Json>(&parsed)) heard.json = std::move(*json);
  for (const auto& [header, value] : result->headers) {
    if (header == "Set-Cookie") {
      cookie = http::cookie_value(value.substr(0, value.find(';')), "session").value_or("");
    }
  }
  return heard;
}

Heard Person::enroll() {
  return post("/api/v1/auth/register", R"({"username":")" + name_ + R"(","password":"long enough"})");
}

Heard Person::log_in() {
  return post("/api/v1/auth/login", R"({"username":")" + name_ + R"(","password":"long enough"})");
}

}  // namespace berth::test
