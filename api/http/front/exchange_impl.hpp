// How a request becomes a response: by the thread that read it, or by whoever answers it later.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "api/http/front/server_impl.hpp"

namespace berth::http {

// A request on its way to its response. It belongs to the thread that serves it; while it waits for its answer, to
// whoever is going to resume it.
class Server::Impl::Exchange final : public Later {
 public:
  Exchange(Impl& server, ConnectionPtr from, Request asked, bool closes_after, std::size_t allowance)
      : connection(std::move(from)),
        request(std::move(asked)),
        closes(closes_after),
        server_(server),
        allowance_(allowance) {
    ++server_.in_flight_;
    response.later = this;
  }
  ~Exchange() override {
    if (allowance_ != kNoAllowance) --server_.in_class_[allowance_];
    --server_.in_flight_;
    if (is_deferred) --server_.deferred_;
  }

  void defer() override {
    is_deferred = true;
    ++server_.deferred_;
  }
  void resume(std::function<void()> rest_of_it) override {
    rest = std::move(rest_of_it);
    if (is_second()) server_.complete(this);
  }
  // Of the two that have to come: the handler's return, and its answer.
  bool is_second() { return come_.fetch_add(1, std::memory_order_acq_rel) == 1; }

  const ConnectionPtr connection;
  const Request request;
  Response response;
  const bool closes;
  bool is_deferred = false;
  std::function<void()> rest;

 private:
  Impl& server_;
  const std::size_t allowance_;
  std::atomic<int> come_{0};
};

}  // namespace berth::http
