#include "actors/store/schema.hpp"

namespace berth {
namespace {

constexpr const char* kPostgresTables = R"sql(
create table schema_version (version integer not null);

create table lease (
  id integer primary key check (id = 1),
  epoch bigint not null,
  writer text not null,              -- a random name of the one who holds it
  holder text not null,              -- the same for people: host and process
  backend_pid integer not null,
  backend_start timestamptz not null,
  renewed_at timestamptz not null,
  expires_at timestamptz not null);
insert into lease values (1, 0, '', '', 0, '-infinity', '-infinity', '-infinity');

create table journal (
  position bigint primary key,
  command bigint not null,
  command_end bigint not null,
  stream text collate "C" not null,
  sequence bigint not null,
  organization bigint not null,
  kind text collate "C" not null,
  key text collate "C" not null,
  event text collate "C" not null,
  at_us bigint not null,
  document text collate "C" not null,
  cause text collate "C" not null,
  epoch bigint not null,
  entity_checksum bigint not null,
  checksum bigint not null,
  constraint journal_stream unique (stream, sequence));
create index journal_organization on journal (organization, position) where organization <> 0;

create table snapshot (
  id integer primary key check (id = 1),
  position bigint not null,
  entities bigint not null);
insert into snapshot values (1, 0, 0);

create table snapshot_entities (
  kind text collate "C" not null,
  key text collate "C" not null,
  stream text collate "C" not null,
  organization bigint not null,
  document text collate "C" not null,
  position bigint not null,
  checksum bigint not null,
  key_number bigint not null generated always as (
    case when key !~ '[^0-9]' and length(key) between 1 and 18 then key::bigint else 9223372036854775807 end) stored,
  primary key (kind, key)) with (fillfactor = 70);
create index snapshot_entities_stream on snapshot_entities (stream, kind, key_number, key);
)sql";

constexpr const char* kPostgresViews = R"sql(
-- Two unknown bounds make the planner expect few records behind the snapshot, and look them up by position.
create view entities as
  with tail as materialized (
    select distinct on (kind, key) kind, key, stream, organization, document, position, entity_checksum
    from journal
    where position > (select position from snapshot) and position <= (select max(position) from journal)
    order by kind, key, position desc)
  select stream, organization, kind, key, document, position, checksum, key_number
  from snapshot_entities e
  where not exists (select from tail t where t.kind = e.kind and t.key = e.key)
  union all
  select stream, organization, kind, key, document, position, entity_checksum,
    case when key !~ '[^0-9]' and length(key) between 1 and 18 then key::bigint else 9223372036854775807 end
  from tail where document <> '';

-- A document as an object; what is not JSON, or holds \u0000, shows as an entity without fields.
create function berth_object(document text) returns jsonb language plpgsql immutable as $$
begin
  return document::jsonb;
exception when others then
  return '{}';
end $$;
create function berth_integer(object jsonb, field text) returns bigint language sql immutable as
  $$ select case when jsonb_typeof(object -> field) = 'number' then (object ->> field)::numeric::bigint end $$;
create function berth_amount(object jsonb, field text) returns double precision language sql immutable as
  $$ select case when jsonb_typeof(object -> field) = 'number' then (object ->> field)::double precision end $$;
create function berth_flag(object jsonb, field text) returns boolean language sql immutable as
  $$ select case when jsonb_typeof(object -> field) = 'boolean' then (object ->> field)::boolean end $$;
create function berth_instant(us bigint) returns timestamptz language sql immutable as
  $$ select timestamptz 'epoch' + us * interval '1 microsecond' $$;

create view entity_objects as
  select kind, organization, position, berth_object(document) as object from entities;

create view users as
  with objects as materialized (select kind, object from entity_objects where kind in ('user', 'membership')),
  members as (
    select berth_integer(object, 'user_id') as user_id, berth_integer(object, 'organization_id') as organization_id,
      object ->> 'role' as role
    from objects where kind = 'membership')
  select berth_integer(object, 'id') as id, object ->> 'username' as username, object ->> 'email' as email,
    berth_flag(object, 'is_active') as is_active,
    coalesce(berth_integer(object, 'organization_id'), m.organization_id) as organization_id,
    coalesce(object ->> 'role', m.role) as role,
    berth_integer(object, 'created_us') as created_us,
    berth_instant(berth_integer(object, 'created_us')) as created_at
  from objects left join members m on m.user_id = berth_integer(object, 'id')
  where kind = 'user';

create view organizations as
  select berth_integer(object, 'id') as id, object ->> 'name' as name,
    berth_integer(object, 'created_us') as created_us,
    berth_instant(berth_integer(object, 'created_us')) as created_at
  from entity_objects where kind = 'organization';

create view clusters as
  select berth_integer(object, 'id') as id,
    coalesce(berth_integer(object, 'organization_id'), organization) as organization_id,
    object ->> 'name' as name,
    berth_amount(object, 'cpu_limit') as cpu_limit,
    berth_amount(object, 'ram_limit') as ram_limit,
    berth_amount(object, 'gpu_limit') as gpu_limit,
    object ->> 'policy' as policy,
    berth_flag(object, 'cordoned') as cordoned,
    berth_integer(object, 'created_us') as created_us,
    berth_instant(berth_integer(object, 'created_us')) as created_at
  from entity_objects where kind = 'cluster';

create view deployments as
  select berth_integer(object, 'id') as id,
    coalesce(berth_integer(object, 'organization_id'), organization) as organization_id,
    berth_integer(object, 'cluster_id') as cluster_id,
    object ->> 'name' as name,
    object ->> 'docker_image' as docker_image,
    berth_amount(object, 'cpu_required') as cpu_required,
    berth_amount(object, 'ram_required') as ram_required,
    berth_amount(object, 'gpu_required') as gpu_required,
    coalesce(berth_integer(object, 'replicas'), 1) as replicas,
    coalesce(berth_integer(object, 'priority'), 0) as priority,
    object ->> 'status' as status,
    object ->> 'reason' as reason,
    berth_integer(object, 'created_us') as created_us,
    nullif(berth_integer(object, 'started_us'), 0) as started_us,
    nullif(berth_integer(object, 'ended_us'), 0) as ended_us
  from entity_objects where kind = 'deployment';

create view usage as
  with d as materialized (select * from deployments),
  places as (
    select organization_id, id as cluster_id from clusters
    union
    select organization_id, cluster_id from d)
  select p.organization_id, p.cluster_id,
    coalesce(sum(d.cpu_required * d.replicas) filter (where d.status = 'running'), 0) as cpu_used,
    coalesce(sum(d.ram_required * d.replicas) filter (where d.status = 'running'), 0) as ram_used,
    coalesce(sum(d.gpu_required * d.replicas) filter (where d.status = 'running'), 0) as gpu_used,
    count(*) filter (where d.status = 'pending') as pending,
    count(*) filter (where d.status = 'running') as running,
    count(*) filter (where d.status = 'completed') as completed,
    count(*) filter (where d.status = 'failed') as failed,
    count(*) filter (where d.status = 'cancelled') as cancelled
  from places p
  left join d on d.organization_id = p.organization_id and d.cluster_id is not distinct from p.cluster_id
  group by p.organization_id, p.cluster_id;
)sql";

constexpr Migration kPostgresMigrations[] = {{1, kPostgresTables}, {2, kPostgresViews}};

}  // namespace

std::span<const Migration> postgres_migrations() { return kPostgresMigrations; }

}  // namespace berth
