// How the service's actors share threads (a CAF scheduling policy). A command walks from actor to actor, each of which
// makes the next one ready as its last deed: whoever has made an actor ready runs it himself, next, while what it needs
// is still warm, and no sleeping thread has to be woken for it. What comes from elsewhere, and every further actor made
// ready meanwhile, goes to one line that all threads serve; those that find nothing sleep.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include <caf/policy/unprofiled.hpp>
#include <caf/resumable.hpp>

namespace berth::live {

class Corridor : public caf::policy::unprofiled {
 public:
  struct coordinator_data {  // as CAF calls it
    explicit coordinator_data(caf::scheduler::abstract_coordinator* /*coordinator*/) {}
    std::mutex mutex;
    std::condition_variable wakes;
    std::deque<caf::resumable*> line;
    std::size_t sleeping = 0;
  };
  struct worker_data {
    explicit worker_data(caf::scheduler::abstract_coordinator* /*coordinator*/) {}
    caf::resumable* next = nullptr;
    unsigned in_a_row = 0;
  };

  template <class Coordinator>
  void central_enqueue(Coordinator* self, caf::resumable* actor) {
    auto& shared = d(self);
    bool wakes = false;
    {
      const std::lock_guard lock(shared.mutex);
      shared.line.push_back(actor);
      wakes = shared.sleeping > 0;
    }
    if (wakes) shared.wakes.notify_one();
  }

  template <class Worker>
  void external_enqueue(Worker* self, caf::resumable* actor) {
    central_enqueue(self->parent(), actor);
  }

  template <class Worker>
  void internal_enqueue(Worker* self, caf::resumable* actor) {
    if (d(self).next == nullptr) {
      d(self).next = actor;
    } else {
      central_enqueue(self->parent(), actor);
    }
  }

  template <class Worker>
  void resume_job_later(Worker* self, caf::resumable* actor) {
    central_enqueue(self->parent(), actor);
  }

  template <class Worker>
  caf::resumable* dequeue(Worker* self) {
    auto& own = d(self);
    if (own.next != nullptr && own.in_a_row < kInARow) {
      ++own.in_a_row;
      return std::exchange(own.next, nullptr);
    }
    own.in_a_row = 0;
    auto& shared = d(self->parent());
    std::unique_lock lock(shared.mutex);
    // Others had to wait: the line's first goes before one's own.
    if (own.next != nullptr) shared.line.push_back(std::exchange(own.next, nullptr));
    while (shared.line.empty()) {
      ++shared.sleeping;
      shared.wakes.wait(lock);
      --shared.sleeping;
    }
    caf::resumable* first = shared.line.front();
    shared.line.pop_front();
    return first;
  }

  template <class Worker, class Visit>
  void foreach_resumable(Worker* self, Visit visit) {
    if (d(self).next != nullptr) visit(std::exchange(d(self).next, nullptr));
  }

  template <class Coordinator, class Visit>
  void foreach_central_resumable(Coordinator* self, Visit visit) {
    std::deque<caf::resumable*> left;
    {
      const std::lock_guard lock(d(self).mutex);
      left.swap(d(self).line);
    }
    for (caf::resumable* actor : left) visit(actor);
  }

 private:
  static constexpr unsigned kInARow = 16;
};

}  // namespace berth::live
