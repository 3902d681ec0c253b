#include "api/http/front/parser.hpp"

#include <algorithm>
#include <cstring>
#include <httplib.h>

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
  return request;
}

// Where the request that this thread parses goes.
thread_local Parser::Outcome* parsing = nullptr;

}  // namespace

class Parser::Impl final : public httplib::Server {
 public:
  Impl() {
    // The library would go on to route and answer; here it ends once the head has been read. What it writes is
    // nobody's.
    set_pre_routing_handler([](const httplib::Request& from, httplib::Response&) {
      parsing->request = request_from(from);
      parsing->understood = true;
      return httplib::Server::HandlerResponse::Handled;
    });
  }

  Outcome parse(const std::string& head, std::string body, const std::string& remote) {
    Outcome outcome;
    MemoryStream stream(head, remote);
    bool closed = true;
    parsing = &outcome;
    process_request(stream, true, closed, {});
    parsing = nullptr;
    if (outcome.understood) {
      outcome.request.body = std::move(body);
      outcome.request.remote_address = remote;
    } else {
      outcome.refusal = std::move(stream.out);
    }
    return outcome;
  }
};

Parser::Parser() : impl_(std::make_unique<Impl>()) {}
Parser::~Parser() = default;

Parser::Outcome Parser::parse(const std::string& head, std::string body, const std::string& remote_address) {
  return impl_->parse(head, std::move(body), remote_address);
}

}  // namespace berth::http
