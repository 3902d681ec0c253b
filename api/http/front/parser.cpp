#include "api/http/front/parser.hpp"

#include <algorithm>
#include <cstring>
#include <httplib.h>

#include "api/http/wire/problem.hpp"

namespace berth::http {
namespace {

class MemoryStream final : public httplib::Stream {
 public:
  MemoryStream(const std::string& in, const std::string& remote) : in_(in), remote_(remote) { out.reserve(1024); }

  bool is_readable() const override { return at_ < in_.size(); }
  bool is_writable() const override { return true; }
  ssize_t read(char* bytes, size_t size) override {
    const std::size_t taken = std::min(size, in_.size() - at_);
    std::memcpy(bytes, in_.data() + at_, taken);
    at_ += taken;
    return static_cast<ssize_t>(taken);
  }
  ssize_t write(const char* bytes, size_t size) override {
    out.append(bytes, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip = remote_;
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  socket_t socket() const override { return INVALID_SOCKET; }

  std::string out;

 private:
  const std::string& in_;
  const std::string& remote_;
  std::size_t at_ = 0;
};

Request request_from(const httplib::Request& from) {
  Request request;
  request.method = from.method;
  request.path = from.path;
  const std::size_t question = from.target.find('?');
  request.raw_path = from.target.substr(0, question);
  if (question != std::string::npos) request.query = from.target.substr(question + 1);
  request.headers.reserve(from.headers.size());
  for (const auto& [name, value] : from.headers) {
    // What httplib adds of its own.
    if (name == "REMOTE_ADDR" || name == "REMOTE_PORT" || name == "LOCAL_ADDR" || name == "LOCAL_PORT") continue;
    request.headers.emplace_back(name, value);
  }
  request.body = from.body;
  request.remote_address = from.remote_addr;
  return request;
}

// Of the request the thread is at: its wish to become a stream.
thread_local std::function<void(std::shared_ptr<EventStream>)>* wished_stream = nullptr;

}  // namespace

class Parser::Impl final : public httplib::Server {
 public:
  Impl(http::Handler handler, std::function<void(const std::string&)> failed)
      : handler_(std::move(handler)), failed_(std::move(failed)) {
    set_pre_routing_handler([this](const httplib::Request& from, httplib::Response& to) {
      handle(from, to);
      return httplib::Server::HandlerResponse::Handled;
    });
    set_keep_alive_max_count(1'000'000);
    set_keep_alive_timeout(60);
  }

  Outcome process(const std::string& head, std::string body, const std::string& remote, bool close) {
    MemoryStream stream(head, remote);
    Outcome outcome;
    wished_stream = &outcome.stream;
    bool closed = close;
    const bool fine = process_request(stream, close, closed, [&](httplib::Request& request) {
      request.body = std::move(body);
      request.remote_addr = remote;
    });
    wished_stream = nullptr;
    outcome.closes = closed || !fine;
    outcome.bytes = std::move(stream.out);
    return outcome;
  }

 private:
  void handle(const httplib::Request& from, httplib::Response& to) {
    http::Response response;
    try {
      handler_(request_from(from), response);
    } catch (const std::exception& exception) {
      failed_(exception.what());
      response = {};
      response.status = 500;
      response.content_type = "application/problem+json";
      response.body = R"({"detail":"Internal Server Error","title":"Internal Server Error","status":500})";
    }
    to.status = response.status;
    for (auto& [name, value] : response.headers) to.headers.emplace(std::move(name), std::move(value));
    if (response.stream) {
      *wished_stream = std::move(response.stream);
      to.headers.emplace("Content-Type", response.content_type);
      to.body = std::move(response.body);
      return;
    }
    to.body = response.shared_body ? *response.shared_body : std::move(response.body);
    if (!to.body.empty() || response.status != 204) to.headers.emplace("Content-Type", response.content_type);
  }

  http::Handler handler_;
  std::function<void(const std::string&)> failed_;
};

Parser::Parser(Handler handler, std::function<void(const std::string&)> failed)
    : impl_(std::make_unique<Impl>(std::move(handler), std::move(failed))) {}
Parser::~Parser() = default;

Parser::Outcome Parser::process(const std::string& head, std::string body, const std::string& remote_address,
                                bool close) {
  Outcome outcome = impl_->process(head, std::move(body), remote_address, close);
  if (outcome.stream) {
    // A stream has no end to announce: its head says neither a length nor that the connection is kept.
    const std::size_t end = outcome.bytes.find("\r\n\r\n");
    std::string head_bytes;
    for (std::size_t at = 0; at < end;) {
      std::size_t next = outcome.bytes.find("\r\n", at);
      if (next == std::string::npos || next > end) next = end;
      const std::string line = outcome.bytes.substr(at, next - at);
      at = next + 2;
      if (line.rfind("Content-Length:", 0) == 0 || line.rfind("Keep-Alive:", 0) == 0 ||
          line.rfind("Connection:", 0) == 0) {
        continue;
      }
      head_bytes += line + "\r\n";
    }
    outcome.bytes = head_bytes + "Connection: close\r\n\r\n" + outcome.bytes.substr(end + 4);
  }
  return outcome;
}

std::string refusal(int status, const std::string& detail) {
  const std::string body = "{\"detail\":\"" + detail + "\",\"type\":\"about:blank\",\"title\":\"" +
                           std::string(reason_phrase(status)) + "\",\"status\":" + std::to_string(status) + "}";
  return "HTTP/1.1 " + std::to_string(status) + " " + std::string(reason_phrase(status)) +
         "\r\nContent-Type: application/problem+json\r\nConnection: close\r\n" +
         (status == 503 ? "Retry-After: 1\r\n" : "") + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

}  // namespace berth::http
