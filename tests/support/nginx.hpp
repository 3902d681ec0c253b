// nginx with a configuration of ours, as a child process on free loopback ports, with a certificate made for it.
#pragma once

#include <string>
#include <sys/types.h>

#include "tests/support/temporary_folder.hpp"

namespace berth::test {

class Nginx {
 public:
  // Where nginx or openssl is missing; empty: both are there.
  static std::string missing();

  // `text` is a file of an `http` block that listens on ports 80 and 443, with its certificate in /etc/ssl/berth, and
  // passes to 127.0.0.1:8000; here it does all that elsewhere. From the main thread, with which it ends. Fails the test
  // when it does not answer within half a minute.
  Nginx(std::string text, int upstream_port);
  ~Nginx();
  Nginx(const Nginx&) = delete;
  Nginx& operator=(const Nginx&) = delete;

  int port() const { return port_; }              // TLS
  int plain_port() const { return plain_port_; }  // without
  std::string certificate() const { return folder_ / "fullchain.pem"; }
  std::string said() const;

 private:
  TemporaryFolder folder_;
  int port_ = 0, plain_port_ = 0;
  pid_t process_ = -1;
};

}  // namespace berth::test
