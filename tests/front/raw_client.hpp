// A socket that sends what it is told, for tests of what no proper client does.
#pragma once

#include <string>
#include <string_view>

namespace berth::http {

class RawClient {
 public:
  explicit RawClient(int port);
  ~RawClient();
  RawClient(RawClient&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // False when the server has closed.
  bool send(std::string_view bytes);
  // Whatever comes until this text has come, the server closes, or the time is over.
  std::string receive_until(std::string_view text, int milliseconds = 5000);
  // Whatever comes until the server closes or the time is over.
  std::string receive_all(int milliseconds = 5000);
  bool is_closed_within(int milliseconds);

 private:
  int fd_ = -1;
};

}  // namespace berth::http
