#include "actors/live/folder.hpp"

#include <chrono>

namespace berth::live {

void Slot::set(Answer answer) {
  {
    const std::lock_guard lock(mutex_);
    if (answer_) return;
    answer_ = std::move(answer);
  }
  set_.notify_one();
}

std::optional<Answer> Slot::wait_for(Duration patience_us) {
  std::unique_lock lock(mutex_);
  set_.wait_for(lock, std::chrono::microseconds(patience_us), [this] { return answer_.has_value(); });
  return std::exchange(answer_, std::nullopt);
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
