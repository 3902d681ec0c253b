// What tells browsers how much to trust an answer, made once and sent with every one.
#pragma once

#include <string>

#include "api/http/exchange.hpp"

namespace berth::http {

class SecurityHeaders {
 public:
  // `varies`: answers differ by the page that asks.
  SecurityHeaders(bool tls, bool varies);

  // Where the endpoint has set its own policy of content or caching, that stands.
  void add(Response& response) const;

 private:
  std::string others_, all_;
};

}  // namespace berth::http
