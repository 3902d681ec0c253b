#include "api/http/routes/request_id.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <random>

namespace berth::http {
namespace {

constexpr std::size_t kLength = 64;

bool is_harmless(std::string_view id) {
  return !id.empty() && id.size() <= kLength && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == ':';
  });
}

std::uint64_t random_start() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

}  // namespace

std::string request_id(const Request& request) {
  if (const auto given = request.header("X-Request-Id"); given && is_harmless(*given)) return std::string(*given);
  // A Weyl sequence through a mixer (SplitMix64): no two alike, and no lock.
  static std::atomic<std::uint64_t> state{random_start()};
  std::uint64_t bits = state.fetch_add(0x9E3779B97F4A7C15U, std::memory_order_relaxed);
  bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
  bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
  bits ^= bits >> 31U;
  std::string id(16, '0');
  for (char& digit : id) {
    digit = "0123456789abcdef"[bits & 0xFU];
    bits >>= 4U;
  }
  return id;
}

}  // namespace berth::http
