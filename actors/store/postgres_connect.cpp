#include "actors/store/postgres_connect.hpp"

#include <algorithm>
#include <chrono>
#include <libpq-fe.h>
#include <map>
#include <memory>
#include <poll.h>
#include <vector>

namespace berth {
namespace {

using Clock = std::chrono::steady_clock;

// Notice a server that went away without a word; a person's own settings have precedence.
constexpr std::pair<const char*, const char*> kUnlessSaid[] = {
    {"keepalives_idle", "5"},     {"keepalives_interval", "2"},  {"keepalives_count", "3"},
    {"tcp_user_timeout", "5000"}, {"application_name", "berth"},
};

// The settings a URL or connection string names; nothing when it cannot be read. What libpq says then may quote the
// string, and so is not passed on.
bool settings_of(const std::string& url, std::map<std::string, std::string>& settings) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url.c_str(), nullptr),
                                                                             PQconninfoFree);
  if (!options) return false;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) settings[option->keyword] = option->val;
  }
  return true;
}

}  // namespace

std::string password_of(const std::string& url) {
  std::map<std::string, std::string> settings;
  settings_of(url, settings);
  return settings["password"];
}

std::string tidy_message(const std::string& message, const std::string& password) {
  std::string tidy = message;
  while (!tidy.empty() && (tidy.back() == '\n' || tidy.back() == ' ')) tidy.pop_back();
  std::replace_if(
      tidy.begin(), tidy.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  for (auto at = password.empty() ? std::string::npos : tidy.find(password); at != std::string::npos;
       at = tidy.find(password, at + 3)) {
    tidy.replace(at, password.size(), "***");
  }
  return tidy;
}

pg_conn* connect_within(const std::string& url, Duration within_us, std::string& why) {
  std::map<std::string, std::string> settings;
  if (!settings_of(url, settings)) {
    why = "the database's address cannot be read: expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE";
    return nullptr;
  }
  for (const auto& [keyword, value] : kUnlessSaid) settings.try_emplace(keyword, value);
  settings["client_encoding"] = "UTF8";
  std::vector<const char*> keywords, values;
  for (const auto& [keyword, value] : settings) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);

  const auto deadline = Clock::now() + std::chrono::microseconds(within_us);
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectStartParams(keywords.data(), values.data(), 0),
                                                          PQfinish);
  // "If you have yet to call PQconnectPoll, behave as if it last returned PGRES_POLLING_WRITING" (libpq's manual).
  PostgresPollingStatusType awaits = PGRES_POLLING_WRITING;
  while (connection && PQstatus(connection.get()) != CONNECTION_BAD && awaits != PGRES_POLLING_OK &&
         awaits != PGRES_POLLING_FAILED) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd ready{PQsocket(connection.get()), static_cast<short>(awaits == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
    if (left <= 0 || ::poll(&ready, 1, static_cast<int>(left)) == 0) {
      why = "the database did not answer within " + std::to_string(within_us / 1000) + " ms";
      return nullptr;
    }
    awaits = PQconnectPoll(connection.get());
  }
  if (connection && awaits == PGRES_POLLING_OK) return connection.release();
  why = connection ? tidy_message(PQerrorMessage(connection.get()), settings["password"]) : "out of memory";
  return nullptr;
}

}  // namespace berth
