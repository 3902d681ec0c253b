// A little company to look at: two clusters and a stream of deployments of all sizes and priorities, so that queueing,
// preemption and completion can be watched. Through the service's own commands, as anybody would.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "actors/live/service.hpp"
#include "api/http/secrets/passwords.hpp"

namespace berth::demo {

class Demo {
 public:
  // Founds it, unless the store has it already, and begins the stream.
  Demo(live::Service& service, http::Passwords& passwords);
  ~Demo();
  Demo(const Demo&) = delete;
  Demo& operator=(const Demo&) = delete;

  // The login, and five lines to try.
  std::string introduction(const std::string& address) const;

 private:
  void found(http::Passwords& passwords);
  void run();

  live::Service& service_;
  live::Caller caller_;
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

}  // namespace berth::demo
