#include "tests/support/served.hpp"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace berth::test {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPatience = std::chrono::seconds(30);
constexpr auto kGlance = std::chrono::milliseconds(5);
constexpr const char* kAddress = "serving on http://127.0.0.1:";

std::string log_of(const std::string& folder, int launch) { return folder + "/said-" + std::to_string(launch); }

}  // namespace

Served::Served(std::vector<std::string> store, std::string logs) : logs_(std::move(logs)) {
  // The limits are for people; the least memory a password may take keeps the rounds short.
  arguments_ = {BERTH_PROGRAM,      "serve",      "--port",    "0",  "--rate-limit",    "1000000000",
                "--entrance-limit", "1000000000", "--workers", "32", "--argon2-memory", "8"};
  arguments_.insert(arguments_.end(), store.begin(), store.end());
  std::signal(SIGPIPE, SIG_IGN);  // a request to one that has just been killed
}

Served::~Served() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

void Served::launch() {
  port_ = 0;
  const std::string log = log_of(logs_, ++launches_);
  ::unlink(log.c_str());  // what another one said there
  std::vector<char*> words;
  for (std::string& argument : arguments_) words.push_back(argument.data());
  words.push_back(nullptr);
  process_ = ::fork();
  if (process_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // no server outlives its test
  std::signal(SIGPIPE, SIG_DFL);
  const int in = ::open("/dev/null", O_RDWR);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(in, STDIN_FILENO);
  ::dup2(in, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  ::execv(words.front(), words.data());
  ::_exit(127);
}

bool Served::wait_until_serving() {
  const auto deadline = Clock::now() + kPatience;
  while (Clock::now() < deadline) {
    const std::string text = said();
    const std::size_t at = text.find(kAddress);
    if (at != std::string::npos && text.find('\n', at) != std::string::npos) {
      port_ = std::stoi(text.substr(at + std::string(kAddress).size()));
      return true;
    }
    if (::waitpid(process_, nullptr, WNOHANG) == process_) {
      process_ = -1;
      break;
    }
    std::this_thread::sleep_for(kGlance);
  }
  ADD_FAILURE() << "berth does not serve: " << said();
  return false;
}

bool Served::start() {
  launch();
  return wait_until_serving();
}

void Served::kill_hard() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

void Served::pause(bool paused) { ::kill(process_, paused ? SIGSTOP : SIGCONT); }

int Served::wait_for_end() {
  const auto deadline = Clock::now() + kPatience;
  int state = 0;
  while (::waitpid(process_, &state, WNOHANG) != process_) {
    if (Clock::now() > deadline) return -1;
    std::this_thread::sleep_for(kGlance);
  }
  process_ = -1;
  return WIFEXITED(state) ? WEXITSTATUS(state) : -1;
}

int Served::end() {
  ::kill(process_, SIGTERM);
  return wait_for_end();
}

std::string Served::said() const {
  std::ifstream file(log_of(logs_, launches_));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace berth::test
