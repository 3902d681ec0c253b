#include <sys/epoll.h>

#include "api/http/front/blocking.hpp"
#include "api/http/front/server_impl.hpp"

namespace berth::http {

thread_local Server::Impl* Server::Impl::serving_ = nullptr;

void Server::Impl::work() {
  serving_ = this;
  while (!ended_) {
    if (waiting_.fetch_add(1) >= waiters_) {
      waiting_.fetch_sub(1);
      park();
      continue;
    }
    epoll_event event{};
    const int count = epoll_wait(epoll_, &event, 1, -1);
    waiting_.fetch_sub(1);
    if (count <= 0) continue;
    if (event.data.u64 == kEnding) continue;  // the event stays for the others
    if (event.data.u64 == kCompletions) {
      finish_some();
      continue;
    }
    const ConnectionPtr connection = find(event.data.u64);
    if (connection && connection->take()) serve(connection);
    // Sockets take turns; in a rush there are thousands, and answers would wait for all of them: some go in between.
    if (completes_some_.load(std::memory_order_relaxed)) finish_some();
  }
}

void Server::Impl::park() {
  std::unique_lock lock(park_mutex_);
  wanted_.wait(lock, [this] { return wanted_count_ > 0 || ended_; });
  if (wanted_count_ > 0) --wanted_count_;
}

void Server::Impl::call_another() {
  if (waiting_ > 0) return;
  {
    const std::lock_guard lock(park_mutex_);
    if (wanted_count_ > 0) return;  // one is coming
    ++wanted_count_;
  }
  wanted_.notify_one();
}

void Server::Impl::serving_blocks() {
  if (serving_) serving_->call_another();
}

void Server::about_to_block() { Impl::serving_blocks(); }
void about_to_block() { Server::about_to_block(); }

}  // namespace berth::http
