// One connection to Postgres, with failures as values: what runs on it either gives rows or says what it means that it
// did not. The only file that sees libpqxx is its .cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "actors/store/journal.hpp"
#include "engine/model/result.hpp"

namespace berth {

// Where messages say that something is wrong.
inline constexpr const char* kDatabase = "database";

// Parameters of a prepared statement in Postgres' binary format: integers are bigint, texts are text, and columns are
// bigint[] and text[], without any quoting. (Format: array_recv in src/backend/utils/adt/arrayfuncs.c.)
class SqlParameters {
 public:
  SqlParameters& add(std::int64_t value);
  SqlParameters& add(std::uint64_t value) { return add(static_cast<std::int64_t>(value)); }
  SqlParameters& add(std::string_view value);
  // An array of `count` elements, one from each call of `element(i)`: an integer or a text.
  template <class Element>
  SqlParameters& add_column(std::size_t count, Element element) {
    using Value = decltype(element(std::size_t{0}));
    constexpr bool text = std::is_convertible_v<Value, std::string_view>;
    std::string& bytes = begin_array(count, text);
    for (std::size_t i = 0; i < count; ++i) {
      if constexpr (text) {
        const std::string_view value = element(i);
        append_number(bytes, static_cast<std::uint32_t>(value.size()), 4);
        bytes.append(value);
      } else {
        append_number(bytes, 8, 4);
        append_number(bytes, static_cast<std::uint64_t>(element(i)), 8);
      }
    }
    return *this;
  }
  const std::vector<std::string>& values() const { return values_; }

 private:
  std::string& begin_array(std::size_t count, bool text);
  static void append_number(std::string& bytes, std::uint64_t number, int size);  // most significant byte first

  std::vector<std::string> values_;
};

// What a statement gave: rows, or the fault it ended with.
class SqlOutcome {
 public:
  AppendFault fault = AppendFault::kNone;
  std::string message;  // for people, when there is a fault
  bool lost = false;    // the connection broke: whether the statement was done is not known

  bool ok() const { return fault == AppendFault::kNone; }
  std::size_t size() const { return size_; }  // rows
  int columns() const { return columns_; }
  std::size_t affected() const { return affected_; }  // rows inserted, updated or deleted
  std::string_view text(std::size_t row, int column) const {
    return cells_[row * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(column)];
  }
  std::int64_t number(std::size_t row, int column) const;
  std::uint64_t unsigned_number(std::size_t row, int column) const {
    return static_cast<std::uint64_t>(number(row, column));
  }

 private:
  friend class PostgresSession;
  std::shared_ptr<const void> result_;   // a pqxx::result, which holds what the cells show
  std::vector<std::string_view> cells_;  // row by row
  std::size_t size_ = 0;
  std::size_t affected_ = 0;
  int columns_ = 0;
};

class PostgresSession {
 public:
  // Within about a second. `statement_us`: how long a statement may take unless it says otherwise.
  static Result<std::unique_ptr<PostgresSession>> connect(const std::string& url, Duration statement_us);
  ~PostgresSession();

  SqlOutcome run(const std::string& statements);
  SqlOutcome run(const std::string& statements, Duration within_us);  // here; the server's bound is set by SQL
  SqlOutcome run_prepared(const char* name, const SqlParameters& parameters = {});
  SqlOutcome prepare(const char* name, const char* statement);
  std::string quoted(std::string_view text) const;
  bool is_open() const;

 private:
  struct Parts;
  explicit PostgresSession(std::unique_ptr<Parts> parts);
  template <class Call>
  SqlOutcome guarded(Duration within_us, Call call);

  std::unique_ptr<Parts> parts_;
};

}  // namespace berth
