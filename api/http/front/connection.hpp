// A client's connection: its socket, what has come in, what is still to go out. Owned by one thread at a time: whoever
// turns it from at rest to busy; only `out` may be added to by others, under its mutex.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "api/http/exchange.hpp"
#include "engine/model/time.hpp"

namespace berth::http {

struct Connection {
  enum class State : int { kAtRest, kBusy, kClosed };

  Connection(int socket, std::uint64_t number, std::string address)
      : fd(socket), id(number), remote(std::move(address)) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  const int fd;
  const std::uint64_t id;
  const std::string remote;
  std::atomic<State> state{State::kBusy};
  std::atomic<Time> deadline{kNever};

  std::string in;
  Duration waited_us = 0;  // of what came in last: from when it reached the machine until it was read
  bool said_continue = false;
  bool in_body = false;
  Time is_late_by = 0;        // of the request that is coming in; 0: none is
  bool closes = false;        // after what is to go out has gone
  std::int64_t discards = 0;  // bytes still swallowed before closing; 0: none
  bool streams = false;

  std::mutex out_mutex;
  std::string out;
  std::size_t sent = 0;  // of `out`
  bool dropped = false;  // a stream that fell too far behind

  bool take() {
    State rest = State::kAtRest;
    return state.compare_exchange_strong(rest, State::kBusy, std::memory_order_acq_rel);
  }
};
using ConnectionPtr = std::shared_ptr<Connection>;

}  // namespace berth::http
