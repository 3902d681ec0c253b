#include "api/fetch/download.hpp"

#include <httplib.h>
#include <optional>

#include "scenarios/version.hpp"
#include "scenarios/write/file_writer.hpp"

namespace berth::fetch {
namespace {

using Clock = std::chrono::steady_clock;

std::string explain(httplib::Error error, const FetchOptions& options) {
  using enum httplib::Error;
  switch (error) {
    case Connection:
      return "cannot connect; is there a network, and is the address right?";
    case ConnectionTimeout:
      return "no connection within " + std::to_string(options.connect_timeout.count()) + " s; is there a network?";
    case Read:
      return "the answer broke off, or nothing came for " + std::to_string(options.silence_timeout.count()) +
             " s; try again";
    case ExceedRedirectCount:
      return "redirected too often";
    case SSLConnection:
      return "no secure connection could be made";
    case SSLLoadingCerts:
      return "the system's certificates cannot be loaded; install ca-certificates";
    case SSLServerVerification:
      return "the server's certificate is not valid for it";
    default:
      return "the download failed (" + httplib::to_string(error) + ")";
  }
}

}  // namespace

Result<void> download(const std::string& url, const std::string& path, const FetchOptions& options) {
  const std::size_t host = url.find("://") + 3;
  const std::size_t slash = std::min(url.find('/', host), url.size());
  httplib::Client client(url.substr(0, slash));
  if (!client.is_valid()) return Error::input(url, "is no address that can be asked");
  client.set_follow_location(true);
  client.set_decompress(false);  // the file as it is published
  client.set_connection_timeout(options.connect_timeout);
  client.set_read_timeout(options.silence_timeout);

  const Clock::time_point start = Clock::now();
  FileWriter file(path);
  std::optional<Error> error;
  std::uint64_t received = 0, total = 0;
  const auto stop = [&](std::string message) {
    if (!error) error = Error::failed(url, std::move(message));
    return false;
  };
  const auto too_large = [&] {
    return stop("is larger than " + std::to_string(options.download_limit) + " bytes, the most that is downloaded");
  };
  const httplib::Headers headers = {{"User-Agent", "berth/" + std::string(program_version())}};
  const httplib::Result result = client.Get(
      url.substr(slash), headers,
      [&](const httplib::Response& response) {
        constexpr int kOk = 200, kNotFound = 404;
        if (response.status == kNotFound) return stop("is not there (404); the publisher may have moved it");
        if (response.status != kOk) return stop("the server answered " + std::to_string(response.status) + ", not 200");
        total = response.get_header_value<std::uint64_t>("Content-Length");
        return total <= options.download_limit || too_large();
      },
      [&](const char* bytes, std::size_t count) {
        received += count;
        if (received > options.download_limit) return too_large();
        if (Clock::now() - start > options.total_timeout) {
          return stop("not done within " + std::to_string(options.total_timeout.count()) + " s");
        }
        file.append({bytes, count});
        if (file.failed()) return false;
        return !options.progress || options.progress(received, total) || stop("stopped");
      });
  if (error) return *error;
  if (file.failed()) return file.finish();
  if (!result) return Error::failed(url, explain(result.error(), options));
  return file.finish();
}

}  // namespace berth::fetch
