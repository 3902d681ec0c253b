#include "actors/live/session_table.hpp"

#include <vector>

namespace berth::live {

SessionTable::Shard& SessionTable::shard(std::string_view key) {
  return shards_[std::hash<std::string_view>()(key) % kShards];
}
const SessionTable::Shard& SessionTable::shard(std::string_view key) const {
  return shards_[std::hash<std::string_view>()(key) % kShards];
}

LiveSessionPtr SessionTable::find(std::string_view key) const {
  const Shard& here = shard(key);
  const std::shared_lock lock(here.mutex);
  const auto found = here.sessions.find(key);
  return found == here.sessions.end() ? nullptr : found->second;
}

LiveSessionPtr SessionTable::touch(std::string_view key, Time now, Duration idle_us, Duration absolute_us) const {
  LiveSessionPtr session = find(key);
  if (!session) return nullptr;
  // A clock that went back makes a session look younger, never dead.
  if (now - session->last_seen_us.load(std::memory_order_relaxed) >= idle_us) return nullptr;
  if (now - session->created_us >= absolute_us) return nullptr;
  session->last_seen_us.store(now, std::memory_order_relaxed);
  return session;
}

void SessionTable::put(LiveSessionPtr session) {
  Shard& here = shard(session->key);
  const std::unique_lock lock(here.mutex);
  here.sessions.erase(session->key);  // the key in the table is its session's
  const std::string_view key = session->key;
  here.sessions.emplace(key, std::move(session));
}

void SessionTable::remove(std::string_view key) {
  Shard& here = shard(key);
  const std::unique_lock lock(here.mutex);
  here.sessions.erase(key);
}

void SessionTable::clear() {
  for (Shard& shard : shards_) {
    decltype(shard.sessions) sessions;  // ends when nobody is kept waiting, and nothing held
    const std::unique_lock lock(shard.mutex);
    sessions.swap(shard.sessions);
  }
}

void SessionTable::for_each(const std::function<void(const LiveSessionPtr&)>& visit) const {
  for (const Shard& shard : shards_) {
    std::vector<LiveSessionPtr> sessions;
    {
      const std::shared_lock lock(shard.mutex);
      for (const auto& [key, session] : shard.sessions) sessions.push_back(session);
    }
    for (const LiveSessionPtr& session : sessions) visit(session);
  }
}

std::size_t SessionTable::size() const {
  std::size_t size = 0;
  for (const Shard& shard : shards_) {
    const std::shared_lock lock(shard.mutex);
    size += shard.sessions.size();
  }
  return size;
}

}  // namespace berth::live
