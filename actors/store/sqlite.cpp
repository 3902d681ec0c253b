#include "actors/store/sqlite.hpp"

namespace berth {

SqliteStatement::SqliteStatement(sqlite3* connection, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  status_ = sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                               &statement, nullptr);
  statement_.reset(statement);
}

SqliteStatement& SqliteStatement::bind(int parameter, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), parameter, value);
  return *this;
}

SqliteStatement& SqliteStatement::bind(int parameter, std::string_view value) {
  sqlite3_bind_text64(statement_.get(), parameter, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

bool SqliteStatement::next() {
  if (!statement_) return false;  // it could not be prepared: status() says why
  status_ = sqlite3_step(statement_.get());
  if (status_ == SQLITE_ROW) return true;
  if (status_ == SQLITE_DONE) status_ = SQLITE_OK;
  sqlite3_reset(statement_.get());
  return false;
}

bool SqliteStatement::run() {
  while (next()) {
  }
  return status_ == SQLITE_OK;
}

std::string_view SqliteStatement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return bytes == nullptr
             ? std::string_view()
             : std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

int SqliteConnection::open(const std::string& file) {
  sqlite3* connection = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int status = sqlite3_open_v2(file.c_str(), &connection, flags, nullptr);
  connection_.reset(connection);
  return status;
}

int SqliteConnection::run(const char* sql) { return sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr); }

std::int64_t SqliteConnection::number(std::string_view sql, std::int64_t otherwise) {
  SqliteStatement statement = prepare(sql);
  return statement.next() ? statement.number(0) : otherwise;
}

void SqliteConnection::roll_back() {
  if (sqlite3_get_autocommit(connection_.get()) == 0) run("rollback");
}

std::string SqliteConnection::message() const { return sqlite3_errmsg(connection_.get()); }

}  // namespace berth
