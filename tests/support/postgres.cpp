#include "tests/support/postgres.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <grp.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sstream>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace berth::test {
namespace {

namespace fs = std::filesystem;
constexpr auto kStartWithin = std::chrono::seconds(30);

// Where initdb and postgres are: Debian keeps them out of the path, by version. The newest; empty when there is none.
std::string binary_folder() {
  std::string newest;
  int newest_version = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", error)) {
    const int version = std::atoi(entry.path().filename().c_str());
    if (version > newest_version && fs::exists(entry.path() / "bin/postgres", error)) {
      newest_version = version;
      newest = (entry.path() / "bin").string();
    }
  }
  return newest;
}

// Postgres refuses to run as root: it then runs as the user of its package.
const passwd* other_user() { return ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr; }

pid_t spawn(const std::vector<std::string>& words, const std::string& log) {
  const passwd* user = other_user();
  const pid_t child = ::fork();
  if (child != 0) return child;
  if (user != nullptr && (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) {
    ::_exit(126);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);  // no server outlives its tests
  const int in = ::open("/dev/null", O_RDONLY);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::chdir("/");
  ::execv(arguments.front(), arguments.data());
  ::_exit(127);
}

int wait_for(pid_t child) {
  int state = 0;
  ::waitpid(child, &state, 0);
  return state;
}

void give_away(const fs::path& path) {
  const passwd* user = other_user();
  if (user == nullptr) return;
  ::lchown(path.c_str(), user->pw_uid, user->pw_gid);
  if (!fs::is_directory(path)) return;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    ::lchown(entry.path().c_str(), user->pw_uid, user->pw_gid);
  }
}

int free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(probe, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(probe);
  return ntohs(address.sin_port);
}

std::string all_of(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// Copies a fresh data folder to `data`. initdb takes a second, so it is run once for a build folder, beside the
// program.
std::string copy_fresh_data(const std::string& binaries, const std::string& folder, const fs::path& data) {
  const fs::path beside = fs::read_symlink("/proc/self/exe").parent_path();
  const fs::path made = beside / ("postgres-data-" + fs::path(binaries).parent_path().filename().string());
  const int lock = ::open((beside / "postgres-data.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  ::flock(lock, LOCK_EX);
  std::string why;
  if (!fs::exists(made)) {
    const std::string log = folder + "/initdb.log";
    const int state = wait_for(spawn({binaries + "/initdb", "-D", data.string(), "-U", "postgres", "-A", "trust", "-E",
                                      "UTF8", "--locale=C.UTF-8", "--no-sync"},
                                     log));
    if (state != 0) why = "initdb failed: " + all_of(log);
    if (why.empty()) {
      const fs::path partial = made.string() + ".partial";
      fs::remove_all(partial);
      fs::copy(data, partial, fs::copy_options::recursive);
      fs::rename(partial, made);
    }
  } else {
    fs::copy(made, data, fs::copy_options::recursive);
    give_away(data);
  }
  fs::permissions(data, fs::perms::owner_all);
  std::ofstream(data / "postgresql.conf", std::ios::app) << "fsync = off\n";
  ::close(lock);
  return why;
}

std::string name_in(const std::string& url) { return url.substr(url.rfind('/') + 1); }

// The server and its backends.
std::vector<pid_t> family(pid_t process) {
  std::vector<pid_t> all{process};
  const std::string path = "/proc/" + std::to_string(process) + "/task/" + std::to_string(process) + "/children";
  std::ifstream children(path);
  for (pid_t child; children >> child;) all.push_back(child);
  return all;
}

}  // namespace

PostgresServer* PostgresServer::shared(std::string* why) {
  static std::string problem;
  static const std::unique_ptr<PostgresServer> server = [] {
    std::unique_ptr<PostgresServer> made;
    const std::string binaries = binary_folder();
    if (binaries.empty()) {
      problem = "Postgres is not installed";
      return made;
    }
    made.reset(new PostgresServer());
    std::string name = (fs::temp_directory_path() / "berth-postgres-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) problem = "cannot make a temporary folder " + name;
    made->folder_ = name;
    give_away(name);
    if (problem.empty()) problem = copy_fresh_data(binaries, name, fs::path(name) / "data");
    if (!problem.empty()) return std::unique_ptr<PostgresServer>();
    made->port_ = free_port();
    made->start();
    return made;
  }();
  if (why != nullptr) *why = problem;
  return server.get();
}

PostgresServer::~PostgresServer() {
  signal_all(SIGCONT);
  if (process_ > 0) {
    ::kill(process_, SIGQUIT);
    wait_for(process_);
  }
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void PostgresServer::start() {
  const auto deadline = std::chrono::steady_clock::now() + kStartWithin;
  do {
    if (process_ <= 0) {
      process_ = spawn({binary_folder() + "/postgres", "-D", folder_ + "/data", "-p", std::to_string(port_), "-k",
                        folder_, "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=40"},
                       folder_ + "/log");
    }
    if (answers()) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    // Right after a kill its shared memory may still be in use; it then ends, and is started again.
    int state = 0;
    if (::waitpid(process_, &state, WNOHANG) == process_) process_ = -1;
  } while (std::chrono::steady_clock::now() < deadline);
  ADD_FAILURE() << "Postgres does not start: " << all_of(folder_ + "/log");
}

void PostgresServer::stop() {
  ::kill(process_, SIGINT);
  wait_for(process_);
  process_ = -1;
}

void PostgresServer::kill_hard() {
  signal_all(SIGKILL);
  wait_for(process_);
  process_ = -1;
}

void PostgresServer::pause(bool paused) { signal_all(paused ? SIGSTOP : SIGCONT); }

void PostgresServer::signal_all(int signal) {
  if (process_ <= 0) return;
  for (const pid_t process : family(process_)) ::kill(process, signal);
}

bool PostgresServer::answers() const {
  int status = 0;
  psql("postgres", "select 1", &status);
  return status == 0;
}

std::string PostgresServer::psql(const std::string& database, const std::string& sql, int* status) const {
  const std::string log = folder_ + "/psql.log";
  std::error_code ignored;
  fs::remove(log, ignored);
  const pid_t child = spawn({binary_folder() + "/psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", folder_, "-p",
                             std::to_string(port_), "-U", "postgres", "-d", database, "-c", sql},
                            log);
  *status = wait_for(child);
  return all_of(log);
}

void PostgresServer::run(const std::string& database, const std::string& sql) {
  int status = 0;
  const std::string output = psql(database, sql, &status);
  EXPECT_EQ(status, 0) << sql << ": " << output;
}

void PostgresServer::sync_to_disk() {
  run("postgres", "alter system set fsync = on");
  run("postgres", "select pg_reload_conf()");
}

std::string PostgresServer::make_database_in(const std::string& folder) {
  const std::string place = folder + "/tables";
  fs::create_directory(place);
  give_away(place);
  const std::string url = make_database();
  const std::string name = name_in(url);
  run("postgres", "create tablespace in_" + name + " location '" + place + "'");
  run("postgres", "alter database " + name + " set tablespace in_" + name);
  return url;
}

void PostgresServer::drop_with_tables(const std::string& url) {
  run("postgres", "drop database " + name_in(url) + " with (force)");
  run("postgres", "drop tablespace in_" + name_in(url));
}

std::string PostgresServer::make_database() {
  const std::string name = "test" + std::to_string(++databases_);
  run("postgres", "create database " + name);
  return "postgresql://postgres@127.0.0.1:" + std::to_string(port_) + "/" + name;
}

}  // namespace berth::test
