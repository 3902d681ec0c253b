#include "actors/store/schema.hpp"

namespace berth {
namespace {

constexpr const char* kSqliteTables = R"sql(
create table schema_version (version integer not null) strict;

create table lease (
  id integer primary key check (id = 1),
  epoch integer not null,
  holder text not null) strict;
insert into lease values (1, 0, '');

create table journal (
  position integer primary key,
  command integer not null,
  command_end integer not null,
  stream text not null,
  sequence integer not null,
  organization integer not null,
  kind text not null,
  key text not null,
  event text not null,
  at_us integer not null,
  document text not null,
  cause text not null,
  epoch integer not null,
  entity_checksum integer not null,
  checksum integer not null) strict;
create unique index journal_stream on journal (stream, sequence);
create index journal_organization on journal (organization, position) where organization <> 0;

create table snapshot (
  id integer primary key check (id = 1),
  position integer not null,
  entities integer not null) strict;
insert into snapshot values (1, 0, 0);

create table snapshot_entities (
  kind text not null,
  key text not null,
  stream text not null,
  organization integer not null,
  document text not null,
  position integer not null,
  checksum integer not null,
  key_number integer not null as (
    case when key not glob '*[^0-9]*' and length(key) between 1 and 18 then cast(key as integer)
    else 9223372036854775807 end) stored,
  primary key (kind, key)) strict;
create index snapshot_entities_stream on snapshot_entities (stream, kind, key_number, key);
)sql";

constexpr const char* kSqliteViews = R"sql(
create view entities as
  select stream, organization, kind, key, document, position, checksum, key_number
  from snapshot_entities
  where (kind, key) not in (select kind, key from journal where position > (select position from snapshot))
  union all
  select stream, organization, kind, key, document, position, entity_checksum,
    case when key not glob '*[^0-9]*' and length(key) between 1 and 18 then cast(key as integer)
    else 9223372036854775807 end
  from journal
  where document <> '' and position in (
    select max(position) from journal where position > (select position from snapshot) group by kind, key);

-- Documents as JSON objects; what is not JSON shows as an entity without fields.
create view entity_objects as
  select kind, organization, position, case when json_valid(document) then document else '{}' end as object
  from entities;

create view users as
  with members as (
    select json_extract(object, '$.user_id') as user_id, json_extract(object, '$.organization_id') as organization_id,
      json_extract(object, '$.role') as role
    from entity_objects where kind = 'membership')
  select id, username, email, is_active, coalesce(u.organization_id, m.organization_id) as organization_id,
    coalesce(u.role, m.role) as role, created_us, datetime(created_us / 1000000, 'unixepoch') as created_at
  from (
    select json_extract(object, '$.id') as id, json_extract(object, '$.username') as username,
      json_extract(object, '$.email') as email, json_extract(object, '$.is_active') as is_active,
      json_extract(object, '$.organization_id') as organization_id, json_extract(object, '$.role') as role,
      json_extract(object, '$.created_us') as created_us
    from entity_objects where kind = 'user') u
  left join members m on m.user_id = u.id;

create view organizations as
  select json_extract(object, '$.id') as id, json_extract(object, '$.name') as name,
    json_extract(object, '$.created_us') as created_us,
    datetime(json_extract(object, '$.created_us') / 1000000, 'unixepoch') as created_at
  from entity_objects where kind = 'organization';

create view clusters as
  select json_extract(object, '$.id') as id,
    coalesce(json_extract(object, '$.organization_id'), organization) as organization_id,
    json_extract(object, '$.name') as name,
    json_extract(object, '$.cpu_limit') as cpu_limit,
    json_extract(object, '$.ram_limit') as ram_limit,
    json_extract(object, '$.gpu_limit') as gpu_limit,
    json_extract(object, '$.policy') as policy,
    json_extract(object, '$.cordoned') as cordoned,
    json_extract(object, '$.created_us') as created_us,
    datetime(json_extract(object, '$.created_us') / 1000000, 'unixepoch') as created_at
  from entity_objects where kind = 'cluster';

create view deployments as
  select json_extract(object, '$.id') as id,
    coalesce(json_extract(object, '$.organization_id'), organization) as organization_id,
    json_extract(object, '$.cluster_id') as cluster_id,
    json_extract(object, '$.name') as name,
    json_extract(object, '$.docker_image') as docker_image,
    json_extract(object, '$.cpu_required') as cpu_required,
    json_extract(object, '$.ram_required') as ram_required,
    json_extract(object, '$.gpu_required') as gpu_required,
    coalesce(json_extract(object, '$.replicas'), 1) as replicas,
    coalesce(json_extract(object, '$.priority'), 0) as priority,
    json_extract(object, '$.status') as status,
    json_extract(object, '$.reason') as reason,
    json_extract(object, '$.created_us') as created_us,
    nullif(json_extract(object, '$.started_us'), 0) as started_us,
    nullif(json_extract(object, '$.ended_us'), 0) as ended_us
  from entity_objects where kind = 'deployment';

create view usage as
  select p.organization_id, p.cluster_id,
    total(d.cpu_required * d.replicas) filter (where d.status = 'running') as cpu_used,
    total(d.ram_required * d.replicas) filter (where d.status = 'running') as ram_used,
    total(d.gpu_required * d.replicas) filter (where d.status = 'running') as gpu_used,
    count(*) filter (where d.status = 'pending') as pending,
    count(*) filter (where d.status = 'running') as running,
    count(*) filter (where d.status = 'completed') as completed,
    count(*) filter (where d.status = 'failed') as failed,
    count(*) filter (where d.status = 'cancelled') as cancelled
  from (
    select organization_id, id as cluster_id from clusters
    union
    select organization_id, cluster_id from deployments) p
  left join deployments d on d.organization_id = p.organization_id and d.cluster_id is p.cluster_id
  group by p.organization_id, p.cluster_id;
)sql";

constexpr Migration kSqliteMigrations[] = {{1, kSqliteTables}, {2, kSqliteViews}};

}  // namespace

std::span<const Migration> sqlite_migrations() { return kSqliteMigrations; }

}  // namespace berth
