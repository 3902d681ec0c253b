#include "actors/store/postgres_session.hpp"

#include <charconv>
#include <utility>

#include <pqxx/pqxx>

#include "actors/store/postgres_connect.hpp"
#include "actors/store/socket_deadline.hpp"

namespace berth {
namespace {

constexpr Duration kConnectWithinUs = kSecond;
constexpr Duration kGraceUs = kSecond;  // the server ends a statement that takes too long; this much later we do

// libpqxx connects through one of these; ours has a deadline.
class ConnectWithin : public pqxx::connectionpolicy {
 public:
  using pqxx::connectionpolicy::connectionpolicy;
  handle do_startconnect(handle present) override {
    if (present != nullptr) return present;
    std::string why;
    handle made = connect_within(options(), kConnectWithinUs, why);
    if (made == nullptr) throw pqxx::broken_connection(why);
    return made;
  }
};
using Connection = pqxx::basic_connection_base<ConnectWithin>;

// What an SQLSTATE means to whoever appends. Source: PostgreSQL's manual, appendix A.
AppendFault fault_of(const std::string& state, const std::string& message) {
  const auto is = [&](const char* prefix) { return state.rfind(prefix, 0) == 0; };
  if (is("23505")) {  // unique_violation: of (stream, sequence), else of a position that another writer took
    return message.find("journal_stream") != std::string::npos ? AppendFault::kConflict : AppendFault::kLostLease;
  }
  if (is("53300") || is("53200")) return AppendFault::kUnavailable;           // too many connections, out of memory
  if (is("57") || is("55P03") || is("40")) return AppendFault::kUnavailable;  // shutdown, timeout, lock, rollback
  if (is("08") || state.empty()) return AppendFault::kUnavailable;            // the connection
  return AppendFault::kRefused;  // disk full, read only, an I/O error, a missing table
}

// All fields of a result. Walking along them is what libpqxx does cheaply: looking one up counts references.
std::vector<std::string_view> cells_of(const pqxx::result& rows) {
  std::vector<std::string_view> cells;
  cells.reserve(rows.size() * rows.columns());
  for (auto row = rows.begin(); row != rows.end(); ++row) {
    for (auto field = row->begin(); field != row->end(); ++field) cells.emplace_back(field->c_str(), field->size());
  }
  return cells;
}

}  // namespace

struct PostgresSession::Parts {
  Parts(const std::string& url, Duration bound_us)
      : password(password_of(url)), statement_us(bound_us), connection(url) {}
  std::string password;
  Duration statement_us;
  SocketDeadline deadline;
  Connection connection;
};

PostgresSession::PostgresSession(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
PostgresSession::~PostgresSession() = default;

Result<std::unique_ptr<PostgresSession>> PostgresSession::connect(const std::string& url, Duration statement_us) {
  std::unique_ptr<PostgresSession> session;
  try {
    session.reset(new PostgresSession(std::make_unique<Parts>(url, statement_us)));
  } catch (const std::exception& e) {
    return Error::failed(kDatabase, tidy_message(e.what(), password_of(url)));
  }
  // The tables grow from nothing faster than their statistics: plans go by the indexes, whatever those say.
  // A killed client must not keep the lease's row locked, and a slow statement must not keep the service waiting. The
  // checks of the lease rest on read committed.
  const std::string timeout = std::to_string(statement_us / 1000);
  const SqlOutcome set = session->run(
      "set client_min_messages = error; set default_transaction_isolation = 'read committed';"
      "set synchronous_commit = on; set jit = off; set plan_cache_mode = force_generic_plan;"
      "set enable_hashjoin = off; set enable_mergejoin = off; set enable_seqscan = off; set enable_bitmapscan = off;"
      "set idle_in_transaction_session_timeout = '60s'; set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2;"
      "set tcp_keepalives_count = 3; set client_connection_check_interval = '1s';"
      "set lock_timeout = '1s'; set statement_timeout = " +
      timeout);
  if (!set.ok()) return Error::failed(kDatabase, set.message);
  return session;
}

template <class Call>
SqlOutcome PostgresSession::guarded(Duration within_us, Call call) {
  SqlOutcome outcome;
  pqxx::connection_base& connection = parts_->connection;
  if (!connection.is_open()) {  // it would otherwise connect again by itself, past the lease
    outcome.fault = AppendFault::kUnavailable;
    outcome.message = "database: the connection was lost";
    return outcome;
  }
  parts_->deadline.arm(connection.sock(), within_us + kGraceUs);
  std::string state;
  try {
    pqxx::result rows = call(connection);
    outcome.size_ = rows.size();
    outcome.columns_ = static_cast<int>(rows.columns());
    outcome.affected_ = rows.affected_rows();
    outcome.cells_ = cells_of(rows);
    outcome.result_ = std::make_shared<const pqxx::result>(std::move(rows));
  } catch (const pqxx::sql_error& e) {
    outcome.message = e.what();
    outcome.fault = fault_of(e.sqlstate(), outcome.message);
  } catch (const std::exception& e) {
    outcome.message = e.what();
    outcome.fault = connection.is_open() ? AppendFault::kRefused : AppendFault::kUnavailable;
  }
  parts_->deadline.disarm();
  if (outcome.ok()) return outcome;
  outcome.message = "database: " + tidy_message(outcome.message, parts_->password);
  if (!connection.is_open()) {
    outcome.lost = true;
    outcome.fault = AppendFault::kUnavailable;
  }
  return outcome;
}

SqlOutcome PostgresSession::run(const std::string& statements) { return run(statements, parts_->statement_us); }

SqlOutcome PostgresSession::run(const std::string& statements, Duration within_us) {
  return guarded(within_us, [&](pqxx::connection_base& connection) {
    pqxx::nontransaction work(connection);
    return work.exec(statements);
  });
}

SqlOutcome PostgresSession::run_prepared(const char* name, const SqlParameters& parameters) {
  return guarded(parts_->statement_us, [&](pqxx::connection_base& connection) {
    std::vector<pqxx::binarystring> values;
    values.reserve(parameters.values().size());
    for (const std::string& value : parameters.values()) values.emplace_back(value);
    pqxx::nontransaction work(connection);
    return work.exec_prepared(name, pqxx::prepare::make_dynamic_params(values));
  });
}

SqlOutcome PostgresSession::prepare(const char* name, const char* statement) {
  return guarded(parts_->statement_us, [&](pqxx::connection_base& connection) {
    connection.prepare(name, statement);
    connection.prepare_now(name);  // now, that a missing table shows here
    return pqxx::result();
  });
}

std::string PostgresSession::quoted(std::string_view text) const { return parts_->connection.quote(std::string(text)); }

bool PostgresSession::is_open() const { return parts_->connection.is_open(); }

std::int64_t SqlOutcome::number(std::size_t row, int column) const {
  const std::string_view digits = text(row, column);
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

void SqlParameters::append_number(std::string& bytes, std::uint64_t number, int size) {
  for (int shift = (size - 1) * 8; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>((number >> shift) & 0xff));
}

std::string& SqlParameters::begin_array(std::size_t count, bool text) {
  constexpr std::uint64_t kBigint = 20, kText = 25;  // their object ids (pg_type.dat)
  std::string& bytes = values_.emplace_back();
  append_number(bytes, 1, 4);  // dimensions
  append_number(bytes, 0, 4);  // no nulls
  append_number(bytes, text ? kText : kBigint, 4);
  append_number(bytes, count, 4);
  append_number(bytes, 1, 4);  // the first index
  return bytes;
}

SqlParameters& SqlParameters::add(std::int64_t value) {
  append_number(values_.emplace_back(), static_cast<std::uint64_t>(value), 8);
  return *this;
}

SqlParameters& SqlParameters::add(std::string_view value) {
  values_.emplace_back(value);
  return *this;
}

}  // namespace berth
