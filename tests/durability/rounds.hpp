// How often a test that draws at random repeats itself, and from which seed.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>

namespace berth::test {

// The environment's number of that name; `usual` where it says none.
inline std::uint64_t number_from_environment(const char* name, std::uint64_t usual) {
  const char* text = std::getenv(name);
  const std::uint64_t number = text ? std::strtoull(text, nullptr, 10) : 0;
  return number > 0 ? number : usual;
}

// BERTH_SEED, else one that differs every time: a test prints it.
inline std::uint64_t seed_from_environment() {
  return number_from_environment("BERTH_SEED", std::random_device{}() % 1'000'000 + 1);
}

}  // namespace berth::test
