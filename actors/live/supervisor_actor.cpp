#include "actors/live/supervisor_actor.hpp"

#include <chrono>

#include "actors/live/steady_clock.hpp"

namespace berth::live {

SupervisorActor::SupervisorActor(caf::actor_config& config, WiringPtr wiring)
    : caf::event_based_actor(config), wiring_(std::move(wiring)) {
  set_down_handler([this](const caf::down_msg& down) {
    const auto found = watched_.find(down.source);
    if (found == watched_.end()) return;
    const Watched watched = found->second;
    watched_.erase(found);
    if (wiring_->draining) return;
    const OrganizationActors current = wiring_->find(watched.organization_id);
    if (current.incarnation != watched.incarnation || !current.scheduler) return;  // replaced already
    send(wiring_->store, DeclineAtom::value, watched.organization_id, watched.incarnation);
  });
}

caf::behavior SupervisorActor::make_behavior() {
  delayed_send(this, std::chrono::microseconds(kSweeping), TidyAtom::value);
  return {
      [this](TidyAtom) {
        delayed_send(this, std::chrono::microseconds(kSweeping), TidyAtom::value);
        wiring_->patience.sweep(steady_now());
      },
      // An organization's actors have begun.
      [this](ReloadAtom, std::int64_t organization_id, std::uint64_t incarnation) {
        const OrganizationActors actors = wiring_->find(organization_id);
        if (actors.incarnation != incarnation) return;
        for (const caf::actor& actor : {actors.organization, actors.scheduler}) {
          watched_[actor->address()] = {organization_id, incarnation};
          monitor(actor);
        }
      },
      // They are closed, and are to begin again where the streams ended.
      [this](ReloadAtom, std::int64_t organization_id, std::uint64_t incarnation, std::uint64_t organization_sequence,
             std::uint64_t scheduler_sequence, const std::string& why) {
        if (wiring_->draining) return;
        ++wiring_->restarts;
        wiring_->say("organization " + std::to_string(organization_id) + " is started anew from the store: " + why);
        open_organization(system(), wiring_, organization_id, incarnation, organization_sequence, scheduler_sequence);
      },
  };
}

}  // namespace berth::live
