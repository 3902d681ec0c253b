// The event streams that are open, and their ends: when the client is gone, when its session is over, when it is no
// longer a member. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "actors/live/service.hpp"
#include "api/http/exchange.hpp"

namespace berth::http {

class Streams {
 public:
  struct Listener {
    std::shared_ptr<EventStream> stream;
    std::uint64_t subscription = 0;
    std::int64_t organization_id = 0;
    std::int64_t user_id = 0;
    std::string session;
  };

  Streams(live::Service& service, std::size_t most_per_organization);
  ~Streams();
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  // Whether the organization may have one more.
  bool has_room(std::int64_t organization_id);
  // False, and nothing kept, when there is no room any more.
  bool add(Listener listener);
  // Ends all of them and takes no new ones.
  void drain();

 private:
  bool is_entitled(const Listener& listener) const;
  void look_after();
  void drop(const Listener& listener) const;
  // Those that stand: `text` is sent to each. REQUIRES: the lock is held.
  void keep_only_the_living(std::string_view text);
  bool has_room_now(std::int64_t organization_id) const;

  live::Service& service_;
  std::size_t most_per_organization_;
  std::mutex mutex_;
  std::vector<Listener> listeners_;
  std::condition_variable rounds_;
  bool ended_ = false;
  std::thread watch_;
};

}  // namespace berth::http
