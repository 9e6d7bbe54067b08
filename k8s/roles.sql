-- Two roles for one database: the migrator owns the schema and changes it, the service reads and writes rows. Run it in
-- the service's database and schema, as a superuser or as whoever owns both; again at any time, which changes nothing.
--
--   psql --single-transaction --set ON_ERROR_STOP=1 --file k8s/roles.sql "$ADMIN_URL"
--
-- Other names, before it in the same session: set clinic.migrator_role = '...'; set clinic.service_role = '...';
-- It makes no passwords: \password clinic_content_migrator and \password clinic_content_service.
do $$
declare
    migrator constant text := coalesce(nullif(current_setting('clinic.migrator_role', true), ''), 'clinic_content_migrator');
    service  constant text := coalesce(nullif(current_setting('clinic.service_role', true), ''), 'clinic_content_service');
    place    constant text := current_schema();
    one      record;
begin
    perform set_config('lock_timeout', '5s', true);
    for one in select r.name from (values (migrator), (service)) r (name)
               where not exists (select 1 from pg_roles p where p.rolname = r.name) loop
        execute format('create role %I login', one.name);
    end loop;
    if exists (select 1 from pg_roles p where p.rolname = service and (p.rolsuper or p.rolcreaterole))
            or pg_has_role(service, migrator, 'member') then
        raise exception 'role % can change the schema: give the service another one', service;
    end if;
    -- Since PostgreSQL 16 whoever is no superuser is a member of the roles that it makes, but may not act as them yet.
    if not pg_has_role(current_user, migrator,
            case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) then
        execute format('grant %I to %I', migrator, current_user);
    end if;

    -- What an installation with a single role made so far.
    execute format('alter schema %I owner to %I', place, migrator);
    if exists (select 1 from pg_database d where d.datname = current_database() and d.datdba = service::regrole) then
        execute format('alter database %I owner to %I', current_database(), migrator);
    end if;
    for one in
        select c.oid::regclass::text as name, case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end as kind
        from pg_class c
        where c.relnamespace = place::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
          and c.relowner <> migrator::regrole
          -- Not what belongs to an extension; a sequence of a column goes with its table.
          and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
                          and d.deptype in ('e', 'a', 'i') and (d.deptype = 'e' or c.relkind = 'S'))
        union all
        select f.oid::regprocedure::text, 'routine'
        from pg_proc f
        where f.pronamespace = place::regnamespace and f.proowner <> migrator::regrole
          and not exists (select 1 from pg_depend d
                          where d.classid = 'pg_proc'::regclass and d.objid = f.oid and d.deptype = 'e')
    loop
        execute format('alter %s %s owner to %I', one.kind, one.name, migrator);
    end loop;

    -- Nobody else creates anything.
    execute format('revoke create, temporary on database %I from public', current_database());
    execute format('revoke create on schema %I from public', place);
    execute format('revoke create on schema %I from %I', place, service);
    execute format('revoke create, temporary on database %I from %I', current_database(), service);
    execute format('grant connect on database %I to %I, %I', current_database(), migrator, service);
    execute format('grant usage on schema %I to %I', place, service);

    -- Rows, of what there is and of what migrations will make.
    execute format('grant select, insert, update, delete on all tables in schema %I to %I', place, service);
    execute format('grant usage on all sequences in schema %I to %I', place, service);
    execute format('grant execute on all functions in schema %I to %I', place, service);
    execute format('alter default privileges for role %I in schema %I grant select, insert, update, delete on tables to %I',
                   migrator, place, service);
    execute format('alter default privileges for role %I in schema %I grant usage on sequences to %I',
                   migrator, place, service);
    execute format('alter default privileges for role %I in schema %I grant execute on functions to %I',
                   migrator, place, service);
    -- But not of the audit log and of what is published; V9 does the same when it runs after this.
    if to_regprocedure('restrict_privileges()') is not null then
        execute 'select restrict_privileges()';
    end if;
end
$$;
