// Where a request ends in what has been received: the head by its empty line, the body by Content-Length or chunks.
// RFC 9112, strictly where lenience would let two readers disagree about where a request ends.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace berth::http {

struct FramingLimits {
  std::size_t head_bytes = 0;
  std::size_t body_bytes = 0;
};

struct Framing {
  enum class State { kHead, kBody, kWhole, kWrong };
  State state = State::kHead;
  int status = 0;        // of the refusal, when it is wrong
  const char* why = "";  // for people
  bool expects_continue = false;
  bool closes = false;              // the client wants the connection closed afterwards
  std::string_view method, target;  // in the buffer that was looked at
  std::string head;                 // without what is settled here: Expect, Range, Transfer-Encoding and Content-Length
  std::string body;
  std::size_t consumed = 0;  // bytes of the buffer that belong to this request
};

// Looks at the beginning of `received`. May be asked again with more.
Framing frame(std::string_view received, const FramingLimits& limits);

}  // namespace berth::http
