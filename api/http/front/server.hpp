// The front end's server: many connections, few threads. A connection costs a socket and a buffer until a whole request
// has come in; only then does a thread take it, so idle and slow clients hold nobody up. Every bound has a number here.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/exchange.hpp"
#include "engine/model/result.hpp"
#include "engine/model/time.hpp"

namespace berth::http {

// A class of requests with a room of its own: who finds it full is refused at once, unread and unauthenticated, with
// 503 and Retry-After. Classes have no part in each other's room, so that reads never wait behind changes.
struct Allowance {
  std::function<bool(std::string_view method, std::string_view target)> covers;
  std::size_t at_once = 0;  // requests that have come in and are not answered yet
};
inline constexpr std::size_t kAllowances = 8;  // at most

struct ServerSettings {
  std::string host = "127.0.0.1";
  int port = 8000;  // 0: any that is free
  unsigned workers = 128;
  std::size_t connections = 8192;  // beyond: refused with 503
  std::size_t head_bytes = 32 * 1024;
  std::size_t body_bytes = 1024 * 1024;
  Duration head_timeout_us = 10 * kSecond;
  Duration body_timeout_us = 30 * kSecond;
  Duration idle_timeout_us = 75 * kSecond;
  Duration write_timeout_us = 30 * kSecond;
  std::vector<Allowance> allowances;  // the first that covers a request counts it; who none covers has no bound
  // A request of an allowance that had to wait so long to be read is refused, too: more comes in than can be looked at,
  // and refusing is quick.
  Duration shed_after_us = 20'000;
  std::size_t stream_bytes = 1024 * 1024;  // a stream that has more to be sent is dropped
  // Told of a handler's exception; the client is told nothing of it.
  std::function<void(const std::string&)> failed = [](const std::string&) {};
};

struct ServerCounters {
  std::size_t connections = 0;
  std::size_t in_flight = 0;
  std::size_t streams = 0;
  std::uint64_t accepted = 0, refused = 0, timed_out = 0, malformed = 0, requests = 0;
  std::uint64_t shed = 0;  // requests for which their class had no room
};

class Server {
 public:
  Server(ServerSettings settings, Handler handler);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds, listens and serves; returns once it does.
  Result<void> start();
  int port() const;

  // Takes no new connections, answers what is in flight (each with Connection: close) for up to so long, closes the
  // rest, and ends the threads; waits for handlers, also those that answer later.
  void drain(Duration patience_us);

  ServerCounters counters() const;

  static void about_to_block();  // blocking.hpp

  // Requests that `answer_all` resumes are finished once it has returned, together: it takes the threads that do so one
  // waking, not one a request.
  static void together(const std::function<void()>& answer_all);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace berth::http
