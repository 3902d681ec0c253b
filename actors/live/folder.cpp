#include "actors/live/folder.hpp"

namespace berth::live {

void Slot::set(Answer answer) {
  if (is_set_.exchange(true, std::memory_order_acq_rel)) return;
  const std::function<void(Answer &&)> then = std::move(then_);  // let go of with the answer
  then(std::move(answer));
}

void Patience::watch(std::shared_ptr<Slot> slot, Time until) {
  const std::lock_guard lock(mutex_);
  while (!watched_.empty() && watched_.front().slot->is_set()) watched_.pop_front();
  watched_.push_back({std::move(slot), until});
}

void Patience::sweep(Time now) {
  std::vector<std::shared_ptr<Slot>> late;
  {
    const std::lock_guard lock(mutex_);
    while (!watched_.empty() && (watched_.front().until <= now || watched_.front().slot->is_set())) {
      late.push_back(std::move(watched_.front().slot));
      watched_.pop_front();
    }
  }
  for (const std::shared_ptr<Slot>& slot : late) {
    slot->set(Refused{Fault::kUnavailable, "no_answer", "No answer came in time; what was asked may still happen"});
  }
}

Folder::~Folder() {
  if (!slot) return;
  for (const auto& undo : when_failed) undo();
  slot->set(Refused{Fault::kUnavailable, "restarted", "The service is restarting a part of itself; try again"});
}

void Folder::reply(Answer with) {
  if (const auto waiting = std::exchange(slot, nullptr)) waiting->set(std::move(with));
}

void Folder::refuse(Fault fault, std::string code, std::string message) {
  for (const auto& undo : when_failed) undo();
  when_failed.clear();
  reply(Refused{fault, std::move(code), std::move(message)});
}

}  // namespace berth::live
