#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/http/front/exchange_impl.hpp"
#include "api/http/front/message.hpp"
#include "api/http/front/sockets.hpp"

namespace berth::http {

namespace {

constexpr std::int64_t kSwallowedBeforeClosing = 4 * 1024 * 1024;
constexpr Duration kSwallowing = 2 * kSecond;

void consume(const ConnectionPtr& connection, std::size_t bytes) {
  connection->in.erase(0, bytes);
  if (connection->in.empty() && connection->in.capacity() > 64 * 1024) connection->in.shrink_to_fit();
}

}  // namespace

Connection::~Connection() { ::close(fd); }

ConnectionPtr Server::Impl::find(std::uint64_t id) const {
  const std::lock_guard lock(table_mutex_);
  const auto found = table_.find(id);
  return found == table_.end() ? nullptr : found->second;
}

void Server::Impl::close(const ConnectionPtr& connection) {
  connection->state = Connection::State::kClosed;
  if (connection->streams) --streams_;
  ::shutdown(connection->fd, SHUT_RDWR);
  epoll_ctl(epoll_, EPOLL_CTL_DEL, connection->fd, nullptr);
  const std::lock_guard lock(table_mutex_);
  table_.erase(connection->id);
}

void Server::Impl::rest(const ConnectionPtr& connection) {
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

bool Server::Impl::flush(const ConnectionPtr& connection, bool& broken) {
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

bool Server::Impl::receive(const ConnectionPtr& connection) {
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

void Server::Impl::serve(const ConnectionPtr& connection) {
  bool broken = false;
  if (!flush(connection, broken)) {
    if (broken || connection->dropped) return close(connection);
    if (!connection->streams && connection->deadline == kNever) {
      connection->deadline = steady_now_us() + settings_.write_timeout_us;
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

void Server::Impl::answer(const ConnectionPtr& connection) {
  const FramingLimits limits{settings_.head_bytes, settings_.body_bytes};
  for (;;) {
    if (connection->in.empty()) {
      connection->deadline = steady_now_us() + settings_.idle_timeout_us;
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
      const Time now = steady_now_us();
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

bool Server::Impl::has_room(std::size_t allowance, Duration waited_us) {
  if (waited_us > settings_.shed_after_us) return false;
  if (in_class_[allowance].fetch_add(1) < settings_.allowances[allowance].at_once) return true;
  --in_class_[allowance];
  return false;
}

std::size_t Server::Impl::allowance_of(const Framing& framing) const {
  for (std::size_t i = 0; i < settings_.allowances.size(); ++i) {
    if (settings_.allowances[i].covers(framing.method, framing.target)) return i;
  }
  return kNoAllowance;
}

bool Server::Impl::goes_on(const ConnectionPtr& connection, bool closes) {
  connection->closes = closes;
  bool broken = false;
  if (!flush(connection, broken)) {
    if (broken) {
      close(connection);
    } else {
      connection->deadline = steady_now_us() + settings_.write_timeout_us;
      rest(connection);
    }
    return false;
  }
  if (closes) linger(connection);
  return !closes;
}

void Server::Impl::refuse(const ConnectionPtr& connection, int status, const char* why) {
  {
    const std::lock_guard lock(connection->out_mutex);
    connection->out += refusal(status, why);
  }
  connection->in.clear();
  connection->closes = true;
  bool broken = false;
  if (!flush(connection, broken)) {
    if (broken) return close(connection);
    connection->deadline = steady_now_us() + settings_.write_timeout_us;
    return rest(connection);
  }
  linger(connection);
}

void Server::Impl::linger(const ConnectionPtr& connection) {
  ::shutdown(connection->fd, SHUT_WR);
  connection->discards = kSwallowedBeforeClosing;
  connection->deadline = steady_now_us() + kSwallowing;
  if (!receive(connection)) return close(connection);
  rest(connection);
}

}  // namespace berth::http
