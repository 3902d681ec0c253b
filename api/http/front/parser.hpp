// One request's head out of memory, parsed by cpp-httplib.
#pragma once

#include <memory>
#include <string>

#include "api/http/exchange.hpp"

namespace berth::http {

class Parser {
 public:
  Parser();
  ~Parser();

  struct Outcome {
    bool understood = false;
    Request request;      // where it was
    std::string refusal;  // the whole response, where it was not; the connection is closed after it
  };
  // `head` ends with its empty line. Thread-safe.
  Outcome parse(const std::string& head, std::string body, const std::string& remote_address);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace berth::http
