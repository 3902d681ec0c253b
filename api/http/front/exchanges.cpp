#include <array>
#include <exception>
#include <iterator>

#include "api/http/front/exchange_impl.hpp"
#include "api/http/front/message.hpp"
#include "api/http/front/sockets.hpp"

namespace berth::http {

namespace {

// Answers that came later are finished so many at a time, so that another thread can help and requests get their turn.
constexpr std::size_t kCompletionsAtOnce = 8;

}  // namespace

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

thread_local Server::Impl::Gathering* Server::Impl::gathering_ = nullptr;

void Server::Impl::together(const std::function<void()>& answer_all) {
  Gathering gathering;
  // Whoever has been answered hears so, also when a later one's answer failed.
  struct HandOn {
    Gathering& gathered;
    ~HandOn() {
      gathering_ = nullptr;
      for (auto& [server, exchanges] : gathered) server->complete_all(std::move(exchanges));
    }
  } const hand_on{gathering};
  gathering_ = &gathering;
  answer_all();
}

void Server::together(const std::function<void()>& answer_all) { Impl::together(answer_all); }

void Server::Impl::complete(Exchange* exchange) {
  std::vector<std::unique_ptr<Exchange>> one;
  (gathering_ ? (*gathering_)[this] : one).emplace_back(exchange);
  if (!one.empty()) complete_all(std::move(one));
}

void Server::Impl::complete_all(std::vector<std::unique_ptr<Exchange>> exchanges) {
  // Signalled before anybody can take an exchange: when the last one has been finished, the server may end.
  const std::lock_guard lock(completed_mutex_);
  if (completed_.empty()) signal_event(completes_);
  std::move(exchanges.begin(), exchanges.end(), std::back_inserter(completed_));
  completes_some_.store(true, std::memory_order_relaxed);
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
    completes_some_.store(more, std::memory_order_relaxed);
  }
  if (more) signal_event(completes_);
  for (std::size_t i = 0; i < count; ++i) {
    run_rest(*taken[i]);
    const bool continues = finish(*taken[i]);
    const ConnectionPtr connection = taken[i]->connection;
    taken[i].reset();
    if (continues) answer(connection);
  }
}

}  // namespace berth::http
