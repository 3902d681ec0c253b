#include "actors/store/schema.hpp"

namespace berth {

Result<void> accept_version(const std::string& place, int found, std::span<const Migration> migrations) {
  const int known = migrations.back().version;
  if (found <= known) return {};
  return Error::failed(place, "the store has version " + std::to_string(found) +
                                  ", written by a newer Berth; this one knows versions up to " + std::to_string(known) +
                                  ": run the newer program, or restore a backup from before it");
}

}  // namespace berth
