// Loads what is current: the snapshot's entities overlaid with those the journal's tail has changed since, both read in
// the order of a load. Holds the keys of the tail in memory, and one entity of each side.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "actors/store/checksum.hpp"
#include "actors/store/journal.hpp"
#include "actors/store/stored_record.hpp"
#include "engine/model/result.hpp"

namespace berth {

// Fills in the next one; false at the end, and on a failure, which its owner remembers.
using NextEntity = std::function<bool(StoredEntity&)>;

class TailKeys {
 public:
  void add(std::string_view kind, std::string_view key) { keys_.insert(joined(kind, key)); }
  bool contains(std::string_view kind, std::string_view key) const {
    return !keys_.empty() && keys_.contains(joined(kind, key));
  }

 private:
  static std::string joined(std::string_view kind, std::string_view key);
  std::unordered_set<std::string> keys_;
};

// `tail` gives the last record of each entity that the tail changed, with an empty document where it is gone.
// A wrong checksum is an error naming the entity.
Result<void> overlay(const std::string& place, Checksummer& checksummer, const TailKeys& keys,
                     const NextEntity& snapshot, const NextEntity& tail, const std::function<void(Entity&&)>& entity);

}  // namespace berth
