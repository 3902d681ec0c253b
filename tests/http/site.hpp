// The whole service on a free port of the loopback interface, and clients of it, for tests over real HTTP.
#pragma once

#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/live/service.hpp"
#include "api/http/front/server.hpp"
#include "api/http/routes/application.hpp"
#include "api/http/wire/json_value.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth::http {

struct Reply {
  int status = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;

  std::string header(const std::string& name) const;  // the first; empty: none
  Json json() const;
  // A member, by path: at("detail", "0", "type").
  template <class... Keys>
  std::string at(Keys... keys) const {
    return find({std::string(keys)...});
  }
  std::string find(const std::vector<std::string>& path) const;  // as JSON text; "nothing" where there is none
  std::int64_t id() const;
};

class Site;

// A client with a cookie jar.
class Client {
 public:
  explicit Client(int port) : port_(port) {}

  using Headers = std::vector<std::pair<std::string, std::string>>;
  Reply send(const std::string& method, const std::string& path, const std::string& body = {},
             const Headers& headers = {});
  Reply get(const std::string& path, const Headers& headers = {}) { return send("GET", path, {}, headers); }
  // A body of JSON.
  Reply post(const std::string& path, const std::string& body = {}, Headers headers = {});
  Reply patch(const std::string& path, const std::string& body, Headers headers = {});
  Reply remove(const std::string& path, const Headers& headers = {}) { return send("DELETE", path, {}, headers); }

  std::string cookie;  // the session's token; empty: none

 private:
  int port_;
};

// On the store that BERTH_TEST_STORE names: memory (where it names none), sqlite or postgres.
class Site {
 public:
  explicit Site(const std::function<void(ApplicationSettings&)>& adjust = {},
                std::unique_ptr<Journal> journal = nullptr);
  ~Site();

  Client stranger() const { return Client(server_->port()); }
  // Registered and logged in.
  Client person(const std::string& name);
  // The same, with an organization of its own.
  Client founder(const std::string& name);
  // The same, as a member of the founder's organization.
  Client member(Client& founder, const std::string& name, const std::string& role);
  std::int64_t cluster(Client& client, double cpu, double ram = 100, double gpu = 0);
  Reply deploy(Client& client, std::int64_t cluster, double cpu, int priority = 0);
  std::string status(Client& client, std::int64_t deployment);

  int port() const { return server_->port(); }
  Application& application() { return *application_; }
  live::Service& service() { return *service_; }

 private:
  test::TemporaryFolder folder_;
  std::unique_ptr<live::Service> service_;
  std::unique_ptr<Application> application_;
  std::unique_ptr<Server> server_;
};

inline constexpr const char* kPassword = "long enough";

}  // namespace berth::http
