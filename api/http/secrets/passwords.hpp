// Password hashing with Argon2id (RFC 9106), in a pool of its own: it is slow and wants memory on purpose, so it runs
// beside the corridor of actors, never in it, and only so much of it at once.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace berth::http {

struct PasswordSettings {
  std::size_t memory_mib = 46;  // with one pass: OWASP's first choice
  std::uint64_t passes = 1;
  unsigned threads = 2;
  std::size_t queue = 64;  // who comes beyond is turned away
};

class Passwords {
 public:
  explicit Passwords(PasswordSettings settings);
  ~Passwords();
  Passwords(const Passwords&) = delete;
  Passwords& operator=(const Passwords&) = delete;

  // All block until a thread has done it. Nothing when too many wait already, or there is no memory to do it in.
  std::optional<std::string> hash(const std::string& password);
  // An empty hash is that of somebody unknown: it takes as long, and never matches.
  std::optional<bool> matches(const std::string& hash, const std::string& password);

 private:
  bool run(const std::function<void()>& work);

  PasswordSettings settings_;
  std::string nobodys_;
  std::mutex mutex_;
  std::condition_variable work_came_;
  std::deque<std::function<void()>> queue_;
  bool ended_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace berth::http
