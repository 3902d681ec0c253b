// What the live actors share: the published state, who is who, and the settings. Actors hold it and it holds actors;
// the service lets go of them when it ends.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "actors/live/messages.hpp"
#include "actors/live/numbers.hpp"
#include "actors/live/service.hpp"

namespace berth::live {

// A session with its actor, as the session table keeps it.
struct SessionEntry final : LiveSession {
  caf::actor actor;
  std::atomic<bool> ended{false};
};

// The actors of one organization. A new incarnation replaces all of them.
struct OrganizationActors {
  caf::actor organization;
  caf::actor scheduler;
  std::uint64_t incarnation = 0;
};

// Who listens to an organization's records.
class Subscriptions {
 public:
  std::uint64_t add(std::int64_t organization_id, EventSink sink);
  void remove(std::uint64_t id);
  void tell(const JournalRecord& record);

 private:
  std::mutex mutex_;
  std::uint64_t last_ = 0;
  std::map<std::int64_t, std::map<std::uint64_t, EventSink>> sinks_;
};

inline constexpr Duration kSweeping = kSecond;  // how often those whose patience is over are looked for

struct Wiring {
  Board board;
  SessionTable sessions;
  NumbersPtr numbers = std::make_shared<Numbers>();
  ServiceSettings settings;
  Subscriptions subscriptions;
  Patience patience;  // of those who have asked
  caf::actor store;
  caf::actor directory;
  caf::actor supervisor;

  std::atomic<std::size_t> in_flight{0};
  std::atomic<std::size_t> store_queue{0};
  std::atomic<std::uint64_t> commits{0}, committed_commands{0}, restarts{0}, declined{0}, position{0}, epoch{0};
  std::atomic<bool> lost_lease{false}, store_sound{true}, draining{false};
  std::function<void(const std::string&)> say;

  Time now() const { return settings.clock(); }
  OrganizationActors find(std::int64_t organization_id) const;
  // False once all were taken: the service ends, and nobody is going to end these.
  bool set(std::int64_t organization_id, OrganizationActors actors);
  OrganizationActors remove(std::int64_t organization_id);
  std::vector<OrganizationActors> take_all();

  // The last answers kept with idempotency keys, by user and key.
  std::optional<Service::Kept> kept(std::int64_t user_id, const std::string& key) const;
  void keep(std::int64_t user_id, const std::string& key, Service::Kept kept);

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::int64_t, OrganizationActors> organizations_;
  bool all_taken_ = false;
  mutable std::mutex kept_mutex_;
  std::map<std::pair<std::int64_t, std::string>, Service::Kept> kept_;
};
using WiringPtr = std::shared_ptr<Wiring>;

// Spawns an organization's actors from what is published of it, and makes them known.
void open_organization(caf::actor_system& system, const WiringPtr& wiring, std::int64_t organization_id,
                       std::uint64_t incarnation, std::uint64_t organization_sequence,
                       std::uint64_t scheduler_sequence);

// Adds to the folder that a session ends. False when it is ending already, or is no more.
bool end_session(const WiringPtr& wiring, Folder& folder, const std::string& key);

// Where the streams of an organization are.
std::string organization_stream(std::int64_t organization_id);
std::string scheduler_stream(std::int64_t organization_id);
std::string session_stream(const std::string& key);
std::string account_stream(std::int64_t user_id);

}  // namespace berth::live
