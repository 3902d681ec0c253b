// What every journal does with records before it writes them: refuses what no database could keep unchanged, and
// gives positions and commands.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "actors/store/journal.hpp"

namespace berth {

// Bounds of one append. A text has no NUL and is UTF-8, since Postgres keeps no other.
inline constexpr std::size_t kRecordBytesMax = std::size_t{4} << 20;  // all texts of one record
inline constexpr std::size_t kBatchBytesMax = std::size_t{64} << 20;  // all texts of one append

// Why these records cannot be appended, for people; nothing when they can.
std::optional<std::string> why_inadmissible(std::span<const JournalRecord> records,
                                            std::span<const std::uint32_t> command_sizes);

// Gives positions from `last_position + 1` on, and each record its command. Returns the position of the last record
// of each one's command.
std::vector<std::uint64_t> number(std::span<JournalRecord> records, std::span<const std::uint32_t> command_sizes,
                                  std::uint64_t last_position);

bool is_plain_utf8(std::string_view text);  // UTF-8 (RFC 3629) without NUL

}  // namespace berth
