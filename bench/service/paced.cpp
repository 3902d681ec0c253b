#include "bench/service/paced.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <vector>

namespace berth::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::uint32_t kTimer = UINT32_MAX;
constexpr auto kStragglers = std::chrono::seconds(10);

double ms_since(Clock::time_point due) { return std::chrono::duration<double, std::milli>(Clock::now() - due).count(); }

double percentile(std::vector<double>& values, double part) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::size_t>(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

std::string text_of(const Asked& asked) {
  std::string text = asked.method + " " + asked.path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  if (!asked.cookie.empty()) text += "Cookie: " + asked.cookie + "\r\n";
  if (!asked.body.empty()) {
    text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(asked.body.size()) + "\r\n";
  }
  return text + "\r\n" + asked.body;
}

// Bytes of the whole response at the beginning of `in`; 0: more is to come.
std::size_t whole_response(std::string_view in) {
  const std::size_t end = in.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  constexpr std::string_view kLength = "Content-Length: ";
  const std::size_t at = in.substr(0, end).find(kLength);
  const std::size_t body =
      at == std::string_view::npos ? 0 : std::strtoull(in.data() + at + kLength.size(), nullptr, 10);
  return in.size() >= end + 4 + body ? end + 4 + body : 0;
}

class Pacer {
 public:
  Pacer(const Asked& asked, const Pace& pace) : request_(text_of(asked)), pace_(pace) {
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    timer_ = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    watch(timer_, kTimer);
    lines_.resize(static_cast<std::size_t>(pace.connections));
    for (std::uint32_t i = 0; i < lines_.size(); ++i) connect(asked.port, i);
  }
  Pacer(const Pacer&) = delete;
  Pacer& operator=(const Pacer&) = delete;
  ~Pacer() {
    for (const Line& line : lines_) ::close(line.fd);
    ::close(timer_);
    ::close(epoll_);
  }

  PacedFigures run() {
    const auto interval = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / pace_.per_s));
    const Clock::time_point begin = Clock::now();
    const Clock::time_point end = begin + interval * static_cast<std::int64_t>(pace_.seconds * pace_.per_s);
    Clock::time_point next = begin;
    std::vector<epoll_event> events(256);
    while (next < end || ((busy_ > 0 || !due_.empty()) && Clock::now() < end + kStragglers)) {
      for (const Clock::time_point now = Clock::now(); next < end && next <= now; next += interval)
        due_.push_back(next);
      send_due();
      if (next < end) {
        wake_at(next);
        sent_in_time_ = sent_;
      }
      const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 100);
      for (int i = 0; i < count; ++i) {
        if (events[static_cast<std::size_t>(i)].data.u32 != kTimer) {
          receive(events[static_cast<std::size_t>(i)].data.u32);
        } else {
          std::uint64_t times = 0;
          [[maybe_unused]] const auto size = ::read(timer_, &times, sizeof times);
        }
      }
    }
    figures_.broken += busy_ + due_.size();
    figures_.admitted = admitted_ms_.size();
    figures_.refused = refused_ms_.size();
    figures_.offered_per_s = static_cast<double>(sent_in_time_) / pace_.seconds;
    figures_.admitted_per_s = static_cast<double>(figures_.admitted) / pace_.seconds;
    figures_.p50_ms = percentile(admitted_ms_, 0.5);
    figures_.p99_ms = percentile(admitted_ms_, 0.99);
    figures_.refused_p99_ms = percentile(refused_ms_, 0.99);
    figures_.sent_p99_ms = percentile(sent_admitted_ms_, 0.99);
    figures_.sent_refused_p99_ms = percentile(sent_refused_ms_, 0.99);
    return figures_;
  }

 private:
  struct Line {
    int fd = -1;
    Clock::time_point due, sent;
    std::string in;
  };

  void watch(int fd, std::uint32_t number) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u32 = number;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  void connect(int port, std::uint32_t number) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
      std::fprintf(stderr, "connection %u to port %d: %s\n", number, port, std::strerror(errno));
      std::exit(1);
    }
    lines_[number].fd = fd;
    watch(fd, number);
    free_.push_back(number);
  }

  void wake_at(Clock::time_point at) {
    const auto us = std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count();
    itimerspec when{};
    when.it_value.tv_sec = us / 1'000'000'000;
    when.it_value.tv_nsec = us % 1'000'000'000;
    timerfd_settime(timer_, TFD_TIMER_ABSTIME, &when, nullptr);
  }

  void send_due() {
    while (!due_.empty() && !free_.empty()) {
      Line& line = lines_[free_.back()];
      free_.pop_back();
      line.due = due_.front();
      line.sent = Clock::now();
      due_.pop_front();
      if (::send(line.fd, request_.data(), request_.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request_.size())) {
        ++figures_.broken;  // and the connection is not used again
        continue;
      }
      ++busy_;
      ++sent_;
    }
  }

  void receive(std::uint32_t number) {
    Line& line = lines_[number];
    char bytes[8192];
    const ssize_t size = ::recv(line.fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (size <= 0) {
      epoll_ctl(epoll_, EPOLL_CTL_DEL, line.fd, nullptr);
      --busy_;
      ++figures_.broken;
      return;
    }
    line.in.append(bytes, static_cast<std::size_t>(size));
    if (whole_response(line.in) == 0) return;
    const int status = std::atoi(line.in.c_str() + std::string_view("HTTP/1.1 ").size());
    (status < 400 ? admitted_ms_ : refused_ms_).push_back(ms_since(line.due));
    (status < 400 ? sent_admitted_ms_ : sent_refused_ms_).push_back(ms_since(line.sent));
    line.in.clear();
    --busy_;
    free_.push_back(number);
    send_due();
  }

  std::string request_;
  Pace pace_;
  int epoll_ = -1, timer_ = -1;
  std::vector<Line> lines_;
  std::vector<std::uint32_t> free_;
  std::deque<Clock::time_point> due_;
  std::size_t busy_ = 0;
  std::uint64_t sent_ = 0, sent_in_time_ = 0;
  std::vector<double> admitted_ms_, refused_ms_, sent_admitted_ms_, sent_refused_ms_;
  PacedFigures figures_;
};

}  // namespace

PacedFigures drive_paced(const Asked& asked, const Pace& pace) { return Pacer(asked, pace).run(); }

}  // namespace berth::bench
