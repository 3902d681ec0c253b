// Who is logged in, for the front end to ask at every request without waiting for anybody: sessions by the hash of
// their token, sharded. A session's actor owns its ends (idle and absolute, by timers); here are what a request
// touches: when it was last seen, and its rate bucket.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "actors/live/rate.hpp"
#include "engine/model/time.hpp"

namespace berth::live {

struct LiveSession {
  std::string key;  // as in views.hpp
  std::int64_t user_id = 0;
  Time created_us = 0;
  std::atomic<Time> last_seen_us{0};
  RateBucket requests;
};
using LiveSessionPtr = std::shared_ptr<LiveSession>;

class SessionTable {
 public:
  // The session of this key when it is alive at `now`, marked as seen; null otherwise.
  LiveSessionPtr touch(std::string_view key, Time now, Duration idle_us, Duration absolute_us) const;
  LiveSessionPtr find(std::string_view key) const;
  void put(LiveSessionPtr session);
  void remove(std::string_view key);
  void clear();
  std::size_t size() const;
  void for_each(const std::function<void(const LiveSessionPtr&)>& visit) const;

 private:
  struct Shard {
    mutable std::shared_mutex mutex;
    std::unordered_map<std::string_view, LiveSessionPtr> sessions;  // by the session's own key
  };
  static constexpr std::size_t kShards = 64;
  Shard& shard(std::string_view key);
  const Shard& shard(std::string_view key) const;

  std::array<Shard, kShards> shards_;
};

}  // namespace berth::live
