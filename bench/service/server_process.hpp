// A server as a process of its own, started for the benchmark and ended with it.
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace berth::bench {

class ServerProcess {
 public:
  // Starts the program and waits until it says "serving on http://…:PORT". What it says otherwise goes to `log`; the
  // benchmark ends with it where the server does not come up.
  ServerProcess(const std::vector<std::string>& words, std::string log);
  // Ends it (SIGTERM) and waits for it.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  int port() const { return port_; }
  double seconds_to_ready() const { return seconds_to_ready_; }
  std::uint64_t resident_bytes() const;

 private:
  std::string log_;
  pid_t process_ = -1;
  int port_ = 0;
  double seconds_to_ready_ = 0;
};

}  // namespace berth::bench
