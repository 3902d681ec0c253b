#include "bench/service/run.hpp"

#include <atomic>
#include <unistd.h>

#include <pqxx/pqxx>

namespace berth::bench {
namespace {

std::string numbered(const std::string& word) {
  static std::atomic<int> last{0};
  return word + std::to_string(++last);
}

std::unique_ptr<ServerProcess> berth(const Run& run, std::vector<std::string> words) {
  // Nothing is held back by the limits that guard a service from its clients.
  words.insert(words.end(), {"--port", "0", "--rate-limit", "1000000000", "--entrance-limit", "1000000000"});
  words.insert(words.begin(), {program_folder() + "/berth", "serve"});
  return std::make_unique<ServerProcess>(words, run.scratch / numbered("log-"));
}

std::unique_ptr<ServerProcess> stand_in(const Run& run, const std::string& kind, const std::string& store) {
  return std::make_unique<ServerProcess>(
      std::vector<std::string>{program_folder() + "/berth_bench_service", "--stand-in", kind, store},
      run.scratch / numbered("log-"));
}

// The same server's other database.
std::string database_at(const std::string& url, const std::string& name) {
  const std::size_t host = url.find("://");
  const std::size_t slash = url.find('/', host + 3);
  const std::size_t question = url.find('?');
  return url.substr(0, std::min(slash, question)) + "/" + name +
         (question == std::string::npos ? "" : url.substr(question));
}

}  // namespace

Store::Store(const Run& run, bool postgres) : run_(run) {
  if (!postgres) {
    folder_ = run.scratch / numbered("store-");
    return;
  }
  admin_url_ = run.database_url;
  database_ = numbered("berth_bench_" + std::to_string(::getpid()) + "_");
  pqxx::connection connection(admin_url_);
  pqxx::nontransaction(connection).exec("create database " + database_);
  url_ = database_at(admin_url_, database_);
}

Store::~Store() {
  if (database_.empty()) return;
  try {
    pqxx::connection connection(admin_url_);
    pqxx::nontransaction(connection).exec("drop database " + database_ + " with (force)");
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "%s stays: %s\n", database_.c_str(), exception.what());
  }
}

std::unique_ptr<ServerProcess> Store::serve_berth() const {
  return url_.empty() ? berth(run_, {"--data", folder_}) : berth(run_, {"--database-url", url_});
}

std::unique_ptr<ServerProcess> Store::serve_commits() const {
  return stand_in(run_, "commits", url_.empty() ? run_.scratch / numbered("commits-") : url_);
}

std::unique_ptr<ServerProcess> serve_berth(const Run& run, const std::string& folder) {
  return berth(run, {"--data", folder});
}

std::unique_ptr<ServerProcess> serve_stand_in_process(const Run& run, const std::string& kind) {
  return stand_in(run, kind, "");
}

}  // namespace berth::bench
