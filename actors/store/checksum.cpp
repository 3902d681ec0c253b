#include "actors/store/checksum.hpp"

#include <xxhash.h>

namespace berth {

void Checksummer::add(std::uint64_t number) {
  char bytes[8];
  for (char& byte : bytes) {
    byte = static_cast<char>(number & 0xff);
    number >>= 8;
  }
  buffer_.append(bytes, sizeof bytes);
}

void Checksummer::add(std::string_view text) {
  add(static_cast<std::uint64_t>(text.size()));
  buffer_.append(text);
}

std::uint64_t Checksummer::digest() {
  const std::uint64_t value = XXH3_64bits(buffer_.data(), buffer_.size());
  buffer_.clear();
  return value;
}

std::uint64_t Checksummer::entity(std::uint64_t position, std::string_view stream, std::int64_t organization,
                                  std::string_view kind, std::string_view key, std::string_view document) {
  add(position);
  add(stream);
  add(static_cast<std::uint64_t>(organization));
  add(kind);
  add(key);
  add(document);
  return digest();
}

std::uint64_t Checksummer::of(const JournalRecord& r, const Seal& seal) {
  add(seal.entity_checksum);
  add(r.command);
  add(seal.command_end);
  add(r.sequence);
  add(r.event);
  add(static_cast<std::uint64_t>(r.at_us));
  add(r.cause);
  add(seal.epoch);
  return digest();
}

Seal Checksummer::seal(const JournalRecord& r, std::uint64_t command_end, std::uint64_t epoch) {
  Seal seal{.command_end = command_end, .epoch = epoch};
  seal.entity_checksum = entity(r.position, r.stream, r.organization, r.kind, r.key, r.document);
  seal.checksum = of(r, seal);
  return seal;
}

bool Checksummer::sound(const StoredRecord& stored) {
  const Seal expected = seal(stored.record, stored.seal.command_end, stored.seal.epoch);
  return expected.entity_checksum == stored.seal.entity_checksum && expected.checksum == stored.seal.checksum;
}

bool Checksummer::sound(const StoredEntity& stored) {
  const Entity& e = stored.entity;
  return entity(stored.position, e.stream, e.organization, e.kind, e.key, e.document) == stored.checksum;
}

}  // namespace berth
