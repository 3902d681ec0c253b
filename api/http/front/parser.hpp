// One request out of memory into a response in memory, parsed and formatted by cpp-httplib.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/http/exchange.hpp"

namespace berth::http {

class Parser {
 public:
  // The handler may be called from several threads at once.
  Parser(Handler handler, std::function<void(const std::string&)> failed);
  ~Parser();

  struct Outcome {
    std::string bytes;
    bool closes = false;
    std::function<void(std::shared_ptr<EventStream>)> stream;  // set: the connection is a stream from now on
  };
  // `head` ends with its empty line. Thread-safe.
  Outcome process(const std::string& head, std::string body, const std::string& remote_address, bool close);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// A whole response without anybody having handled anything: {"detail": …} as application/problem+json.
std::string refusal(int status, const std::string& detail);

}  // namespace berth::http
