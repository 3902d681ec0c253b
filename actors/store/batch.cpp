#include "actors/store/batch.hpp"

#include <cstring>
#include <numeric>
#include <string_view>

namespace berth {
namespace {

// Length of the UTF-8 sequence at the beginning of a text; 0 when there is none (RFC 3629, section 4).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto tail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return lead == 0 ? 0 : 1;
  if (lead >= 0xc2 && lead <= 0xdf) return tail(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    return tail(1, lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf) && tail(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    return tail(1, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

// Eight bytes at once, all ASCII and none of them NUL.
bool is_plain_ascii(std::string_view eight) {
  std::uint64_t word;
  std::memcpy(&word, eight.data(), sizeof word);
  constexpr std::uint64_t kHigh = 0x8080808080808080, kOnes = 0x0101010101010101;
  return ((word | (word - kOnes)) & kHigh) == 0;
}

}  // namespace

bool is_plain_utf8(std::string_view text) {
  while (!text.empty()) {
    if (text.size() >= 8 && is_plain_ascii(text)) {
      text.remove_prefix(8);
      continue;
    }
    const std::size_t length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::optional<std::string> why_inadmissible(std::span<const JournalRecord> records,
                                            std::span<const std::uint32_t> command_sizes) {
  const auto total = std::accumulate(command_sizes.begin(), command_sizes.end(), std::uint64_t{0});
  if (total != records.size()) {
    return "the commands have " + std::to_string(total) + " records, but " + std::to_string(records.size()) +
           " were given";
  }
  std::size_t batch_bytes = 0;
  for (const JournalRecord& r : records) {
    const auto name = [&] { return "a record of " + r.stream.substr(0, 100); };
    if (r.stream.empty() || r.kind.empty() || r.key.empty()) return name() + " lacks its stream, kind or key";
    if (r.sequence == 0) return name() + " lacks its sequence: they begin at 1";
    std::size_t bytes = 0;
    for (const std::string* text : {&r.stream, &r.kind, &r.key, &r.event, &r.document, &r.cause}) {
      bytes += text->size();
      if (!is_plain_utf8(*text)) return name() + " holds text that is not UTF-8, or a NUL";
    }
    if (bytes > kRecordBytesMax) {
      return name() + " has " + std::to_string(bytes) + " bytes; at most " + std::to_string(kRecordBytesMax) +
             " are kept";
    }
    batch_bytes += bytes;
  }
  if (batch_bytes > kBatchBytesMax) {
    return "one append has " + std::to_string(batch_bytes) + " bytes; at most " + std::to_string(kBatchBytesMax) +
           " are written at once";
  }
  return std::nullopt;
}

std::vector<std::uint64_t> number(std::span<JournalRecord> records, std::span<const std::uint32_t> command_sizes,
                                  std::uint64_t last_position) {
  std::vector<std::uint64_t> ends(records.size());
  std::size_t i = 0;
  for (const std::uint32_t size : command_sizes) {
    const std::uint64_t command = last_position + i + 1, end = last_position + i + size;
    for (const std::size_t next = i + size; i < next; ++i) {
      records[i].position = last_position + i + 1;
      records[i].command = command;
      ends[i] = end;
    }
  }
  return ends;
}

}  // namespace berth
