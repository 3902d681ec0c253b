// Checksums of what is stored: XXH3-64 over the fields in a fixed order, integers as eight bytes little-endian, texts
// after their length, so that two fields can never run together. A record has two, one over the other: the
// entity's (position, stream, organization, kind, key, document), which its snapshot row carries on unchanged, and its
// own, over that and every other field. They tell damage, not forgery.
// Source: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "actors/store/stored_record.hpp"

namespace berth {

// Keeps its buffer between calls: not for two threads.
class Checksummer {
 public:
  Seal seal(const JournalRecord& record, std::uint64_t command_end, std::uint64_t epoch);
  bool sound(const StoredRecord& stored);
  bool sound(const StoredEntity& stored);

 private:
  std::uint64_t of(const JournalRecord& record, const Seal& seal);
  std::uint64_t entity(std::uint64_t position, std::string_view stream, std::int64_t organization,
                       std::string_view kind, std::string_view key, std::string_view document);
  void add(std::uint64_t number);
  void add(std::string_view text);
  std::uint64_t digest();

  std::string buffer_;
};

}  // namespace berth
