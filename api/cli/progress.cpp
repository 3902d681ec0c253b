#include "api/cli/progress.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <unistd.h>

#include "api/cli/interrupt.hpp"
#include "api/cli/units.hpp"

namespace berth::cli {
namespace {

constexpr auto kPoll = std::chrono::milliseconds(20);
constexpr double kQuietFor_s = 0.5;

void put(std::string_view text) {
  [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

std::string progress_line(std::uint64_t ended, std::uint64_t jobs, double elapsed_s, std::size_t width) {
  constexpr std::size_t kBarWidth = 24;
  const double share = jobs > 0 ? std::min(1.0, static_cast<double>(ended) / static_cast<double>(jobs)) : 1;
  const double rate = elapsed_s > 0 ? static_cast<double>(ended) / elapsed_s : 0;
  std::string text = fmt::format(" {:3.0f} %  {} of {} jobs  {}/s", share * 100, rate_text(static_cast<double>(ended)),
                                 rate_text(static_cast<double>(jobs)), rate_text(rate));
  if (ended > 0) text += fmt::format("  {} left", duration_text(elapsed_s / share * (1 - share)));
  if (text.size() + kBarWidth + 2 <= width) {
    const auto full = static_cast<std::size_t>(share * kBarWidth);
    text = "[" + std::string(full, '#') + std::string(kBarWidth - full, '.') + "]" + text;
  }
  return text.substr(0, width);
}

ReplayWatch::ReplayWatch(std::deque<Progress>& replays, std::uint64_t jobs)
    : replays_(replays), jobs_(jobs), terminal_(standard_error()), begin_(std::chrono::steady_clock::now()) {
  thread_ = std::thread([this] { watch(); });
}

ReplayWatch::~ReplayWatch() {
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
  }
  changed_.notify_one();
  thread_.join();
  if (drawn_) put("\r\x1b[K");
}

void ReplayWatch::watch() {
  std::unique_lock lock(mutex_);
  for (int polls = 0; !changed_.wait_for(lock, kPoll, [this] { return done_; }); ++polls) {
    if (interrupted()) {
      for (Progress& replay : replays_) replay.stop = true;
    }
    if (terminal_.is_terminal && polls % 5 == 0) draw();
  }
}

void ReplayWatch::draw() {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin_;
  if (elapsed.count() < kQuietFor_s) return;
  std::uint64_t ended = 0;
  for (const Progress& replay : replays_) ended += replay.ended.load(std::memory_order_relaxed);
  put("\r\x1b[K" + progress_line(ended, jobs_, elapsed.count(), terminal_.width - 1));
  drawn_ = true;
}

}  // namespace berth::cli
