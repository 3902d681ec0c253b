#include "api/cli/journal_place.hpp"

#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "actors/store/postgres_journal.hpp"
#include "api/cli/terminal.hpp"

namespace berth::cli {

std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

Result<std::unique_ptr<Journal>> journal_at(const std::string& data, const std::string& database_url, Place place,
                                            Duration lease_us) {
  std::string url = database_url;
  if (url.empty() && data.empty()) url = environment_variable("DATABASE_URL");
  if (url.empty() && data.empty() && !environment_variable("PGHOST").empty()) url = "postgresql://";
  if (url.starts_with("sqlite:///")) return make_sqlite_journal(url.substr(10));
  if (!url.empty()) {
    // What SQLAlchemy calls its drivers is no business of libpq's.
    for (const char* dialect : {"postgresql+psycopg2://", "postgresql+asyncpg://", "postgresql+psycopg://"}) {
      if (url.starts_with(dialect)) url = "postgresql://" + url.substr(std::strlen(dialect));
    }
    say("berth: the state is kept in Postgres");
    return make_postgres_journal(PostgresSettings{.url = url, .lease_us = lease_us});
  }
  const std::string folder = data.empty() ? "berth-data" : data;
  std::error_code error;
  if (place == Place::kMustExist && !std::filesystem::exists(folder + "/berth.db", error)) {
    return Error::failed(folder, "has no berth.db in it; name the folder that `berth serve --data` was given");
  }
  std::filesystem::create_directories(folder, error);
  if (error) return Error::failed(folder, "cannot be made: " + error.message());
  say("berth: the state is kept in " + folder + "/berth.db");
  return make_sqlite_journal(folder + "/berth.db");
}

}  // namespace berth::cli
