// One file over HTTP or HTTPS into a folder's file, bounded in bytes and time.
#pragma once

#include <string>

#include "api/fetch/fetch_log.hpp"

namespace berth::fetch {

// Writes what `url` answers to `path`: whole or not at all.
Result<void> download(const std::string& url, const std::string& path, const FetchOptions& options);

}  // namespace berth::fetch
