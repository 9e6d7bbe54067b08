-- Expand. Whose this store is. The last row says it; earlier ones say whose it was. A copy of the store takes the rows
-- along, and is known as one by its place, or by the name of whoever uses it. Rows are only added.
set local lock_timeout = '5s';

create table installation (
    number bigint      constraint installation_pkey primary key
                       constraint installation_number_positive check (number > 0),
    -- clinic.installation.name; null: it has none.
    name   text        constraint installation_name_length check (length(name) between 1 and 63),
    -- As store_place() tells it; 'held': nowhere, until it is adopted.
    place  text        not null constraint installation_place_length check (length(place) between 1 and 100),
    how    text        not null constraint installation_how_known
                       check (how in ('FOUND', 'NAMED', 'HELD', 'RESTORED', 'COPIED')),
    at     timestamptz not null
);

-- The cluster and the database within it. Standbys and copies of the cluster's files have the place of their primary;
-- what pg_restore fills has another. Some managed servers do not tell their cluster: '-'.
create function store_place() returns text language plpgsql stable as $$
declare
    cluster text := '-';
begin
    begin
        cluster := (select s.system_identifier from pg_control_system() s)::text;
    exception when feature_not_supported or insufficient_privilege or undefined_function
                   or object_not_in_prerequisite_state then
        null;
    end;
    return cluster || '/' || (select d.oid from pg_database d where d.datname = current_database());
end
$$;

select restrict_privileges();
