#include "api/http/front/server.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <unordered_map>

#include "api/http/front/blocking.hpp"
#include "api/http/front/connection.hpp"
#include "api/http/front/framing.hpp"
#include "api/http/front/message.hpp"
#include "api/http/front/parser.hpp"

namespace berth::http {
namespace {

constexpr int kBacklog = 4096;
constexpr std::int64_t kSwallowedBeforeClosing = 4 * 1024 * 1024;
constexpr Duration kSwallowing = 2 * kSecond;
constexpr auto kReaping = std::chrono::milliseconds(50);
// What sockets are told apart by in epoll; connections are numbered from kFirstConnection on.
constexpr std::uint64_t kEnding = 0, kCompletions = 1, kFirstConnection = 2;
// Answers that came later are finished so many at a time, so that another thread can help and requests get their turn.
constexpr std::size_t kCompletionsAtOnce = 8;
constexpr std::size_t kNoAllowance = kAllowances;

Time now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::string address_text(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET6) {
    const auto& six = reinterpret_cast<const sockaddr_in6&>(address);
    if (IN6_IS_ADDR_V4MAPPED(&six.sin6_addr)) {
      inet_ntop(AF_INET, six.sin6_addr.s6_addr + 12, text.data(), text.size());
    } else {
      inet_ntop(AF_INET6, &six.sin6_addr, text.data(), text.size());
    }
  } else {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(address).sin_addr, text.data(), text.size());
  }
  return text.data();
}

// recv() that tells how long ago the last of the bytes reached this machine, as its kernel saw it.
ssize_t receive_stamped(int fd, char* bytes, std::size_t size, Duration& waited_us) {
  iovec into{bytes, size};
  alignas(cmsghdr) std::array<char, 128> control;
  msghdr message{};
  message.msg_iov = &into;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t received = ::recvmsg(fd, &message, 0);
  if (received <= 0) return received;
  for (const cmsghdr* one = CMSG_FIRSTHDR(&message); one; one = CMSG_NXTHDR(&message, const_cast<cmsghdr*>(one))) {
    if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SO_TIMESTAMPNS) continue;
    timespec came{}, now{};
    std::memcpy(&came, CMSG_DATA(one), sizeof came);
    clock_gettime(CLOCK_REALTIME, &now);  // the clock of the stamps
    waited_us = (now.tv_sec - came.tv_sec) * kSecond + (now.tv_nsec - came.tv_nsec) / 1000;
  }
  return received;
}

// As many files as the machine allows.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

Connection::~Connection() { ::close(fd); }

class Server::Impl {
 public:
  Impl(ServerSettings settings, Handler handler) : settings_(std::move(settings)), handler_(std::move(handler)) {
    if (settings_.allowances.size() > kAllowances) settings_.allowances.resize(kAllowances);
  }

  ~Impl() { drain(0); }

