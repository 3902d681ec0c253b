// Several organizations of writers at one server: the load of the crash tests, and what must hold after it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/durability/writer.hpp"

namespace berth::test {

class Crowd {
 public:
  explicit Crowd(std::uint64_t seed);
  ~Crowd();

  void enter(int port);
  void turn_to(int port);
  void begin();  // everybody writes, from threads of their own
  void end();    // until here

  // Until the server takes writes again; fails the test when it does not within half a minute.
  void wait_for_writes();

  // After a crash, of a server that answers: every acknowledged write is there, no deployment is lost or there twice,
  // nothing is over-allocated.
  void check();
  // All clusters and deployments, as text.
  std::string everything();

  std::string summary() const;  // what was written, for people

 private:
  struct Team {
    std::vector<std::unique_ptr<Writer>> writers;  // the founder first
  };

  void check(Team& team);

  std::vector<Team> teams_;
  std::atomic<bool> stop_ = false;
  std::vector<std::thread> threads_;
  int askers_ = 0;
};

}  // namespace berth::test
