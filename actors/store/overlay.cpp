#include "actors/store/overlay.hpp"

#include <tuple>
#include <utility>

#include "actors/store/entity_order.hpp"
#include "actors/store/verifier.hpp"

namespace berth {
namespace {

bool before(const Entity& a, const Entity& b) {
  const auto order = [](const Entity& e) {
    return std::tuple<std::string_view, std::string_view, std::int64_t, std::string_view>(e.stream, e.kind,
                                                                                          key_number(e.key), e.key);
  };
  return order(a) < order(b);
}

}  // namespace

std::string TailKeys::joined(std::string_view kind, std::string_view key) {
  std::string both;
  both.reserve(kind.size() + 1 + key.size());
  both.append(kind).append(1, '\0').append(key);  // no text has a NUL
  return both;
}

Result<void> overlay(const std::string& place, Checksummer& checksummer, const TailKeys& keys,
                     const NextEntity& snapshot, const NextEntity& tail, const std::function<void(Entity&&)>& entity) {
  StoredEntity old, changed;
  const auto next_old = [&] {
    while (snapshot(old)) {
      if (!keys.contains(old.entity.kind, old.entity.key)) return true;
    }
    return false;
  };
  const auto next_changed = [&] {
    while (tail(changed)) {
      if (!changed.entity.document.empty()) return true;
    }
    return false;
  };
  bool has_old = next_old(), has_changed = next_changed();
  while (has_old || has_changed) {
    const bool take_changed = !has_old || (has_changed && before(changed.entity, old.entity));
    StoredEntity& taken = take_changed ? changed : old;
    if (!checksummer.sound(taken)) return damaged_entity(place, taken);
    entity(std::move(taken.entity));
    (take_changed ? has_changed : has_old) = take_changed ? next_changed() : next_old();
  }
  return {};
}

}  // namespace berth
