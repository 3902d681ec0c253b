#include "bench/service/server_process.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace berth::bench {
namespace {

constexpr auto kStartWithin = std::chrono::minutes(3);
constexpr auto kLook = std::chrono::milliseconds(1);

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

pid_t spawn(const std::vector<std::string>& words, const std::string& log) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // none outlives the benchmark
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  ::execv(arguments.front(), arguments.data());
  ::_exit(127);
}

}  // namespace

ServerProcess::ServerProcess(const std::vector<std::string>& words, std::string log) : log_(std::move(log)) {
  const auto begin = std::chrono::steady_clock::now();
  std::remove(log_.c_str());
  process_ = spawn(words, log_);
  while (std::chrono::steady_clock::now() - begin < kStartWithin) {
    const std::string said = text_of(log_);
    if (const std::size_t at = said.find("serving on http://"); at != std::string::npos) {
      const std::size_t colon = said.find(':', at + std::string_view("serving on http://").size());
      if (colon != std::string::npos && said.find('\n', colon) != std::string::npos) {
        port_ = std::atoi(said.c_str() + colon + 1);
        seconds_to_ready_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        return;
      }
    }
    if (::waitpid(process_, nullptr, WNOHANG) == process_) break;
    std::this_thread::sleep_for(kLook);
  }
  std::fprintf(stderr, "%s did not come up:\n%s\n", words.front().c_str(), text_of(log_).c_str());
  std::exit(1);
}

ServerProcess::~ServerProcess() {
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
}

std::uint64_t ServerProcess::resident_bytes() const {
  std::ifstream status("/proc/" + std::to_string(process_) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::strtoull(line.c_str() + 6, nullptr, 10) * 1024;
  }
  return 0;
}

}  // namespace berth::bench
