// Passes TCP between a client and a server on loopback, and breaks the line the ways lines break.
#pragma once

#include <atomic>
#include <thread>
#include <vector>

namespace berth::test {

class TcpRelay {
 public:
  explicit TcpRelay(int server_port);
  ~TcpRelay();
  TcpRelay(const TcpRelay&) = delete;
  TcpRelay& operator=(const TcpRelay&) = delete;

  enum class Mode {
    kPass,
    kLoseReplies,  // what the client says arrives; at the server's first answer the line breaks
    kStall,        // nothing passes, and nobody is told
  };
  void set(Mode mode) { mode_ = mode; }
  int port() const { return port_; }

 private:
  void accept_all();
  void pass(int client, int server);

  int server_port_;
  int port_ = 0;
  int listener_ = -1;
  std::atomic<Mode> mode_ = Mode::kPass;
  std::atomic<bool> stop_ = false;
  std::vector<std::thread> lines_;
  std::thread acceptor_;
};

}  // namespace berth::test
