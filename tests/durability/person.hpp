// A client with a session, of a server that may go away at any moment: no answer is an answer too.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "api/http/wire/json_value.hpp"

namespace httplib {
class Client;
}

namespace berth::test {

inline constexpr const char* kDeployments = "/api/v1/deployments/";

struct Heard {
  int status = 0;  // 0: no answer came, or not a whole one
  std::string body, type;
  http::Json json;  // null where the body is none

  // Whether nothing is known of what became of the request: no answer, or the store was away.
  bool is_unknown() const { return status == 0 || status == 503; }
  std::int64_t integer(const char* member) const;  // 0 where there is none
  std::string text(const char* member) const;      // empty where there is none
};

double number_in(const http::Json& object, const char* member);
std::int64_t integer_in(const http::Json& object, const char* member);
std::string text_in(const http::Json& object, const char* member);

class Person {
 public:
  explicit Person(std::string name);
  ~Person();
  Person(Person&&) noexcept;

  void turn_to(int port);                    // where the server is now; the session stays
  Person companion(std::string name) const;  // a stranger to the server, turned to the same
  // Asks again where the server is too busy to read what it is asked.
  Heard send(const std::string& method, const std::string& path, const std::string& body = {},
             const std::string& idempotency_key = {});
  Heard get(const std::string& path) { return send("GET", path); }
  Heard post(const std::string& path, const std::string& body = {}, const std::string& key = {}) {
    return send("POST", path, body, key);
  }

  Heard enroll();  // registers
  Heard log_in();
  const std::string& name() const { return name_; }

  std::string cookie;  // the session's token; empty: none

 private:
  Heard send_once(const std::string& method, const std::string& path, const std::string& body,
                  const std::string& idempotency_key);

  std::string name_;
  int port_ = 0;
  std::unique_ptr<httplib::Client> client_;
};

}  // namespace berth::test
