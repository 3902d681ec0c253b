#include <sys/epoll.h>
#include <sys/socket.h>

#include "api/http/front/server_impl.hpp"

namespace berth::http {

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

}  // namespace berth::http
