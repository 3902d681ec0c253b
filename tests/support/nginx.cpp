#include "tests/support/nginx.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sstream>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace berth::test {
namespace {

namespace fs = std::filesystem;
constexpr const char* kNginx = "/usr/sbin/nginx";
constexpr const char* kOpenssl = "/usr/bin/openssl";
constexpr auto kPatience = std::chrono::seconds(30);
constexpr auto kGlance = std::chrono::milliseconds(10);

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  ::bind(probe, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(probe);
  return ntohs(address.sin_port);
}

bool answers(int port) {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  const bool connected = ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(probe);
  return connected;
}

void replace(std::string& text, const std::string& what, const std::string& by) {
  std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << "no " << what << " in the configuration";
  for (; at != std::string::npos; at = text.find(what, at + by.size())) text.replace(at, what.size(), by);
}

pid_t spawn(std::vector<std::string> words, const std::string& log) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // no server outlives its tests
  const int in = ::open("/dev/null", O_RDONLY);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  ::execv(arguments.front(), arguments.data());
  ::_exit(127);
}

}  // namespace

std::string Nginx::missing() {
  for (const char* program : {kNginx, kOpenssl}) {
    if (!fs::exists(program)) return std::string(program) + " is not installed";
  }
  return {};
}

Nginx::Nginx(std::string text, int upstream_port) : port_(free_port()), plain_port_(free_port()) {
  const auto here = [](int port) { return "127.0.0.1:" + std::to_string(port); };
  replace(text, "127.0.0.1:8000", here(upstream_port));
  replace(text, "listen 80;", "listen " + here(plain_port_) + ";");
  replace(text, "listen 443 ", "listen " + here(port_) + " ");
  replace(text, "/etc/ssl/berth", folder_.path());
  folder_.write("site.conf", text);
  std::string whole = "daemon off;\npid pid;\nerror_log said;\nevents {}\nhttp {\naccess_log off;\n";
  if (::geteuid() == 0) whole.insert(0, "user root;\n");  // its folder is nobody else's
  for (const char* one : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    whole += std::string(one) + "_temp_path " + (folder_ / one) + ";\n";
  }
  folder_.write("nginx.conf", whole + "include site.conf;\n}\n");

  int state = 0;
  const pid_t made = spawn(
      {kOpenssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
       "-subj", "/CN=berth.example.com", "-keyout", folder_ / "privkey.pem", "-out", folder_ / "fullchain.pem"},
      folder_ / "said");
  ::waitpid(made, &state, 0);
  EXPECT_EQ(state, 0) << said();
  process_ = spawn({kNginx, "-p", folder_.path(), "-c", "nginx.conf", "-e", "said"}, folder_ / "said");
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!answers(port_)) {
    if (::waitpid(process_, nullptr, WNOHANG) == process_) process_ = -1;
    if (process_ < 0 || std::chrono::steady_clock::now() > deadline) {
      ADD_FAILURE() << "nginx does not answer: " << said();
      return;
    }
    std::this_thread::sleep_for(kGlance);
  }
}

Nginx::~Nginx() {
  if (process_ < 0) return;
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
}

std::string Nginx::said() const {
  std::ifstream file(folder_ / "said");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace berth::test
