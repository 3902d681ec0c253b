// SQLite's C interface with owners: a connection and its prepared statements. Result codes stay SQLite's own.
#pragma once

#include <cstdint>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <string_view>

namespace berth {

class SqliteStatement {
 public:
  SqliteStatement() = default;
  SqliteStatement(sqlite3* connection, std::string_view sql);  // a failure shows in status()

  // Parameters are counted from 1; a text must outlive the steps.
  SqliteStatement& bind(int parameter, std::int64_t value);
  SqliteStatement& bind(int parameter, std::uint64_t value) {
    return bind(parameter, static_cast<std::int64_t>(value));
  }
  SqliteStatement& bind(int parameter, std::string_view value);

  bool next();  // a row; false at the end, and on a failure, and the statement is then ready for another run
  bool run();   // to the end; false on a failure
  int status() const { return status_; }  // SQLITE_OK, or why it failed
  int columns() const { return sqlite3_column_count(statement_.get()); }

  // Of the present row, counted from 0; a text lives until the next step.
  std::int64_t number(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  std::uint64_t unsigned_number(int column) const { return static_cast<std::uint64_t>(number(column)); }
  std::string_view text(int column) const;
  std::string string(int column) const { return std::string(text(column)); }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int status_ = SQLITE_OK;
};

class SqliteConnection {
 public:
  int open(const std::string& file);  // made when missing
  int run(const char* sql);           // any number of statements
  SqliteStatement prepare(std::string_view sql) { return {connection_.get(), sql}; }
  // The first column of the first row; `otherwise` when there is none.
  std::int64_t number(std::string_view sql, std::int64_t otherwise = 0);
  // Ends a transaction that is open without its changes.
  void roll_back();
  std::string message() const;  // of the last failure

 private:
  struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  };
  std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace berth
