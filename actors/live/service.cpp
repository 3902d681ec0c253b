#include "actors/live/service.hpp"

#include <chrono>
#include <future>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

#include <caf/scheduler/coordinator.hpp>

#include "actors/live/corridor.hpp"
#include "actors/live/directory_actor.hpp"
#include "actors/live/recovery.hpp"
#include "actors/live/session_actor.hpp"
#include "actors/live/steady_clock.hpp"
#include "actors/live/store_actor.hpp"
#include "actors/live/supervisor_actor.hpp"

namespace berth::live {
namespace {

Time system_now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// The actors' threads give way to those that serve requests: what only reads, or is to be refused, does not wait
// behind deciding and storing, which come in batches and lose nothing by it.
class GiveWay final : public caf::thread_hook {
 public:
  void init(caf::actor_system& /*system*/) override {}
  void thread_started() override {
    // Linux counts niceness by thread.
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness);
  }
  void thread_terminates() override {}

 private:
  static constexpr int kNiceness = 5;
};

Refused unavailable(const char* code, const char* message) { return {Fault::kUnavailable, code, message}; }

class LiveService final : public Service {
 public:
  LiveService(std::shared_ptr<Journal> journal, ServiceSettings settings,
              const std::function<void(const std::string&)>& say)
      : journal_(std::move(journal)), wiring_(std::make_shared<Wiring>()) {
    wiring_->settings = std::move(settings);
    if (!wiring_->settings.clock) wiring_->settings.clock = system_now;
    wiring_->say = say;
    const std::size_t workers = wiring_->settings.workers;
    config_.set("scheduler.max-threads", workers > 0 ? workers : std::max(2U, std::thread::hardware_concurrency()));
    config_.load<caf::scheduler::coordinator<Corridor>>();
    config_.add_thread_hook<GiveWay>();
    system_ = std::make_unique<caf::actor_system>(config_);
  }
  LiveService(const LiveService&) = delete;
  LiveService& operator=(const LiveService&) = delete;
  ~LiveService() override {
    drain();
    wiring_->sessions.clear();  // it knows their actors, and they know the wiring it is in
    system_.reset();
  }

  Result<void> recover() {
    Result<Recovered> recovered = berth::live::recover(*journal_, *wiring_);
    if (!recovered) return recovered.error();
    wiring_->supervisor = system_->spawn<SupervisorActor>(wiring_);
    wiring_->store = system_->spawn<StoreActor, caf::detached>(wiring_, journal_, recovered->ends);
    for (const std::int64_t id : wiring_->board.organizations()) {
      open_organization(*system_, wiring_, id, 1, recovered->ends[organization_stream(id)],
                        recovered->ends[scheduler_stream(id)]);
    }
    wiring_->directory = system_->spawn<DirectoryActor>(wiring_, std::move(recovered->users), recovered->accounts);
    const Time now = wiring_->now();
    for (Session& session : recovered->sessions) {
      // Who was logged in when the service stopped has a whole idle time again.
      session.last_seen_us = now;
      open_session(*system_, wiring_, session);
    }
    return {};
  }

  Answer ask(const Caller& caller, Wish wish, std::optional<Idempotency> idempotency) override {
    auto promise = std::make_shared<std::promise<Answer>>();
    std::future<Answer> answer = promise->get_future();
    ask_later(caller, std::move(wish), std::move(idempotency),
              [promise](Answer&& given) { promise->set_value(std::move(given)); });
    if (answer.wait_for(std::chrono::microseconds(patience_us() + 2 * kSweeping)) == std::future_status::ready) {
      return answer.get();
    }
    return unavailable("no_answer", "No answer came in time; what was asked may still happen");
  }

  void ask_later(const Caller& caller, Wish wish, std::optional<Idempotency> idempotency,
                 std::function<void(Answer&&)> then) override {
    if (wiring_->draining) return then(unavailable("draining", "The service is shutting down"));
    if (wiring_->lost_lease) return then(unavailable("not_the_writer", "Another server has taken over"));
    if (wiring_->in_flight.fetch_add(1) >= wiring_->settings.commands_in_flight) {
      wiring_->in_flight.fetch_sub(1);
      return then(unavailable("overloaded", "Too many changes are on their way; try again"));
    }
    auto folder = std::make_shared<Folder>();
    folder->caller = caller;
    folder->wish = std::move(wish);
    folder->idempotency = std::move(idempotency);
    folder->now = wiring_->now();
    folder->slot = std::make_shared<Slot>([wiring = wiring_.get(), then = std::move(then)](Answer&& answer) {
      wiring->in_flight.fetch_sub(1);
      then(std::move(answer));
    });
    wiring_->patience.watch(folder->slot, steady_now() + patience_us());
    if (std::holds_alternative<Register>(folder->wish) || std::holds_alternative<Login>(folder->wish)) {
      caf::anon_send(wiring_->directory, AskAtom::value, std::move(folder));
    } else if (const auto entry = std::static_pointer_cast<SessionEntry>(wiring_->sessions.find(caller.session));
               entry && entry->user_id == caller.user_id && !entry->ended) {
      caf::anon_send(entry->actor, AskAtom::value, std::move(folder));
    } else {
      folder->refuse(Fault::kUnauthenticated, "no_session", "Not authenticated");
    }
  }

