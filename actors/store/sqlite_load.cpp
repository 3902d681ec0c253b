#include "actors/store/sqlite_load.hpp"

#include "actors/store/overlay.hpp"
#include "actors/store/verifier.hpp"

namespace berth {
namespace {

// The last record of each entity in the tail.
#define BERTH_TAIL                     \
  " from journal where position in ("  \
  " select max(position) from journal" \
  " where position > (select position from snapshot) group by kind, key)"
constexpr const char* kTailKeys =
    "select distinct kind, key from journal where position > (select position from snapshot)";
constexpr const char* kTail =
    "select stream, organization, kind, key, document, position, entity_checksum,"
    " case when key not glob '*[^0-9]*' and length(key) between 1 and 18 then cast(key as integer)"
    " else 9223372036854775807 end as key_number" BERTH_TAIL;
#undef BERTH_TAIL
constexpr const char* kSnapshot =
    "select stream, organization, kind, key, document, position, checksum from snapshot_entities where true";

NextEntity entities_of(SqliteStatement& rows) {
  return [&rows](StoredEntity& stored) {
    if (!rows.next()) return false;
    stored = {{rows.string(0), rows.number(1), rows.string(2), rows.string(3), rows.string(4)},
              rows.unsigned_number(5),
              rows.unsigned_number(6)};
    return true;
  };
}

}  // namespace

Result<void> load_entities(SqliteConnection& connection, const std::string& file, Checksummer& checksummer,
                           const std::string& stream, const std::function<void(Entity&&)>& entity,
                           const std::function<void(StreamEnd&&)>& end) {
  const std::string of = stream.empty() ? "" : " and stream = ?1";
  const std::string ordered = of + " order by stream, kind, key_number, key";
  SqliteStatement keys = connection.prepare(kTailKeys);
  SqliteStatement snapshot = connection.prepare(kSnapshot + ordered), tail = connection.prepare(kTail + ordered);
  SqliteStatement ends = connection.prepare("select stream, max(sequence) from journal where true" + of +
                                            " group by stream order by stream");
  if (!stream.empty()) {
    for (SqliteStatement* statement : {&snapshot, &tail, &ends}) statement->bind(1, stream);
  }

  TailKeys touched;
  while (keys.next()) touched.add(keys.text(0), keys.text(1));
  auto done = overlay(file, checksummer, touched, entities_of(snapshot), entities_of(tail), entity);
  if (!done) return done;
  if (stream.empty()) {
    const auto held = connection.number("select count(*) from snapshot_entities");
    const auto expected = connection.number("select entities from snapshot");
    if (held != expected) return wrong_entity_count(file, held, expected);
  }
  while (ends.next()) end({ends.string(0), ends.unsigned_number(1)});
  for (const SqliteStatement* statement : {&keys, &snapshot, &tail, &ends}) {
    if (statement->status() != SQLITE_OK) return Error::failed(file, "cannot be read: " + connection.message());
  }
  return {};
}

}  // namespace berth
