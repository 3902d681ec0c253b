// The live service behind whatever front end: the actors, their store, and the published state. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/live/board.hpp"
#include "actors/live/command.hpp"
#include "actors/live/session_table.hpp"
#include "actors/store/journal.hpp"
#include "engine/model/result.hpp"

namespace berth::live {

struct ServiceSettings {
  Duration session_idle_us = 30 * kMinute;
  Duration session_absolute_us = 12 * kHour;
  std::size_t commands_in_flight = 1024;         // beyond: refused as unavailable, at once
  Duration store_patience_us = 5 * kSecond;      // how long a command waits for a store that is away
  Duration takeover_patience_us = 15 * kSecond;  // how long a start waits for the writer that still holds the store
  Duration lease_renewal_us = 2'500'000;         // a few times within the store's lease
  std::size_t workers = 0;                       // of the actors' pool; 0: one a processor
  // Called with what gives the answers of one commit, to be called at once: the front end may hand them on together.
  std::function<void(const std::function<void()>&)> answering;
  // For tests and trials; the system's clock when empty. Microseconds since 1970.
  std::function<Time()> clock;
};

// What has happened in an organization, as committed: for server-sent events.
using EventSink = std::function<bool(const JournalRecord&)>;  // false: no more, please

class Service {
 public:
  virtual ~Service() = default;

  // Opens the journal, recovers everything, and starts the actors. Notes for people (what was cut off, how much was
  // recovered) come through `say`.
  static Result<std::unique_ptr<Service>> start(std::unique_ptr<Journal> journal, ServiceSettings settings,
                                                const std::function<void(const std::string&)>& say);

  // Walks the corridor and waits for the answer: after it, the change is durable and published. Never throws.
  // What only reads (ExplainDeployment, MeasureGpus, a dry run) changes nothing.
  virtual Answer ask(const Caller& caller, Wish wish, std::optional<Idempotency> idempotency = std::nullopt) = 0;
  // The same without waiting: `then` is called once with the answer, from whatever thread, perhaps before this returns;
  // it must be quick.
  virtual void ask_later(const Caller& caller, Wish wish, std::optional<Idempotency> idempotency,
                         std::function<void(Answer&&)> then) = 0;
  // The answer kept with an idempotency key of the user, rendered; nothing when there is none yet.
  struct Kept {
    std::string request_hash;
    std::string rendered;
  };
  virtual std::optional<Kept> kept(std::int64_t user_id, const std::string& key) = 0;

  virtual Time now() const = 0;
  virtual const ServiceSettings& settings() const = 0;
  virtual const Board& board() const = 0;
  virtual SessionTable& sessions() = 0;

  // Events of an organization after a position, oldest first (the journal's own records).
  virtual Result<std::vector<JournalRecord>> events(std::int64_t organization_id, std::uint64_t after,
                                                    std::size_t limit) = 0;
  // Calls the sink for every record of the organization from now on, in order, from the store's thread: quick, please.
  // The subscription ends when the sink says false or `unsubscribe` is called.
  virtual std::uint64_t subscribe(std::int64_t organization_id, EventSink sink) = 0;
  virtual void unsubscribe(std::uint64_t subscription) = 0;

  struct Health {
    bool ready = false;  // recovered, holds the lease, the store took the last write
    std::string detail;  // why not
    std::uint64_t position = 0;
    std::uint64_t epoch = 0;
    std::size_t in_flight = 0;
    std::size_t store_queue = 0;  // commands waiting to be committed
    std::uint64_t commits = 0, committed_commands = 0, restarts = 0, declined = 0;
    bool lost_lease = false;  // another server has taken over: this one must end
  };
  virtual Health health() const = 0;

  // No more commands; those in flight are answered, the snapshot is brought up to date, the actors end.
  virtual void drain() = 0;
};

}  // namespace berth::live
