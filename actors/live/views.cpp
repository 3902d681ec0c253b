#include "actors/live/views.hpp"

#include <algorithm>
#include <array>

namespace berth::live {
namespace {

constexpr std::array<std::string_view, 4> kRoles{"none", "viewer", "developer", "admin"};
constexpr std::array<std::string_view, 5> kStatuses{"pending", "running", "completed", "failed", "cancelled"};

}  // namespace

std::string_view name_of(Role role) { return kRoles[static_cast<std::size_t>(role)]; }

std::optional<Role> role_called(std::string_view name) {
  const auto found = std::find(kRoles.begin() + 1, kRoles.end(), name);
  if (found == kRoles.end()) return std::nullopt;
  return static_cast<Role>(found - kRoles.begin());
}

std::string_view name_of(Status status) { return kStatuses[static_cast<std::size_t>(status)]; }

std::optional<Status> status_called(std::string_view name) {
  const auto found = std::find(kStatuses.begin(), kStatuses.end(), name);
  if (found == kStatuses.end()) return std::nullopt;
  return static_cast<Status>(found - kStatuses.begin());
}

namespace {

constexpr std::array<std::string_view, 3> kSpreads = {"", "nodes", "racks"};
constexpr std::array<std::string_view, 5> kPacks = {"", "prefer-rack", "prefer-zone", "rack", "zone"};

}  // namespace

std::string_view name_of(Spread spread) { return kSpreads[static_cast<std::size_t>(spread)]; }
std::string_view name_of(Pack pack) { return kPacks[static_cast<std::size_t>(pack)]; }

Spread spread_called(std::string_view name) {
  const auto found = std::find(kSpreads.begin(), kSpreads.end(), name);
  return found == kSpreads.end() ? Spread::kAnywhere : static_cast<Spread>(found - kSpreads.begin());
}

Pack pack_called(std::string_view name) {
  const auto found = std::find(kPacks.begin(), kPacks.end(), name);
  return found == kPacks.end() ? Pack::kAnywhere : static_cast<Pack>(found - kPacks.begin());
}

}  // namespace berth::live
