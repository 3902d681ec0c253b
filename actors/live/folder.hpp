// A command on its way through the corridor of actors: what is asked, what was decided so far, and who waits for the
// answer. It travels as one pointer and belongs to whoever holds it; one that is dropped answers "unavailable", so
// nobody waits for an actor that is no more.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <caf/actor.hpp>

#include "actors/live/award.hpp"
#include "actors/live/board.hpp"
#include "actors/live/command.hpp"
#include "actors/store/journal.hpp"

namespace berth::live {

// Where one answer is waited for: the first that comes is handed on, by whoever brings it; further ones are dropped.
class Slot {
 public:
  explicit Slot(std::function<void(Answer&&)> then) : then_(std::move(then)) {}
  void set(Answer answer);
  bool is_set() const { return is_set_.load(std::memory_order_acquire); }

 private:
  std::atomic<bool> is_set_{false};
  std::function<void(Answer&&)> then_;
};

// Slots in the order in which their patience ends, all having the same: nobody waits for ever.
class Patience {
 public:
  void watch(std::shared_ptr<Slot> slot, Time until);
  // Answers those whose time is over.
  void sweep(Time now);

 private:
  struct Watched {
    std::shared_ptr<Slot> slot;
    Time until = 0;
  };
  std::mutex mutex_;
  std::deque<Watched> watched_;
};

struct Folder {
  Caller caller;
  Wish wish;
  std::optional<Idempotency> idempotency;
  Time now = 0;
  std::shared_ptr<Slot> slot;

  // Of the organization whose corridor it walks.
  std::int64_t organization_id = 0;
  std::uint64_t incarnation = 0;  // of that organization's actors
  std::uint64_t ticket = 0;       // its place among what they decided: it is committed in this order

  // What was decided.
  std::vector<JournalRecord> records;
  std::vector<Publication> publications;
  std::vector<Award> awards;
  std::vector<caf::actor> award_actors;  // whose each is
  std::size_t next_award = 0;
  Answer answer = Done{};
  std::vector<std::function<void()>> when_done;    // after the commit, before the answer
  std::vector<std::function<void()>> when_failed;  // nothing was committed

  Folder() = default;
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();

  void reply(Answer with);
  void refuse(Fault fault, std::string code, std::string message);
};
using FolderPtr = std::shared_ptr<Folder>;

}  // namespace berth::live
