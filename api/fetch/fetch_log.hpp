// Downloads a known public log from its publisher (`berth workload get NAME`). The file appears under its name only
// when its content has the checksum that is pinned; until then, and when anything goes wrong, there is none.
//
// Errors of input: an unknown name (the known ones are listed), an address that is none. Errors of the work: no
// connection, an answer other than 200, more bytes than the limit, too slow, a full disk, a checksum that differs.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "api/fetch/known_log.hpp"
#include "engine/model/result.hpp"

namespace berth::fetch {

struct FetchOptions {
  std::string folder = ".";                               // made where it is not there
  std::string base_url = std::string(kArchiveUrl);        // a mirror of the publisher; redirects are followed
  std::string sha256;                                     // of the decompressed content; empty: the pinned one
  std::uint64_t download_limit = std::uint64_t{1} << 30;  // bytes over the wire
  std::uint64_t content_limit = std::uint64_t{16} << 30;  // bytes decompressed
  std::chrono::seconds connect_timeout{15};
  std::chrono::seconds silence_timeout{30};  // without a byte
  std::chrono::seconds total_timeout{1800};
  // Told of bytes received so far, and of all there are (0: not said). False stops the download.
  std::function<bool(std::uint64_t received, std::uint64_t total)> progress = {};
};

struct FetchedLog {
  std::string path;
  bool was_there = false;  // with the right content: nothing was downloaded
};

Result<FetchedLog> fetch_log(const std::string& name, const FetchOptions& options);

}  // namespace berth::fetch
