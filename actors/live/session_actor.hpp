// A session: one login. It knows who its user is and when it ends, when nobody has used it for the idle time or when
// its absolute time is over, by timers of its own; commands of its user enter the corridor here.
#pragma once

#include "actors/live/wiring.hpp"

namespace berth::live {

class SessionActor final : public caf::event_based_actor {
 public:
  SessionActor(caf::actor_config& config, WiringPtr wiring, std::weak_ptr<LiveSession> session);
  caf::behavior make_behavior() override;
  const char* name() const override { return "session"; }

 private:
  void enter(FolderPtr folder);
  void end(FolderPtr folder, const std::string& key);
  void wake_at_end(Time now);

  WiringPtr wiring_;
  std::weak_ptr<LiveSession> session_;  // the session table's, which knows the actor
};

// Spawns its actor and makes it known to the session table.
void open_session(caf::actor_system& system, const WiringPtr& wiring, const Session& session);

}  // namespace berth::live
