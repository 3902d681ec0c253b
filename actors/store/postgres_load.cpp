#include "actors/store/postgres_load.hpp"

#include "actors/store/overlay.hpp"
#include "actors/store/verifier.hpp"

namespace berth {
namespace {

constexpr const char* kRowsAtOnce = "5000";

// Two unknown bounds make the planner expect few records behind the snapshot, and look them up by position.
constexpr const char* kInTail =
    "position > (select position from snapshot) and position <= (select max(position) from journal)";
constexpr const char* kKeyNumber =
    "case when key !~ '[^0-9]' and length(key) between 1 and 18 then key::bigint else 9223372036854775807 end as "
    "key_number";

SqlOutcome damage(const Error& error) {
  SqlOutcome outcome;
  outcome.fault = AppendFault::kRefused;
  outcome.message = error.text();
  return outcome;
}

// The rows of a query, page by page, within the transaction.
class Cursor {
 public:
  Cursor(PostgresSession& session, std::string name, const std::string& query)
      : session_(session), name_(std::move(name)) {
    page_ = session_.run("declare " + name_ + " no scroll cursor for " + query, kLoadUs);
  }
  bool next() {  // false at the end, and on a failure
    if (!page_.ok() || ended_) return false;
    if (++row_ < page_.size()) return true;
    page_ = session_.run(std::string("fetch ") + kRowsAtOnce + " from " + name_, kLoadUs);
    row_ = 0;
    ended_ = page_.ok() && page_.size() == 0;
    return page_.ok() && !ended_;
  }
  std::string_view text(int column) const { return page_.text(row_, column); }
  std::string string(int column) const { return std::string(text(column)); }
  std::int64_t number(int column) const { return page_.number(row_, column); }
  std::uint64_t unsigned_number(int column) const { return page_.unsigned_number(row_, column); }
  const SqlOutcome& outcome() const { return page_; }

 private:
  PostgresSession& session_;
  std::string name_;
  SqlOutcome page_;
  std::size_t row_ = 0;
  bool ended_ = false;
};

NextEntity entities_of(Cursor& rows) {
  return [&rows](StoredEntity& stored) {
    if (!rows.next()) return false;
    stored = {{rows.string(0), rows.number(1), rows.string(2), rows.string(3), rows.string(4)},
              rows.unsigned_number(5),
              rows.unsigned_number(6)};
    return true;
  };
}

SqlOutcome load_all(PostgresSession& session, Checksummer& checksummer, const std::string& stream,
                    const std::function<void(Entity&&)>& entity, const std::function<void(StreamEnd&&)>& end) {
  const std::string of = stream.empty() ? "" : " and stream = " + session.quoted(stream);
  const std::string ordered = of + " order by stream, kind, key_number, key";
  Cursor keys(session, "keys", std::string("select distinct kind, key from journal where ") + kInTail);
  TailKeys touched;
  while (keys.next()) touched.add(keys.text(0), keys.text(1));
  Cursor snapshot(session, "entities",
                  "select stream, organization, kind, key, document, position, checksum from snapshot_entities"
                  " where true" +
                      ordered);
  Cursor tail(session, "tail",
              std::string("select * from (select distinct on (kind, key) stream, organization, kind, key, document,"
                          " position, entity_checksum, ") +
                  kKeyNumber + " from journal where " + kInTail + " order by kind, key, position desc) t where true" +
                  ordered);
  const auto sound = overlay(kDatabase, checksummer, touched, entities_of(snapshot), entities_of(tail), entity);
  for (const Cursor* cursor : {&keys, &snapshot, &tail}) {
    if (!cursor->outcome().ok()) return cursor->outcome();
  }
  if (!sound) return damage(sound.error());
  if (stream.empty()) {
    const SqlOutcome counts =
        session.run("select (select count(*) from snapshot_entities), entities from snapshot", kLoadUs);
    if (!counts.ok()) return counts;
    if (counts.size() != 1 || counts.number(0, 0) != counts.number(0, 1)) {
      return damage(wrong_entity_count(kDatabase, counts.number(0, 0), counts.number(0, 1)));
    }
  }
  Cursor ends(session, "ends",
              "select stream, max(sequence) from journal where true" + of + " group by stream order by stream");
  while (ends.next()) end({ends.string(0), ends.unsigned_number(1)});
  return ends.outcome();
}

}  // namespace

SqlOutcome load_entities(PostgresSession& session, Checksummer& checksummer, const std::string& stream,
                         const std::function<void(Entity&&)>& entity, const std::function<void(StreamEnd&&)>& end) {
  SqlOutcome outcome = session.run(
      "begin isolation level repeatable read, read only;"
      "set local statement_timeout = " +
      std::to_string(kLoadUs / 1000) + "; set local work_mem = '64MB'; set local cursor_tuple_fraction = 0.001");
  if (!outcome.ok()) return outcome;
  outcome = load_all(session, checksummer, stream, entity, end);
  const SqlOutcome ended = session.run("rollback");
  return outcome.ok() ? ended : outcome;
}

}  // namespace berth
