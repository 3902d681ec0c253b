// `berth serve` as a child process on a free loopback port, which a test may kill, stop and start again on the same
// store.
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace berth::test {

class Served {
 public:
  // `store` are the flags that say where the state is: {"--data", folder}. What it says on stderr goes to files in
  // `logs`. From the main thread, with which it ends.
  Served(std::vector<std::string> store, std::string logs);
  ~Served();
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  void launch();              // does not wait
  bool wait_until_serving();  // false, and the test fails, when it is not within half a minute
  bool start();               // both
  void kill_hard();           // SIGKILL
  void pause(bool paused);    // SIGSTOP, SIGCONT
  int wait_for_end();         // exit status; -1 when a signal ended it, and when it is still there after half a minute
  int end();                  // SIGTERM, and the same
  int port() const { return port_; }
  std::string said() const;  // by the one running now, or last

 private:
  std::vector<std::string> arguments_;
  std::string logs_;
  int launches_ = 0;
  pid_t process_ = -1;
  int port_ = 0;
};

}  // namespace berth::test