  Result<void> start() {
    std::signal(SIGPIPE, SIG_IGN);
    raise_file_limit();
    if (Result<void> bound = bind(); !bound) return bound;
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    wakes_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    completes_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (epoll_ < 0 || wakes_ < 0 || completes_ < 0) return Error::failed("server", std::strerror(errno));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = kEnding;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, wakes_, &event);
    event.events = EPOLLIN | EPOLLET;  // each writing wakes one thread; it is never read
    event.data.u64 = kCompletions;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, completes_, &event);
    threads_.emplace_back([this] { accept_all(); });
    threads_.emplace_back([this] { reap(); });
    for (unsigned i = 0; i < settings_.workers; ++i) threads_.emplace_back([this] { work(); });
    return {};
  }

  int port() const { return port_; }

  void drain(Duration patience_us) {
    if (stopped_.exchange(true)) return;
    draining_ = true;
    if (listener_ >= 0) ::shutdown(listener_, SHUT_RDWR);
    const Time until = now_us() + patience_us;
    while ((in_flight_ > 0 && now_us() < until) || deferred_ > 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    ended_ = true;
    reaps_.notify_all();
    {
      const std::lock_guard lock(park_mutex_);
      wanted_.notify_all();
    }
    if (wakes_ >= 0) signal(wakes_);
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    {
      const std::lock_guard lock(table_mutex_);
      for (auto& [id, connection] : table_) connection->state = Connection::State::kClosed;
      table_.clear();
    }
    for (int* fd : {&listener_, &epoll_, &wakes_, &completes_}) {
      if (*fd >= 0) ::close(*fd);
      *fd = -1;
    }
  }

  ServerCounters counters() const {
    ServerCounters counters;
    {
      const std::lock_guard lock(table_mutex_);
      counters.connections = table_.size();
    }
    counters.in_flight = in_flight_;
    counters.streams = streams_;
    counters.accepted = accepted_;
    counters.refused = refused_;
    counters.timed_out = timed_out_;
    counters.malformed = malformed_;
    counters.requests = requests_;
    counters.shed = shed_;
    return counters;
  }

  // The server whose request this thread is at.
  static thread_local Impl* serving;
  static void serving_blocks() {
    if (serving) serving->call_another();
  }

 private:
  class Stream;
  class Exchange;

  static void signal(int event_fd) {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(event_fd, &one, sizeof one);
  }

  Result<void> bind() {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    const std::string service = std::to_string(settings_.port);
    const std::string place = settings_.host + ":" + service;
    if (const int error = getaddrinfo(settings_.host.c_str(), service.c_str(), &hints, &found); error != 0) {
      return Error::input(place, std::string("is no address to listen on: ") + gai_strerror(error));
    }
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> list(found, freeaddrinfo);
    std::string why = "no address";
    for (const addrinfo* one = found; one; one = one->ai_next) {
      const int fd = ::socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, one->ai_protocol);
      if (fd < 0) continue;
      const int yes = 1;
      setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
      if (::bind(fd, one->ai_addr, one->ai_addrlen) == 0 && ::listen(fd, kBacklog) == 0) {
        listener_ = fd;
        sockaddr_storage bound{};
        socklen_t size = sizeof bound;
        getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size);
        port_ = ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(bound).sin6_port
                                                  : reinterpret_cast<sockaddr_in&>(bound).sin_port);
        return {};
      }
      why = std::strerror(errno);
      ::close(fd);
    }
    return Error::failed(place, "cannot listen there: " + why);
  }

  void accept_all() {
    for (;;) {
      sockaddr_storage from{};
      socklen_t size = sizeof from;
      const int fd = accept4(listener_, reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) {
        if (draining_) return;
        if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
          std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        continue;
      }
      const int yes = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes);
      const auto connection = std::make_shared<Connection>(fd, ++last_id_, address_text(from));
      ++accepted_;
      {
        const std::lock_guard lock(table_mutex_);
        if (table_.size() >= settings_.connections) {
          ++refused_;
          const std::string text = refusal(503, "Too many connections");
          [[maybe_unused]] const auto sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
          continue;
        }
        table_.emplace(connection->id, connection);
      }
      connection->deadline = now_us() + settings_.head_timeout_us;
      epoll_event event{};
      event.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT;
      event.data.u64 = connection->id;
      connection->state = Connection::State::kAtRest;
      if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0 && connection->take()) close(connection);
    }
  }

  // Closes whoever is past his deadline.
  void reap() {
    std::unique_lock wait(reap_mutex_);
    while (!ended_) {
      reaps_.wait_for(wait, kReaping);
      call_another();  // should a handler have waited without saying so
      const Time now = now_us();
      std::vector<ConnectionPtr> late;
      {
        const std::lock_guard lock(table_mutex_);
        for (const auto& [id, connection] : table_) {
          if (connection->deadline <= now) late.push_back(connection);
        }
      }
      for (const ConnectionPtr& connection : late) {
        if (!connection->take()) continue;
        if (connection->deadline > now_us()) {
          rest(connection);
          continue;
        }
        if (!connection->in.empty() && connection->discards == 0 && connection->out.empty()) {
          ++timed_out_;
          const std::string text = refusal(408, "The request did not come in time");
          [[maybe_unused]] const auto sent = ::send(connection->fd, text.data(), text.size(), MSG_NOSIGNAL);
        }
        close(connection);
      }
    }
  }

  void work() {
    serving = this;
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
    }
  }

  // Until a thread is wanted.
  void park() {
    std::unique_lock lock(park_mutex_);
    wanted_.wait(lock, [this] { return wanted_count_ > 0 || ended_; });
    if (wanted_count_ > 0) --wanted_count_;
  }

  // Somebody has to wait for sockets.
  void call_another() {
    if (waiting_ > 0) return;
    {
      const std::lock_guard lock(park_mutex_);
      if (wanted_count_ > 0) return;  // one is coming
      ++wanted_count_;
    }
    wanted_.notify_one();
  }

  ConnectionPtr find(std::uint64_t id) const {
    const std::lock_guard lock(table_mutex_);
    const auto found = table_.find(id);
    return found == table_.end() ? nullptr : found->second;
  }

  // REQUIRES: the thread has taken the connection.
  void close(const ConnectionPtr& connection) {
    connection->state = Connection::State::kClosed;
    if (connection->streams) --streams_;
    ::shutdown(connection->fd, SHUT_RDWR);
    epoll_ctl(epoll_, EPOLL_CTL_DEL, connection->fd, nullptr);
    const std::lock_guard lock(table_mutex_);
    table_.erase(connection->id);
  }

  // Gives the connection back, to be woken by its socket.
  void rest(const ConnectionPtr& connection) {
    epoll_event event{};
    event.data.u64 = connection->id;
    event.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT;
    {
      const std::lock_guard lock(connection->out_mutex);
      if (connection->sent < connection->out.size()) event.events |= EPOLLOUT;
      connection->state.store(Connection::State::kAtRest, std::memory_order_release);
    }
    epoll_ctl(epoll_, EPOLL_CTL_MOD, connection->fd, &event);
  }

  // True: everything has gone. False: the socket takes no more for now, or is broken (`broken`).
  bool flush(const ConnectionPtr& connection, bool& broken) {
    const std::lock_guard lock(connection->out_mutex);
    while (connection->sent < connection->out.size()) {
      const ssize_t sent = ::send(connection->fd, connection->out.data() + connection->sent,
                                  connection->out.size() - connection->sent, MSG_NOSIGNAL);
      if (sent < 0) {
        if (errno == EINTR) continue;
        broken = errno != EAGAIN && errno != EWOULDBLOCK;
        return false;
      }
      connection->sent += static_cast<std::size_t>(sent);
    }
    connection->out.clear();
    connection->sent = 0;
    return true;
  }

  // What has come in by now. False: the client has closed, or the socket is broken.
  bool receive(const ConnectionPtr& connection) {
    connection->waited_us = 0;
    std::array<char, 16 * 1024> bytes;
    const std::size_t most = settings_.head_bytes + settings_.body_bytes + bytes.size();
    for (;;) {
      const ssize_t size = receive_stamped(connection->fd, bytes.data(), bytes.size(), connection->waited_us);
      if (size == 0) return false;
      if (size < 0) {
        if (errno == EINTR) continue;
        return errno == EAGAIN || errno == EWOULDBLOCK;
      }
      if (connection->discards > 0) {
        connection->discards -= size;
        if (connection->discards <= 0) return false;
        continue;
      }
      if (connection->streams) continue;  // nothing is expected of who listens
      connection->in.append(bytes.data(), static_cast<std::size_t>(size));
      if (static_cast<std::size_t>(size) < bytes.size() || connection->in.size() > most) return true;
    }
  }

  void serve(const ConnectionPtr& connection) {
    bool broken = false;
    if (!flush(connection, broken)) {
      if (broken || connection->dropped) return close(connection);
      if (!connection->streams && connection->deadline == kNever) {
        connection->deadline = now_us() + settings_.write_timeout_us;
      }
      if (connection->streams && !receive(connection)) return close(connection);
      return rest(connection);
    }
    if (connection->closes && connection->discards == 0) return linger(connection);
    if (!receive(connection)) return close(connection);
    if (connection->discards > 0 || connection->streams)
      return connection->dropped ? close(connection) : rest(connection);
    answer(connection);
  }

  // Answers the whole requests that have come in, in order.
  void answer(const ConnectionPtr& connection) {
    const FramingLimits limits{settings_.head_bytes, settings_.body_bytes};
    for (;;) {
      if (connection->in.empty()) {
        connection->deadline = now_us() + settings_.idle_timeout_us;
        return rest(connection);
      }
      Framing framing = frame(connection->in, limits);
      if (framing.state == Framing::State::kWrong) {
        ++malformed_;
        return refuse(connection, framing.status, framing.why);
      }
      if (framing.state != Framing::State::kWhole) {
        const bool in_body = framing.state == Framing::State::kBody;
        if (in_body && framing.expects_continue && !connection->said_continue) {
          connection->said_continue = true;
          constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
          [[maybe_unused]] const auto sent = ::send(connection->fd, kContinue.data(), kContinue.size(), MSG_NOSIGNAL);
        }
        // From the request's first byte on, and once more for its body; not prolonged by what dribbles in.
        const Time now = now_us();
        if (!connection->is_late_by) {
          connection->is_late_by = now + settings_.head_timeout_us;
        }
        if (in_body && !connection->in_body) {
          connection->in_body = true;
          connection->is_late_by = now + settings_.body_timeout_us;
        }
        connection->deadline = connection->is_late_by;
        return rest(connection);
      }
      connection->said_continue = connection->in_body = false;
      connection->is_late_by = 0;
      connection->deadline = kNever;
      ++requests_;
      const bool closes = framing.closes || draining_.load();
      const std::size_t allowance = allowance_of(framing);
      if (allowance != kNoAllowance && !has_room(allowance, connection->waited_us)) {
        ++shed_;
        consume(connection, framing.consumed);
        {
          const std::lock_guard lock(connection->out_mutex);
          connection->out += busy_;
        }
        if (!goes_on(connection, closes)) return;
        continue;
      }
      Parser::Outcome parsed = parser_.parse(framing.head, std::move(framing.body), connection->remote);
      auto exchange = std::make_unique<Exchange>(*this, connection, std::move(parsed.request), closes, allowance);
      consume(connection, framing.consumed);
      if (!parsed.understood) {
        ++malformed_;
        {
          const std::lock_guard lock(connection->out_mutex);
          connection->out += parsed.refusal;
        }
        goes_on(connection, true);
        return;
      }
      if (!handle(exchange) || !finish(*exchange)) return;
    }
  }

  static void consume(const ConnectionPtr& connection, std::size_t bytes) {
    connection->in.erase(0, bytes);
    if (connection->in.empty() && connection->in.capacity() > 64 * 1024) connection->in.shrink_to_fit();
  }

  // Counts it in where there is room: by number, and by how long requests have had to wait to be read.
  bool has_room(std::size_t allowance, Duration waited_us) {
    if (waited_us > settings_.shed_after_us) return false;
    if (in_class_[allowance].fetch_add(1) < settings_.allowances[allowance].at_once) return true;
    --in_class_[allowance];
    return false;
  }

  std::size_t allowance_of(const Framing& framing) const {
    for (std::size_t i = 0; i < settings_.allowances.size(); ++i) {
      if (settings_.allowances[i].covers(framing.method, framing.target)) return i;
    }
    return kNoAllowance;
  }

  // Sends what there is. False: the connection is closed, or rests until its client takes more or its last bytes.
  bool goes_on(const ConnectionPtr& connection, bool closes) {
    connection->closes = closes;
    bool broken = false;
    if (!flush(connection, broken)) {
      if (broken) {
        close(connection);
      } else {
        connection->deadline = now_us() + settings_.write_timeout_us;
        rest(connection);
      }
      return false;
    }
    if (closes) linger(connection);
    return !closes;
  }

  // False: the answer comes later, and with it whoever goes on with the connection.
  bool handle(std::unique_ptr<Exchange>& exchange);
  // Sends the response. False as above, or the connection is a stream from now on.
  bool finish(Exchange& exchange);
  void run_rest(Exchange& exchange);
  void complete(Exchange* exchange);
  void finish_some();
  void answer_failure(Response& response, const std::exception& exception);

  void refuse(const ConnectionPtr& connection, int status, const char* why) {
    {
      const std::lock_guard lock(connection->out_mutex);
      connection->out += refusal(status, why);
    }
    connection->in.clear();
    connection->closes = true;
    bool broken = false;
    if (!flush(connection, broken)) {
      if (broken) return close(connection);
      connection->deadline = now_us() + settings_.write_timeout_us;
      return rest(connection);
    }
    linger(connection);
  }

  // Says that nothing more comes, and swallows what the client still sends: closing at once would make its system throw
  // away the answer it has not read yet (RFC 9112 9.6).
  void linger(const ConnectionPtr& connection) {
    ::shutdown(connection->fd, SHUT_WR);
    connection->discards = kSwallowedBeforeClosing;
    connection->deadline = now_us() + kSwallowing;
    if (!receive(connection)) return close(connection);
    rest(connection);
  }

  void open_stream(const ConnectionPtr& connection, const std::function<void(std::shared_ptr<EventStream>)>& opened);
  bool send_on_stream(const ConnectionPtr& connection, std::string_view bytes);

  ServerSettings settings_;
  Handler handler_;
  Parser parser_;
  const std::string busy_ = busy_refusal();
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

  std::array<std::atomic<std::size_t>, kAllowances> in_class_{};
  std::atomic<std::size_t> in_flight_{0}, deferred_{0}, streams_{0};
  std::atomic<std::uint64_t> accepted_{0}, refused_{0}, timed_out_{0}, malformed_{0}, requests_{0}, shed_{0};
};

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

