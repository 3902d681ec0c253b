// Answers kept with idempotency keys, as the journal holds them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "actors/live/service.hpp"

namespace berth::live {

struct KeptEntry {
  std::int64_t user_id = 0;
  std::string key;
  Service::Kept kept;
};

std::string kept_document(std::int64_t user_id, const std::string& key, const Service::Kept& kept, Time at);
std::optional<KeptEntry> kept_from(std::string_view document);

}  // namespace berth::live
