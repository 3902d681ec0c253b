// Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): the first answer to a POST is kept with the key its
// client gave it, and given again, byte for byte, to the same request; another request with that key is refused.
#pragma once

#include <string>

#include "api/http/routes/context.hpp"

namespace berth::http {

// Holds the key of the request that is being answered: of two at once, the second is turned away.
class KeyHold {
 public:
  KeyHold() = default;
  KeyHold(const KeyHold&) = delete;
  KeyHold& operator=(const KeyHold&) = delete;
  ~KeyHold();

  // True: the request goes on, and what it asks carries its key. False: it has been answered.
  bool take(Context& context);

 private:
  Application* application_ = nullptr;
  std::string held_;
};

}  // namespace berth::http
