#include "bench/service/stand_ins.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <httplib.h>
#include <memory>
#include <mutex>
#include <stdexcept>

#include <pqxx/pqxx>

#include "actors/store/sqlite.hpp"
#include "api/http/front/blocking.hpp"
#include "api/http/front/server.hpp"
#include "bench/service/wrk.hpp"

namespace berth::bench {
namespace {

constexpr const char* kAnswer =
    R"({"name":"wide","cpu_limit":100000000.0,"ram_limit":100000000.0,"gpu_limit":0.0,"id":1,"organization_id":1,)"
    R"("cpu_available":100000000.0,"ram_available":100000000.0,"gpu_available":0.0,"policy":"order=priority",)"
    R"("cordoned":false,"node_groups":[],"created_at":"2026-01-01T00:00:00.000000Z","version":1})";

void say_where(int port) {
  std::printf("serving on http://127.0.0.1:%d\n", port);
  std::fflush(stdout);
}

void wait_for_the_end(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
}

int serve_front(const sigset_t& signals, http::Handler handler) {
  http::ServerSettings settings;
  settings.port = 0;
  settings.workers = kConnections;
  http::Server server(settings, std::move(handler));
  if (const Result<void> started = server.start(); !started) {
    std::fprintf(stderr, "%s\n", started.error().text().c_str());
    return 1;
  }
  say_where(server.port());
  wait_for_the_end(signals);
  server.drain(0);
  return 0;
}

int serve_httplib(const sigset_t& signals) {
  httplib::Server server;
  server.new_task_queue = [] { return new httplib::ThreadPool(2 * kConnections); };
  server.set_keep_alive_max_count(1'000'000'000);
  server.set_tcp_nodelay(true);
  const auto answer = [](const httplib::Request&, httplib::Response& response) {
    response.set_content(kAnswer, "application/json");
  };
  server.Get(".*", answer);
  server.Post(".*", answer);
  const int port = server.bind_to_any_port("127.0.0.1");
  std::thread listener([&] { server.listen_after_bind(); });
  say_where(port);
  wait_for_the_end(signals);
  server.stop();
  listener.join();
  return 0;
}

class SqliteCommits {
 public:
  explicit SqliteCommits(const std::string& file) {
    if (connection_.open(file) != SQLITE_OK ||
        connection_.run("pragma journal_mode = wal; pragma synchronous = full;"
                        "create table commits (id integer primary key, document text not null)") != SQLITE_OK) {
      throw std::runtime_error(connection_.message());
    }
    insert_ = connection_.prepare("insert into commits (document) values (?)");
  }
  void commit(const std::string& document) {
    const std::lock_guard lock(mutex_);
    if (!insert_.bind(1, std::string_view(document)).run()) throw std::runtime_error(connection_.message());
  }

 private:
  std::mutex mutex_;
  SqliteConnection connection_;
  SqliteStatement insert_;
};

void commit_on_postgres(const std::string& url, const std::string& document) {
  thread_local std::unique_ptr<pqxx::connection> connection;
  if (!connection) {
    connection = std::make_unique<pqxx::connection>(url);
    connection->prepare("commit", "insert into commits (document) values ($1)");
  }
  pqxx::nontransaction each(*connection);  // the statement is its own transaction: one round trip
  each.exec_prepared("commit", document);
}

int serve_commits(const sigset_t& signals, const std::string& store) {
  const std::string document(450, 'd');  // as long as a deployment's
  std::function<void()> commit;
  if (store.starts_with("postgresql://")) {
    pqxx::connection connection(store);
    pqxx::nontransaction(connection)
        .exec(
            "create table if not exists commits (id bigint generated always as identity primary key,"
            " document text not null)");
    commit = [&] { commit_on_postgres(store, document); };
  } else {
    const auto commits = std::make_shared<SqliteCommits>(store);
    commit = [&document, commits] { commits->commit(document); };
  }
  return serve_front(signals, [&](const http::Request&, http::Response& response) {
    http::about_to_block();
    commit();
    response.body = kAnswer;
  });
}

}  // namespace

int serve_stand_in(const std::string& kind, const std::string& store) {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals{};
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  if (kind == "bare") {
    return serve_front(signals, [](const http::Request&, http::Response& response) { response.body = kAnswer; });
  }
  if (kind == "httplib") return serve_httplib(signals);
  if (kind == "commits") return serve_commits(signals, store);
  std::fprintf(stderr, "there is no stand-in '%s'\n", kind.c_str());
  return 2;
}

}  // namespace berth::bench