void Server::Impl::answer_failure(Response& response, const std::exception& exception) {
  settings_.failed(exception.what());
  response = {};
  response.status = 500;
  response.content_type = "application/problem+json";
  response.body = R"({"detail":"Internal Server Error","title":"Internal Server Error","status":500})";
}

bool Server::Impl::handle(std::unique_ptr<Exchange>& exchange) {
  try {
    handler_(exchange->request, exchange->response);
  } catch (const std::exception& exception) {
    answer_failure(exchange->response, exception);
  }
  if (!exchange->is_deferred) return true;
  Exchange* waits = exchange.release();  // from here on it may be finished by another thread
  if (!waits->is_second()) return false;
  exchange.reset(waits);
  run_rest(*exchange);
  return true;
}

void Server::Impl::run_rest(Exchange& exchange) {
  try {
    exchange.rest();
  } catch (const std::exception& exception) {
    answer_failure(exchange.response, exception);
  }
  exchange.rest = nullptr;
}

bool Server::Impl::finish(Exchange& exchange) {
  const ConnectionPtr& connection = exchange.connection;
  Response& response = exchange.response;
  {
    const std::lock_guard lock(connection->out_mutex);
    append_response(connection->out, exchange.request, response, exchange.closes);
  }
  if (!response.stream) return goes_on(connection, exchange.closes);
  open_stream(connection, response.stream);
  return false;
}

