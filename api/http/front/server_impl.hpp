// The server's parts together. Connections belong to the thread that has taken them; what is here is shared by all.
//
//   server.cpp       starts, accepts, reaps, drains
//   workers.cpp      which threads wait for sockets
//   connections.cpp  one connection: what comes in, what goes out
//   exchanges.cpp    requests on their way to their responses, at once or later
//   streams.cpp      connections that go on as streams of events
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "api/http/front/connection.hpp"
#include "api/http/front/framing.hpp"
#include "api/http/front/parser.hpp"
#include "api/http/front/server.hpp"

namespace berth::http {

// What sockets are told apart by in epoll; connections are numbered from kFirstConnection on.
inline constexpr std::uint64_t kEnding = 0, kCompletions = 1, kFirstConnection = 2;
inline constexpr std::size_t kNoAllowance = kAllowances;

class Server::Impl {
 public:
  Impl(ServerSettings settings, Handler handler);
  ~Impl();

  Result<void> start();
  int port() const { return port_; }
  void drain(Duration patience_us);
  ServerCounters counters() const;

  // This thread, at a request or not, is going to block.
  static void serving_blocks();

  static void together(const std::function<void()>& answer_all);

 private:
  class Stream;
  class Exchange;

  void accept_all();
  // Closes whoever is past his deadline.
  void reap();

  void work();
  // Until a thread is wanted.
  void park();
  // Somebody has to wait for sockets.
  void call_another();

  ConnectionPtr find(std::uint64_t id) const;
  // REQUIRES: the thread has taken the connection.
  void close(const ConnectionPtr& connection);
  // Gives the connection back, to be woken by its socket.
  void rest(const ConnectionPtr& connection);
  // True: everything has gone. False: the socket takes no more for now, or is broken (`broken`).
  bool flush(const ConnectionPtr& connection, bool& broken);
  // What has come in by now. False: the client has closed, or the socket is broken.
  bool receive(const ConnectionPtr& connection);
  void serve(const ConnectionPtr& connection);
  // Answers the whole requests that have come in, in order.
  void answer(const ConnectionPtr& connection);
  // Counts it in where there is room: by number, and by how long requests have had to wait to be read.
  bool has_room(std::size_t allowance, Duration waited_us);
  std::size_t allowance_of(const Framing& framing) const;
  // Sends what there is. False: the connection is closed, or rests until its client takes more or its last bytes.
  bool goes_on(const ConnectionPtr& connection, bool closes);
  void refuse(const ConnectionPtr& connection, int status, const char* why);
  // Says that nothing more comes, and swallows what the client still sends: closing at once would make its system throw
  // away the answer it has not read yet (RFC 9112 9.6).
  void linger(const ConnectionPtr& connection);

  // False: the answer comes later, and with it whoever goes on with the connection.
  bool handle(std::unique_ptr<Exchange>& exchange);
  // Sends the response. False as above, or the connection is a stream from now on.
  bool finish(Exchange& exchange);
  void run_rest(Exchange& exchange);
  void complete(Exchange* exchange);
  void complete_all(std::vector<std::unique_ptr<Exchange>> exchanges);
  void finish_some();
  void answer_failure(Response& response, const std::exception& exception);

  void open_stream(const ConnectionPtr& connection, const std::function<void(std::shared_ptr<EventStream>)>& opened);
  bool send_on_stream(const ConnectionPtr& connection, std::string_view bytes);

  static thread_local Impl* serving_;  // the server whose request this thread is at
  // Where those who are answered together gather, by server.
  using Gathering = std::unordered_map<Impl*, std::vector<std::unique_ptr<Exchange>>>;
  static thread_local Gathering* gathering_;

  ServerSettings settings_;
  Handler handler_;
  Parser parser_;
  const std::string busy_;
  int listener_ = -1, epoll_ = -1, wakes_ = -1, completes_ = -1, port_ = 0;
  std::vector<std::thread> threads_;
  std::atomic<bool> draining_{false}, ended_{false}, stopped_{false};
  // Threads that wait for sockets, at most `waiters_`; the others are parked, or at work.
  const int waiters_ = static_cast<int>(std::max(2U, std::thread::hardware_concurrency()));
  std::atomic<int> waiting_{0};
  std::mutex park_mutex_;
  std::condition_variable wanted_;
  int wanted_count_ = 0;

  std::mutex reap_mutex_;
  std::condition_variable reaps_;

  mutable std::mutex table_mutex_;
  std::unordered_map<std::uint64_t, ConnectionPtr> table_;
  std::uint64_t last_id_ = kFirstConnection;

  std::mutex completed_mutex_;
  std::deque<std::unique_ptr<Exchange>> completed_;
  std::atomic<bool> completes_some_{false};  // whether there are any, as it was a moment ago

  std::array<std::atomic<std::size_t>, kAllowances> in_class_{};
  std::atomic<std::size_t> in_flight_{0}, deferred_{0}, streams_{0};
  std::atomic<std::uint64_t> accepted_{0}, refused_{0}, timed_out_{0}, malformed_{0}, requests_{0}, shed_{0};
};

}  // namespace berth::http
