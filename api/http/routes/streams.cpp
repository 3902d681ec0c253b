#include "api/http/routes/streams.hpp"

#include <algorithm>
#include <chrono>

namespace berth::http {
namespace {

constexpr auto kRound = std::chrono::seconds(1);
constexpr int kRoundsToABeat = 10;  // proxies end what is silent for long

}  // namespace

Streams::Streams(live::Service& service, std::size_t most_per_organization)
    : service_(service), most_per_organization_(most_per_organization), watch_([this] { look_after(); }) {}

Streams::~Streams() { drain(); }

void Streams::drain() {
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    ended_ = true;
    for (const Listener& listener : listeners_) drop(listener);
    listeners_.clear();
  }
  rounds_.notify_all();
  watch_.join();
}

bool Streams::has_room_now(std::int64_t organization_id) const {
  const auto count = std::count_if(listeners_.begin(), listeners_.end(),
                                   [&](const Listener& one) { return one.organization_id == organization_id; });
  return !ended_ && static_cast<std::size_t>(count) < most_per_organization_;
}

bool Streams::has_room(std::int64_t organization_id) {
  const std::lock_guard lock(mutex_);
  if (!ended_ && !has_room_now(organization_id)) keep_only_the_living({});
  return has_room_now(organization_id);
}

bool Streams::add(Listener listener) {
  const std::lock_guard lock(mutex_);
  if (!has_room_now(listener.organization_id)) return false;
  listeners_.push_back(std::move(listener));
  return true;
}

bool Streams::is_entitled(const Listener& listener) const {
  return service_.sessions().find(listener.session) &&
         service_.board().membership(listener.user_id).organization_id == listener.organization_id;
}

void Streams::drop(const Listener& listener) const {
  service_.unsubscribe(listener.subscription);
  listener.stream->close();
}

void Streams::keep_only_the_living(std::string_view text) {
  std::erase_if(listeners_, [&](const Listener& listener) {
    const bool stays = is_entitled(listener) && listener.stream->send(text);
    if (!stays) drop(listener);
    return !stays;
  });
}

void Streams::look_after() {
  std::unique_lock lock(mutex_);
  for (int round = 1; !ended_; ++round) {
    rounds_.wait_for(lock, kRound, [this] { return ended_; });
    if (!ended_) keep_only_the_living(round % kRoundsToABeat == 0 ? ": beat\n\n" : "");
  }
}

}  // namespace berth::http
