// Ends a call that waits on a socket for too long, by shutting the socket down from a thread of its own: the waiting
// call then fails as if the other side had gone.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/model/time.hpp"

namespace berth {

class SocketDeadline {
 public:
  SocketDeadline();
  ~SocketDeadline();
  SocketDeadline(const SocketDeadline&) = delete;
  SocketDeadline& operator=(const SocketDeadline&) = delete;

  // One at a time; the socket must stay open until disarmed.
  void arm(int socket, Duration within_us);
  void disarm();

 private:
  using Clock = std::chrono::steady_clock;
  void watch();

  std::mutex mutex_;
  std::condition_variable changed_;
  int socket_ = -1;  // -1: not armed
  Clock::time_point deadline_;
  Clock::time_point wakes_at_ = Clock::time_point::max();
  bool stop_ = false;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace berth