void Server::Impl::complete(Exchange* exchange) {
  // Signalled before anybody can take the exchange: when the last one has been finished, the server may end.
  const std::lock_guard lock(completed_mutex_);
  if (completed_.empty()) signal(completes_);
  completed_.emplace_back(exchange);
}

void Server::Impl::finish_some() {
  std::array<std::unique_ptr<Exchange>, kCompletionsAtOnce> taken;
  std::size_t count = 0;
  bool more = false;
  {
    const std::lock_guard lock(completed_mutex_);
    for (; count < taken.size() && !completed_.empty(); ++count) {
      taken[count] = std::move(completed_.front());
      completed_.pop_front();
    }
    more = !completed_.empty();
  }
  if (more) signal(completes_);
  for (std::size_t i = 0; i < count; ++i) {
    run_rest(*taken[i]);
    const bool continues = finish(*taken[i]);
    const ConnectionPtr connection = taken[i]->connection;
    taken[i].reset();
    if (continues) answer(connection);
  }
}

thread_local Server::Impl* Server::Impl::serving = nullptr;

class Server::Impl::Stream final : public EventStream {
 public:
  Stream(Impl& server, const ConnectionPtr& connection) : server_(server), connection_(connection) {}
  bool send(std::string_view bytes) override {
    const ConnectionPtr connection = connection_.lock();
    return connection && server_.send_on_stream(connection, bytes);
  }
  void close() override {
    const ConnectionPtr connection = connection_.lock();
    if (!connection || connection->state == Connection::State::kClosed) return;
    ::shutdown(connection->fd, SHUT_RDWR);  // wakes whoever serves it
  }

