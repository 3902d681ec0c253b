// Compresses text as it comes, as one gzip member (RFC 1952) without a name or a date: the same text, the same bytes.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace berth {

class Gzip {
 public:
  Gzip();
  ~Gzip();

  // What `text` adds to the file so far; all of the rest when it is the last.
  std::string compress(std::string_view text, bool last);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace berth
