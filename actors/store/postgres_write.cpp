#include "actors/store/postgres_write.hpp"

#include <algorithm>

#include "actors/store/postgres_open.hpp"

namespace berth {
namespace {

constexpr const char* kWrite = R"sql(
with fence as (select from lease where id = 1 and epoch = $1::bigint for share)
insert into journal (epoch, position, command, stream, sequence, organization, kind, key, event, at_us, document,
  cause, command_end, entity_checksum, checksum)
select $1::bigint, r.* from fence,
  unnest($2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::text[],
    $10::bigint[], $11::text[], $12::text[], $13::bigint[], $14::bigint[], $15::bigint[]) as r)sql";

// All parts of it see the tables as they were before it.
constexpr const char* kStep = R"sql(
with fence as (select from lease where id = 1 and epoch = $1::bigint for share),
step as materialized (
  select s.position as low, least(s.position + $2::bigint, $3::bigint) as high from snapshot s, fence),
latest as (
  select distinct on (kind, key) kind, key, stream, organization, document, position, entity_checksum
  from journal where position > (select low from step) and position <= (select high from step)
  order by kind, key, position desc),
changes as materialized (
  select l.*, e.kind is not null as known from latest l left join snapshot_entities e using (kind, key)),
gone as (
  delete from snapshot_entities e using changes c
  where c.known and c.document = '' and e.kind = c.kind and e.key = c.key),
changed as (
  update snapshot_entities e set stream = c.stream, organization = c.organization, document = c.document,
    position = c.position, checksum = c.entity_checksum
  from changes c where c.known and c.document <> '' and e.kind = c.kind and e.key = c.key),
added as (
  insert into snapshot_entities (kind, key, stream, organization, document, position, checksum)
  select kind, key, stream, organization, document, position, entity_checksum
  from changes where not known and document <> '')
update snapshot set position = step.high,
  entities = entities + (select count(*) from changes where not known and document <> '')
    - (select count(*) from changes where known and document = '')
from step returning snapshot.position)sql";

}  // namespace

SqlOutcome prepare_writes(PostgresSession& session) {
  const std::string read = std::string("select ") + kPostgresColumns + " from journal where position > $1::bigint";
  const std::string read_all = read + " order by position limit $2::bigint";
  const std::string read_of =
      read + " and organization = $3::bigint and organization <> 0 order by position limit $2::bigint";
  SqlOutcome outcome;
  const std::pair<const char*, const char*> statements[] = {
      {"write", kWrite}, {"step", kStep}, {"read_all", read_all.c_str()}, {"read_of", read_of.c_str()}};
  for (const auto& [name, statement] : statements) {
    outcome = session.prepare(name, statement);
    if (!outcome.ok()) break;
  }
  return outcome;
}

SqlOutcome write_records(PostgresSession& session, std::span<const JournalRecord> records, std::span<const Seal> seals,
                         std::uint64_t epoch) {
  const std::size_t count = records.size();
  const auto field = [&](auto member) { return [=](std::size_t i) { return records[i].*member; }; };
  const auto text = [&](std::string JournalRecord::*member) {
    return [=](std::size_t i) { return std::string_view(records[i].*member); };
  };
  const auto seal = [&](std::uint64_t Seal::*member) { return [=](std::size_t i) { return seals[i].*member; }; };
  SqlParameters parameters;
  parameters.add(epoch)
      .add_column(count, field(&JournalRecord::position))
      .add_column(count, field(&JournalRecord::command))
      .add_column(count, text(&JournalRecord::stream))
      .add_column(count, field(&JournalRecord::sequence))
      .add_column(count, field(&JournalRecord::organization))
      .add_column(count, text(&JournalRecord::kind))
      .add_column(count, text(&JournalRecord::key))
      .add_column(count, text(&JournalRecord::event))
      .add_column(count, field(&JournalRecord::at_us))
      .add_column(count, text(&JournalRecord::document))
      .add_column(count, text(&JournalRecord::cause))
      .add_column(count, seal(&Seal::command_end))
      .add_column(count, seal(&Seal::entity_checksum))
      .add_column(count, seal(&Seal::checksum));
  return session.run_prepared("write", parameters);
}

SqlOutcome step_snapshot(PostgresSession& session, std::uint64_t limit, std::uint64_t last_position,
                         std::uint64_t epoch) {
  SqlParameters parameters;
  parameters.add(epoch).add(limit).add(last_position);
  return session.run_prepared("step", parameters);
}

SqlOutcome read_records(PostgresSession& session, std::int64_t organization, std::uint64_t position,
                        std::size_t limit) {
  SqlParameters parameters;
  parameters.add(position).add(static_cast<std::int64_t>(std::min<std::size_t>(limit, INT64_MAX)));
  if (organization == 0) return session.run_prepared("read_all", parameters);
  parameters.add(organization);
  return session.run_prepared("read_of", parameters);
}

}  // namespace berth
