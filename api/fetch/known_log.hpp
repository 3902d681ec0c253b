// The public logs that `berth workload get` knows: where their publisher has them, and what they must contain.
//
// A log is listed when its content was checked: the checksum is of the decompressed text, so that a publisher who packs
// a file anew changes nothing. To add a log, add its line to known_log.cpp (`zcat FILE | sha256sum`).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace berth::fetch {

struct KnownLog {
  std::string_view name;    // what people type: "kth-sp2"
  std::string_view path;    // below the publisher's address
  std::string_view sha256;  // of the decompressed content, 64 hex digits
  std::uint64_t jobs;       // lines of jobs in it
  std::string_view about;   // a line for people: the machine, when
  std::string_view terms;   // what its publisher asks of who uses it
};

// The Parallel Workloads Archive, Hebrew University of Jerusalem.
inline constexpr std::string_view kArchiveUrl = "https://www.cs.huji.ac.il/labs/parallel/workload";

std::span<const KnownLog> known_logs();

// By name or by file name, whatever the case; null where there is none.
const KnownLog* find_known_log(std::string_view name);

}  // namespace berth::fetch
