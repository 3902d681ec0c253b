#include "api/http/front/server.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/http/front/exchange_impl.hpp"
#include "api/http/front/message.hpp"
#include "api/http/front/sockets.hpp"

namespace berth::http {

namespace {

constexpr auto kReaping = std::chrono::milliseconds(50);

}  // namespace

Server::Impl::Impl(ServerSettings settings, Handler handler)
    : settings_(std::move(settings)), handler_(std::move(handler)), busy_(busy_refusal()) {
  if (settings_.allowances.size() > kAllowances) settings_.allowances.resize(kAllowances);
}

Server::Impl::~Impl() { drain(0); }

Result<void> Server::Impl::start() {
  std::signal(SIGPIPE, SIG_IGN);
  raise_file_limit();
  const Result<Listening> listening = listen_on(settings_.host, settings_.port);
  if (!listening) return listening.error();
  listener_ = listening->fd;
  port_ = listening->port;
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

void Server::Impl::drain(Duration patience_us) {
  if (stopped_.exchange(true)) return;
  draining_ = true;
  if (listener_ >= 0) ::shutdown(listener_, SHUT_RDWR);
  const Time until = steady_now_us() + patience_us;
  while ((in_flight_ > 0 && steady_now_us() < until) || deferred_ > 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  ended_ = true;
  reaps_.notify_all();
  {
    const std::lock_guard lock(park_mutex_);
    wanted_.notify_all();
  }
  if (wakes_ >= 0) signal_event(wakes_);
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

ServerCounters Server::Impl::counters() const {
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

void Server::Impl::accept_all() {
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
    connection->deadline = steady_now_us() + settings_.head_timeout_us;
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT;
    event.data.u64 = connection->id;
    connection->state = Connection::State::kAtRest;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0 && connection->take()) close(connection);
  }
}

void Server::Impl::reap() {
  std::unique_lock wait(reap_mutex_);
  while (!ended_) {
    reaps_.wait_for(wait, kReaping);
    call_another();  // should a handler have waited without saying so
    const Time now = steady_now_us();
    std::vector<ConnectionPtr> late;
    {
      const std::lock_guard lock(table_mutex_);
      for (const auto& [id, connection] : table_) {
        if (connection->deadline <= now) late.push_back(connection);
      }
    }
    for (const ConnectionPtr& connection : late) {
      if (!connection->take()) continue;
      if (connection->deadline > steady_now_us()) {
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

Server::Server(ServerSettings settings, Handler handler)
    : impl_(std::make_unique<Impl>(std::move(settings), std::move(handler))) {}
Server::~Server() = default;
Result<void> Server::start() { return impl_->start(); }
int Server::port() const { return impl_->port(); }
void Server::drain(Duration patience_us) { impl_->drain(patience_us); }
ServerCounters Server::counters() const { return impl_->counters(); }

}  // namespace berth::http
