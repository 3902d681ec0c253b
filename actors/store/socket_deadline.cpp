#include "actors/store/socket_deadline.hpp"

#include <sys/socket.h>

namespace berth {

SocketDeadline::SocketDeadline() : thread_([this] { watch(); }) {}

SocketDeadline::~SocketDeadline() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void SocketDeadline::arm(int socket, Duration within_us) {
  const std::lock_guard lock(mutex_);
  socket_ = socket;
  deadline_ = Clock::now() + std::chrono::microseconds(within_us);
  // It wakes early enough by itself while statements follow each other.
  if (deadline_ < wakes_at_) changed_.notify_one();
}

void SocketDeadline::disarm() {
  const std::lock_guard lock(mutex_);
  socket_ = -1;
}

void SocketDeadline::watch() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    if (socket_ >= 0 && Clock::now() >= deadline_) {
      ::shutdown(socket_, SHUT_RDWR);
      socket_ = -1;
    }
    wakes_at_ = socket_ >= 0 ? deadline_ : Clock::time_point::max();
    if (socket_ >= 0) {
      changed_.wait_until(lock, deadline_);
    } else {
      changed_.wait(lock);
    }
  }
}

}  // namespace berth