 private:
  Impl& server_;
  std::weak_ptr<Connection> connection_;
};

void Server::Impl::open_stream(const ConnectionPtr& connection,
                               const std::function<void(std::shared_ptr<EventStream>)>& opened) {
  connection->streams = true;
  connection->deadline = kNever;
  ++streams_;
  opened(std::make_shared<Stream>(*this, connection));
  bool broken = false;
  if (!flush(connection, broken) && broken) return close(connection);
  rest(connection);
}

bool Server::Impl::send_on_stream(const ConnectionPtr& connection, std::string_view bytes) {
  if (ended_) return false;
  {
    const std::lock_guard lock(connection->out_mutex);
    if (connection->state == Connection::State::kClosed || connection->dropped) return false;
    if (connection->out.size() - connection->sent + bytes.size() > settings_.stream_bytes) {
      connection->dropped = true;
    } else {
      connection->out += bytes;
    }
  }
  if (connection->dropped) {
    ::shutdown(connection->fd, SHUT_RDWR);
    return false;
  }
  // At rest it is woken to write; whoever is busy with it sees what has been added when it comes to rest.
  if (connection->state.load(std::memory_order_acquire) == Connection::State::kAtRest) {
    epoll_event event{};
    event.data.u64 = connection->id;
    event.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT | EPOLLOUT;
    epoll_ctl(epoll_, EPOLL_CTL_MOD, connection->fd, &event);
  }
  return true;
}

void Server::about_to_block() { Impl::serving_blocks(); }
void about_to_block() { Server::about_to_block(); }

Server::Server(ServerSettings settings, Handler handler)
    : impl_(std::make_unique<Impl>(std::move(settings), std::move(handler))) {}
Server::~Server() = default;
Result<void> Server::start() { return impl_->start(); }
int Server::port() const { return impl_->port(); }
void Server::drain(Duration patience_us) { impl_->drain(patience_us); }
ServerCounters Server::counters() const { return impl_->counters(); }

}  // namespace berth::http
