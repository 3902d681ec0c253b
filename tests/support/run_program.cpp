#include "tests/support/run_program.hpp"

#include <array>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace berth::test {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kLongest = std::chrono::seconds(60);

[[noreturn]] void become_berth(const std::vector<std::string>& arguments, const RunOptions& options, int out, int err) {
  const int in = ::open("/dev/null", O_RDONLY);
  if (!options.stdout_path.empty()) out = ::open(options.stdout_path.c_str(), O_WRONLY | O_CREAT, 0666);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  std::vector<char*> words;
  std::string program = BERTH_PROGRAM;
  words.push_back(program.data());
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  ::execv(program.c_str(), words.data());
  ::_exit(127);
}

bool has_a_file(const std::string& folder) {
  std::error_code error;
  const auto entries = std::filesystem::recursive_directory_iterator(folder, error);
  if (error) return false;
  for (const auto& entry : entries) {
    if (entry.is_regular_file(error)) return true;
  }
  return false;
}

// Appends what can be read at once; false at the end.
bool read_some(int descriptor, std::string& text) {
  std::array<char, 65536> buffer;
  const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
  if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

}  // namespace

ProgramRun run_berth(const std::vector<std::string>& arguments, const RunOptions& options) {
  int out[2], err[2];
  if (::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0) {
    ADD_FAILURE() << "cannot make pipes";
    return {};
  }
  const pid_t child = ::fork();
  if (child == 0) become_berth(arguments, options, out[1], err[1]);
  ::close(out[1]);
  ::close(err[1]);
  if (options.close_stdout) ::close(out[0]);

  ProgramRun run;
  bool out_open = !options.close_stdout, err_open = true, interrupt_due = !options.interrupt_once.empty();
  const auto deadline = Clock::now() + kLongest;
  while (out_open || err_open) {
    std::array<pollfd, 2> ready = {pollfd{out_open ? out[0] : -1, POLLIN, 0},
                                   pollfd{err_open ? err[0] : -1, POLLIN, 0}};
    ::poll(ready.data(), ready.size(), 10);
    if (ready[0].revents != 0) out_open = read_some(out[0], run.out);
    if (ready[1].revents != 0) err_open = read_some(err[0], run.err);
    if (interrupt_due && has_a_file(options.interrupt_once)) {
      ::kill(child, SIGINT);
      interrupt_due = false;
    }
    if (Clock::now() > deadline) {
      ADD_FAILURE() << "berth ran for longer than a minute";
      ::kill(child, SIGKILL);
      break;
    }
  }
  if (!options.close_stdout) ::close(out[0]);
  ::close(err[0]);
  int state = 0;
  ::waitpid(child, &state, 0);
  if (WIFEXITED(state)) run.status = WEXITSTATUS(state);
  if (WIFSIGNALED(state)) run.signal = WTERMSIG(state);
  return run;
}

}  // namespace berth::test
