#include "actors/store/postgres_load.hpp"

#include "actors/store/verifier.hpp"

namespace berth {
namespace {

constexpr const char* kPlace = "database";
constexpr const char* kPage = "5000";  // rows fetched at once

SqlOutcome damage(const Error& error) {
  SqlOutcome outcome;
  outcome.fault = AppendFault::kRefused;
  outcome.message = error.text();
  return outcome;
}

// Hands every row of a query to `take`, page by page; `take` says what is wrong with one by a fault.
template <class Take>
SqlOutcome for_each_row(PostgresSession& session, const std::string& query, Take take) {
  SqlOutcome outcome = session.run("declare rows no scroll cursor for " + query, kLoadUs);
  while (outcome.ok()) {
    SqlOutcome page = session.run(std::string("fetch ") + kPage + " from rows", kLoadUs);
    if (!page.ok()) return page;
    if (page.size() == 0) break;
    for (std::size_t row = 0; row < page.size() && outcome.ok(); ++row) outcome = take(page, row);
  }
  if (outcome.ok()) outcome = session.run("close rows");
  return outcome;
}

SqlOutcome load_all(PostgresSession& session, Checksummer& checksummer, const std::string& stream,
                    const std::function<void(Entity&&)>& entity, const std::function<void(StreamEnd&&)>& end) {
  const std::string where = stream.empty() ? "" : " where stream = " + session.quoted(stream);
  SqlOutcome outcome =
      for_each_row(session,
                   "select stream, organization, kind, key, document, position, checksum from entities" + where +
                       " order by stream, kind, key_number, key",
                   [&](const SqlOutcome& rows, std::size_t row) {
                     const auto string = [&](int column) { return std::string(rows.text(row, column)); };
                     StoredEntity stored{{string(0), rows.number(row, 1), string(2), string(3), string(4)},
                                         rows.unsigned_number(row, 5),
                                         rows.unsigned_number(row, 6)};
                     if (!checksummer.sound(stored)) return damage(damaged_entity(kPlace, stored));
                     entity(std::move(stored.entity));
                     return SqlOutcome();
                   });
  if (!outcome.ok()) return outcome;
  if (stream.empty()) {
    outcome = session.run("select (select count(*) from snapshot_entities), entities from snapshot", kLoadUs);
    if (!outcome.ok()) return outcome;
    if (outcome.size() != 1 || outcome.number(0, 0) != outcome.number(0, 1)) {
      return damage(wrong_entity_count(kPlace, outcome.number(0, 0), outcome.number(0, 1)));
    }
  }
  return for_each_row(session, "select stream, max(sequence) from journal" + where + " group by stream order by stream",
                      [&](const SqlOutcome& rows, std::size_t row) {
                        end({std::string(rows.text(row, 0)), rows.unsigned_number(row, 1)});
                        return SqlOutcome();
                      });
}

}  // namespace

SqlOutcome load_entities(PostgresSession& session, Checksummer& checksummer, const std::string& stream,
                         const std::function<void(Entity&&)>& entity, const std::function<void(StreamEnd&&)>& end) {
  SqlOutcome outcome = session.run(
      "begin isolation level repeatable read, read only;"
      "set local statement_timeout = " +
      std::to_string(kLoadUs / 1000) + "; set local work_mem = '64MB'; set local cursor_tuple_fraction = 1");
  if (!outcome.ok()) return outcome;
  outcome = load_all(session, checksummer, stream, entity, end);
  const SqlOutcome ended = session.run("rollback");
  return outcome.ok() ? ended : outcome;
}

}  // namespace berth
