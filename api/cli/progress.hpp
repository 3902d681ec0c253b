// Watches replays from a thread of its own: hands an interrupt on to them, and, where stderr is a terminal and the work
// takes longer than half a second, draws how far they have come, how fast, and how long it will take.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "api/cli/terminal.hpp"
#include "engine/simulation/replay.hpp"

namespace berth::cli {

class ReplayWatch {
 public:
  // `jobs`: of all replays together. `replays` outlive the watch.
  ReplayWatch(std::deque<Progress>& replays, std::uint64_t jobs);
  ~ReplayWatch();
  ReplayWatch(const ReplayWatch&) = delete;
  ReplayWatch& operator=(const ReplayWatch&) = delete;

 private:
  void watch();
  void draw();

  std::deque<Progress>& replays_;
  std::uint64_t jobs_;
  Terminal terminal_;
  std::chrono::steady_clock::time_point begin_;
  bool drawn_ = false;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  std::thread thread_;
};

// The bar, `width` columns wide at most: "[#####.....]  52 %  1.2M of 2.3M jobs  1.1M/s  0m 12s left".
std::string progress_line(std::uint64_t ended, std::uint64_t jobs, double elapsed_s, std::size_t width);

}  // namespace berth::cli