  std::optional<Kept> kept(std::int64_t user_id, const std::string& key) override {
    return wiring_->kept(user_id, key);
  }

  Time now() const override { return wiring_->now(); }
  const ServiceSettings& settings() const override { return wiring_->settings; }
  const Board& board() const override { return wiring_->board; }
  SessionTable& sessions() override { return wiring_->sessions; }

  Result<std::vector<JournalRecord>> events(std::int64_t organization_id, std::uint64_t after,
                                            std::size_t limit) override {
    auto promise = std::make_shared<std::promise<Result<std::vector<JournalRecord>>>>();
    std::future<Result<std::vector<JournalRecord>>> future = promise->get_future();
    caf::anon_send(wiring_->store, EventsAtom::value, promise, organization_id, after,
                   static_cast<std::uint64_t>(limit));
    promise.reset();
    try {
      if (future.wait_for(std::chrono::seconds(10)) == std::future_status::ready) return future.get();
    } catch (const std::future_error&) {
    }
    return Error::failed("events", "the store does not answer");
  }

  std::uint64_t subscribe(std::int64_t organization_id, EventSink sink) override {
    return wiring_->subscriptions.add(organization_id, std::move(sink));
  }
  void unsubscribe(std::uint64_t subscription) override { wiring_->subscriptions.remove(subscription); }

  Health health() const override {
    Health health;
    health.lost_lease = wiring_->lost_lease;
    health.ready = !wiring_->draining && !wiring_->lost_lease && wiring_->store_sound;
    if (wiring_->draining) {
      health.detail = "shutting down";
    } else if (wiring_->lost_lease) {
      health.detail = "another server has taken over";
    } else if (!wiring_->store_sound) {
      health.detail = "the store did not take the last write";
    }
    health.position = wiring_->position;
    health.epoch = wiring_->epoch;
    health.in_flight = wiring_->in_flight;
    health.store_queue = wiring_->store_queue;
    health.commits = wiring_->commits;
    health.committed_commands = wiring_->committed_commands;
    health.restarts = wiring_->restarts;
    health.declined = wiring_->declined;
    return health;
  }

  void drain() override {
    if (wiring_->draining.exchange(true)) return;
    if (!wiring_->store) return;
    const auto in_time = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (wiring_->in_flight > 0 && std::chrono::steady_clock::now() < in_time) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    auto drained = std::make_shared<std::promise<void>>();
    std::future<void> done = drained->get_future();
    caf::anon_send(wiring_->store, DrainAtom::value, drained);
    done.wait_for(std::chrono::seconds(20));
    // The actors hold each other through the wiring: let go of all.
    for (const OrganizationActors& actors : wiring_->take_all()) {
      caf::anon_send_exit(actors.organization, caf::exit_reason::user_shutdown);
      caf::anon_send_exit(actors.scheduler, caf::exit_reason::user_shutdown);
    }
    wiring_->sessions.for_each([](const LiveSessionPtr& session) {
      caf::anon_send_exit(std::static_pointer_cast<SessionEntry>(session)->actor, caf::exit_reason::user_shutdown);
    });
    caf::anon_send_exit(wiring_->directory, caf::exit_reason::user_shutdown);
    caf::anon_send_exit(wiring_->supervisor, caf::exit_reason::user_shutdown);
    caf::anon_send_exit(wiring_->store, caf::exit_reason::user_shutdown);
    wiring_->store = wiring_->directory = wiring_->supervisor = nullptr;
  }

 private:
  // Longer than the store is waited for: whoever holds a folder answers before that.
  Duration patience_us() const { return wiring_->settings.store_patience_us + 10 * kSecond; }

  std::shared_ptr<Journal> journal_;
  WiringPtr wiring_;
  caf::actor_system_config config_;
  std::unique_ptr<caf::actor_system> system_;
};

}  // namespace

Result<std::unique_ptr<Service>> Service::start(std::unique_ptr<Journal> journal, ServiceSettings settings,
                                                const std::function<void(const std::string&)>& say) {
  std::vector<std::string> notes;
  const Result<void> opened = journal->open(settings.takeover_patience_us, notes);
  for (const std::string& note : notes) say(note);
  if (!opened) return opened.error();
  auto service = std::make_unique<LiveService>(std::shared_ptr<Journal>(std::move(journal)), std::move(settings), say);
  if (const Result<void> recovered = service->recover(); !recovered) return recovered.error();
  return std::unique_ptr<Service>(std::move(service));
}

}  // namespace berth::live
