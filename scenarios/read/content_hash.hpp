// The fingerprint of what was read: XXH3-128 in hex. Says whether two runs had the same input; it is no proof against
// someone who wants two inputs to look alike.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct XXH3_state_s;

namespace berth {

class ContentHash {
 public:
  ContentHash();
  ~ContentHash();
  ContentHash(ContentHash&&) noexcept;
  ContentHash& operator=(ContentHash&&) noexcept;

  void update(const char* bytes, std::size_t count);
  std::string hex() const;  // 32 hex digits

 private:
  struct Free {
    void operator()(XXH3_state_s* state) const;
  };
  std::unique_ptr<XXH3_state_s, Free> state_;
};

std::string content_hash(std::string_view bytes);

}  // namespace berth
