#include "api/fetch/known_log.hpp"

#include <algorithm>
#include <array>

namespace berth::fetch {
namespace {

constexpr std::array kLogs = {
    KnownLog{"kth-sp2", "l_kth_sp2/KTH-SP2-1996-2.1.swf.gz",
             "b9e3ac3fd1099d735d3be36253d3d9af447ecc74af71037600a3a858e9f8901b", 28'481,
             "IBM SP2 of the Swedish Royal Institute of Technology, 100 processors, 1996-97",
             "free to use; acknowledge Lars Malinowsky and the Parallel Workloads Archive"},
};

bool same_text(std::string_view left, std::string_view right) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(left, right, {}, lower, lower);
}

}  // namespace

std::span<const KnownLog> known_logs() { return kLogs; }

const KnownLog* find_known_log(std::string_view name) {
  for (const KnownLog& log : kLogs) {
    const std::string_view file = log.path.substr(log.path.rfind('/') + 1);
    if (same_text(name, log.name) || same_text(name, file) || same_text(name, file.substr(0, file.find(".swf")))) {
      return &log;
    }
  }
  return nullptr;
}

}  // namespace berth::fetch
