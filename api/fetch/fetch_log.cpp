#include "api/fetch/fetch_log.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <unistd.h>

#include "api/fetch/download.hpp"
#include "api/fetch/sha256.hpp"
#include "scenarios/write/file_writer.hpp"

namespace berth::fetch {
namespace {

bool is_address(const std::string& url) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!url.starts_with(scheme)) continue;
    const bool has_host = url.size() > scheme.size() && url[scheme.size()] != '/';
    return has_host && std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f'; });
  }
  return false;
}

bool is_sha256(const std::string& text) {
  constexpr std::size_t kDigits = 64;
  return text.size() == kDigits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::string names_of_known_logs() {
  std::string names;
  for (const KnownLog& log : known_logs()) names += (names.empty() ? "" : ", ") + std::string(log.name);
  return names;
}

// Checks what was downloaded and gives it its name.
Result<void> accept(const std::string& part, const std::string& path, const std::string& url,
                    const std::string& expected, std::uint64_t limit) {
  const Result<std::string> found = sha256_of_content(part, limit);
  if (!found) return Error::failed(url, "what came is no usable log: " + found.error().message);
  if (*found != expected) {
    return Error::failed(url, "the content differs from what is pinned (SHA-256 " + expected + "; it has " + *found +
                                  "); nothing was kept. If the publisher has a new edition that you trust, ask for it "
                                  "by that checksum");
  }
  if (std::rename(part.c_str(), path.c_str()) != 0) {
    return Error::failed(path, std::string("cannot be written: ") + std::strerror(errno));
  }
  return {};
}

}  // namespace

Result<FetchedLog> fetch_log(const std::string& name, const FetchOptions& options) {
  const KnownLog* log = find_known_log(name);
  if (log == nullptr) {
    return Error::input(name, "is no log that is known here; known: " + names_of_known_logs());
  }
  if (!is_address(options.base_url)) {
    return Error::input("--mirror", "\"" + options.base_url + "\" is no address; http://… or https://… is needed");
  }
  if (!options.sha256.empty() && !is_sha256(options.sha256)) {
    return Error::input("--sha256",
                        "\"" + options.sha256 + "\" is no checksum; 64 hex digits in lower case are needed");
  }
  const std::string expected = options.sha256.empty() ? std::string(log->sha256) : options.sha256;
  const std::string_view file = log->path.substr(log->path.rfind('/') + 1);
  const std::string path = (std::filesystem::path(options.folder) / file).string();
  if (const Result<std::string> there = sha256_of_content(path, options.content_limit); there && *there == expected) {
    return FetchedLog{path, true};
  }
  if (const Result<void> made = make_folder(options.folder); !made) return made.error();

  std::string url = options.base_url;
  while (url.ends_with('/')) url.pop_back();
  url += "/" + std::string(log->path);
  const std::string part = path + ".part-" + std::to_string(::getpid());
  Result<void> done = download(url, part, options);
  if (done) done = accept(part, path, url, expected, options.content_limit);
  if (!done) {
    ::unlink(part.c_str());
    return done.error();
  }
  return FetchedLog{path, false};
}

}  // namespace berth::fetch
