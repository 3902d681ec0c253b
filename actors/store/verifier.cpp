#include "actors/store/verifier.hpp"

namespace berth {

Result<void> JournalVerifier::next(const StoredRecord& stored) {
  const std::uint64_t position = stored.record.position, expected = last_position_ + 1;
  if (position != expected) {
    return Error::failed(place_, "the journal is damaged: position " + std::to_string(expected) +
                                     " is missing, position " + std::to_string(position) +
                                     " follows; restore a backup. Nothing was changed");
  }
  last_position_ = position;
  if (!checksummer_.sound(stored)) {
    if (first_bad_ == 0) first_bad_ = position;
    return {};
  }
  if (first_bad_ != 0) {
    return Error::failed(place_, "the journal is damaged: the checksum of position " + std::to_string(first_bad_) +
                                     " is wrong, and sound records follow it; restore a backup. Nothing was changed");
  }
  if (stored.seal.command_end == position) complete_until_ = position;
  return {};
}

Result<void> JournalVerifier::finish(std::uint64_t snapshot_position) {
  if (snapshot_position <= complete_until_) return {};
  const std::string what = first_bad_ != 0 ? "the checksum of position " + std::to_string(first_bad_) + " is wrong"
                                           : "it ends at position " + std::to_string(last_position_);
  return Error::failed(place_, "the journal is damaged: " + what + ", but the snapshot was taken at position " +
                                   std::to_string(snapshot_position) + "; restore a backup. Nothing was changed");
}

std::string JournalVerifier::note() const {
  if (complete_until_ == last_position_) return "";
  const std::string cut = "cut off positions " + std::to_string(complete_until_ + 1) + " to " +
                          std::to_string(last_position_) + " at the journal's end: ";
  return cut + (first_bad_ != 0 ? "the checksum of position " + std::to_string(first_bad_) + " is wrong"
                                : "the last command was not written to its end");
}

Error damaged_entity(const std::string& place, const StoredEntity& stored) {
  return Error::failed(place, "the snapshot is damaged: the checksum of " + stored.entity.kind + " " +
                                  stored.entity.key + " (position " + std::to_string(stored.position) +
                                  ") is wrong; restore a backup. Nothing was changed");
}

Error wrong_entity_count(const std::string& place, std::int64_t held, std::int64_t expected) {
  return Error::failed(place, "the snapshot is damaged: it holds " + std::to_string(held) + " entities, but " +
                                  std::to_string(expected) + " were put there; restore a backup. Nothing was changed");
}

}  // namespace berth
