#include "tests/http/listener.hpp"

#include <chrono>
#include <httplib.h>

namespace berth::http {
namespace {

constexpr auto kPatience = std::chrono::seconds(5);

}  // namespace

Listener::Listener(const Site& site, const Client& client, const std::string& last_event_id)
    : client_(std::make_unique<httplib::Client>("127.0.0.1", site.port())) {
  client_->set_read_timeout(30);
  httplib::Headers headers{{"Cookie", "session=" + client.cookie}};
  if (!last_event_id.empty()) headers.emplace("Last-Event-ID", last_event_id);
  thread_ = std::thread([this, headers] {
    client_->Get(
        "/api/v1/events", headers,
        [this](const httplib::Response& response) {
          const std::lock_guard lock(mutex_);
          status_ = response.status;
          opened_ = response.status != 200;
          changes_.notify_all();
          return true;
        },
        [this](const char* bytes, std::size_t size) {
          const std::lock_guard lock(mutex_);
          text_.append(bytes, size);
          opened_ = true;
          changes_.notify_all();
          return true;
        });
    const std::lock_guard lock(mutex_);
    ended_ = opened_ = true;
    changes_.notify_all();
  });
  std::unique_lock lock(mutex_);
  changes_.wait_for(lock, kPatience, [this] { return opened_; });
}

Listener::~Listener() {
  client_->stop();
  thread_.join();
}

bool Listener::hears(const std::string& text) {
  std::unique_lock lock(mutex_);
  return changes_.wait_for(lock, kPatience, [&] { return text_.find(text) != std::string::npos; });
}

bool Listener::is_ended() {
  std::unique_lock lock(mutex_);
  return changes_.wait_for(lock, kPatience, [this] { return ended_; });
}

std::string Listener::heard() {
  const std::lock_guard lock(mutex_);
  return text_;
}

}  // namespace berth::http
