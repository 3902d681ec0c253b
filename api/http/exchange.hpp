// One HTTP exchange as the routes see it, free of the library that parsed it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::http {

struct Request {
  std::string method;
  std::string path;      // percent-decoded, without the query
  std::string raw_path;  // as sent
  std::string query;     // as sent, without the question mark; may carry credentials: never logged
  std::vector<std::pair<std::string, std::string>> headers;  // as sent, in order
  std::string body;
  std::string remote_address;  // of the peer's socket

  // The first header of that name, in any case.
  std::optional<std::string_view> header(std::string_view name) const;
};

// The far end of a stream of server-sent events. Safe to call from any thread; holds no thread of the server.
class EventStream {
 public:
  virtual ~EventStream() = default;
  // Queues the bytes for sending. False when the client is gone or has fallen too far behind: stop calling.
  virtual bool send(std::string_view bytes) = 0;
  virtual void close() = 0;
};

// The front end, to a handler that cannot answer yet and wants to hold no thread while it waits. Request and Response
// stay where they are until the rest has run.
class Later {
 public:
  virtual ~Later() = default;
  // Before the handler returns: it will not have answered by then, and sees to it that `resume` is called once, from
  // any thread, whatever happens.
  virtual void defer() = 0;
  // Runs the rest on a thread of the front end, once the handler has returned; then the response is complete.
  virtual void resume(std::function<void()> rest) = 0;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::shared_ptr<const std::string> shared_body;            // instead of `body`, for large constant documents
  std::vector<std::pair<std::string, std::string>> headers;  // besides Content-Type and Content-Length
  // Further headers as whole lines, ready to be sent: their values have been made sure of.
  std::string header_lines;
  const std::string* common_header_lines = nullptr;  // of many responses alike; outlives the server
  Later* later = nullptr;  // set by the front end; null: the handler answers before it returns
  // Set to keep the connection as a stream: called once, after the head and `body` have been queued.
  std::function<void(std::shared_ptr<EventStream>)> stream;
};

using Handler = std::function<void(const Request&, Response&)>;

}  // namespace berth::http
