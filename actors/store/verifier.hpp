// Decides, from a journal's records read in order, whether it is sound: what may be cut off at its end, and what must
// stop the start. Changes nothing itself.
//
// A crash can only tear the end: records there whose checksums fail, or a command without its last records, are to be
// cut off as a whole command. Anything else is damage: a missing position, a bad record before a sound one, and a bad
// record that the snapshot was already taken from.
#pragma once

#include <cstdint>
#include <string>

#include "actors/store/checksum.hpp"
#include "actors/store/stored_record.hpp"
#include "engine/model/result.hpp"

namespace berth {

class JournalVerifier {
 public:
  explicit JournalVerifier(std::string place) : place_(std::move(place)) {}

  // The next record in the order of positions.
  Result<void> next(const StoredRecord& stored);
  // After the last one.
  Result<void> finish(std::uint64_t snapshot_position);

  // After finish: what is beyond this position is torn.
  std::uint64_t sound_until() const { return complete_until_; }
  std::uint64_t last_position() const { return last_position_; }
  // What has to be cut off, for people; empty when nothing.
  std::string note() const;

 private:
  std::string place_;
  Checksummer checksummer_;
  std::uint64_t last_position_ = 0;
  std::uint64_t complete_until_ = 0;  // end of the last whole command
  std::uint64_t first_bad_ = 0;       // 0: none
};

// What a load says of a damaged row of the snapshot, and of one that is missing.
Error damaged_entity(const std::string& place, const StoredEntity& stored);
Error wrong_entity_count(const std::string& place, std::int64_t held, std::int64_t expected);

}  // namespace berth
