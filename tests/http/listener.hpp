// A client of an event stream, for tests.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "tests/http/site.hpp"

namespace httplib {
class Client;
}

namespace berth::http {

class Listener {
 public:
  // Begins to listen; returns once the stream is open, or was refused.
  Listener(const Site& site, const Client& client, const std::string& last_event_id = {});
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int status() const { return status_; }
  // Whether that text has come, within five seconds.
  bool hears(const std::string& text);
  // Whether the server ends the stream, within five seconds.
  bool is_ended();
  std::string heard();

 private:
  std::unique_ptr<httplib::Client> client_;
  std::mutex mutex_;
  std::condition_variable changes_;
  int status_ = 0;
  bool opened_ = false, ended_ = false;
  std::string text_;
  std::thread thread_;
};

}  // namespace berth::http
