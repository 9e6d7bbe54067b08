-- Expand. Lets the release before write beside this one, and lets a service without DDL keep up the audit log.
set local lock_timeout = '5s';

-- A replica from before V4 inserts releases without a digest: the trigger below completes them.
create function complete_release() returns trigger language plpgsql as $$
begin
    if new.digest is null then
        -- Its items are written before it, in the same transaction.
        new.digest := keep_digest(new.number);
    end if;
    return new;
end
$$;
create trigger release_is_complete before insert on release for each row execute function complete_release();

-- Revokes from every role but the owner what the service has no use for: each table below keeps the privileges named
-- beside it. roles.sql grants the service everything on all tables and then calls this, and so does whatever creates a
-- partition. Run by an installation with a single role it changes nothing, because an owner keeps all privileges.
create function restrict_privileges() returns void language plpgsql as $$
declare
    one record;
begin
    for one in
        with kept (name, privileges) as (
            values ('flyway_schema_history', array['SELECT']),
                   ('release', array['SELECT', 'INSERT']),
                   ('release_pointer', array['SELECT', 'UPDATE']),
                   ('published_source', array['SELECT', 'INSERT']),
                   ('published_item', array['SELECT', 'INSERT', 'UPDATE']),
                   ('published_facet', array['SELECT', 'INSERT', 'UPDATE']),
                   ('digest_bucket', array['SELECT', 'INSERT']),
                   ('sync_secret', array['SELECT']),
                   -- Of later migrations.
                   ('vanished_release', array['SELECT', 'INSERT']),
                   ('release_skip', array['SELECT', 'INSERT']),
                   ('installation', array['SELECT', 'INSERT']),
                   ('audit_event', array['SELECT', 'INSERT']),
                   ('audit_event_unsealed', array['SELECT']),
                   ('audit_event_seal', array['SELECT']),
                   ('audit_event_anchor', array['SELECT'])
        ), relations as (
            select to_regclass(name) as relation, privileges from kept
            union all
            -- Rows reach a partition through the table, which needs no privilege on the partition.
            select inhrelid::regclass, array['SELECT'] from pg_inherits where inhparent = 'audit_event'::regclass
        )
        select r.relation, string_agg(distinct a.privilege_type, ', ') as excess,
               case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end as grantee
        from relations r join pg_class c on c.oid = r.relation cross join lateral aclexplode(c.relacl) a
        where a.grantee <> c.relowner and a.privilege_type <> all (r.privileges)
        group by r.relation, a.grantee
    loop
        execute format('revoke %s on table %s from %s', one.excess, one.relation, one.grantee);
    end loop;
end
$$;

-- As in V6, and within bounds, because the service may call it without being able to create a table itself.
create or replace function make_audit_partition(month date) returns boolean language plpgsql as $$
declare
    first_day date        := date_trunc('month', month::timestamp);
    partition text        := 'audit_event_' || to_char(first_day, 'YYYY_MM');
    beginning timestamptz := first_day::timestamp at time zone 'UTC';
    ending    timestamptz := (first_day + interval '1 month') at time zone 'UTC';
    today     date        := now() at time zone 'UTC';
    waiting   boolean;
begin
    -- Of several replicas one makes it.
    perform pg_advisory_xact_lock(hashtextextended('audit-partition', 0));
    if to_regclass(partition) is not null
            or exists (select 1 from audit_partition p
                       where p.name like 'audit\_event\_to\_%' and p.month >= first_day) then
        return false;
    end if;
    waiting := exists (select 1 from audit_event_default d where d.at >= beginning and d.at < ending);
    if not waiting and (first_day is null or first_day < today - interval '2 months'
                        or first_day > today + interval '1 year') then
        raise exception 'no partition of the audit log is needed for %', month using errcode = 'invalid_parameter_value';
    end if;
    execute format('create table %I (like audit_event including defaults including constraints)', partition);
    perform complete_audit_partition(partition);
    if waiting then
        alter table audit_event_default disable trigger user;
        execute format('with moved as (delete from audit_event_default where at >= %L and at < %L returning *)
                        insert into %I select * from moved', beginning, ending, partition);
        alter table audit_event_default enable trigger user;
    end if;
    execute format('alter table audit_event attach partition %I for values from (%L) to (%L)',
                   partition, beginning, ending);
    perform restrict_privileges();
    return true;
end
$$;

-- As in V6, with two differences. Whoever is not the owner may drop nothing younger than 30 days. And a month may be
-- pruned again, when events of it were recorded late: the anchor that it has stays, and so do their seals, until a later
-- month is pruned.
create or replace function prune_audit_events(kept date, moment timestamptz, reason text) returns boolean
    language plpgsql as $$
declare
    pruned record;
    anchor audit_event_anchor;
begin
    if kept is null or (kept > (now() at time zone 'UTC')::date - 30
                        and not pg_has_role(session_user, current_user, 'member')) then
        raise exception 'the audit log keeps at least 30 days: pruning before % is refused', kept
            using errcode = 'restrict_violation';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('audit-event-seal', 0));
    if not exists (select 1 from audit_partition p where p.month < kept)
            or exists (select 1 from audit_event_unsealed u where u.at < kept::timestamp at time zone 'UTC') then
        return false;
    end if;
    if not exists (select 1 from audit_event_anchor a where a.month >= kept) then
        select coalesce(min(s.number) filter (where s.month >= kept) - 1, max(s.number), 0) into anchor.seal
        from audit_event_seal s;
        select s.hash into anchor.hash from audit_event_seal s where s.number = anchor.seal;
        if not found then
            -- Nothing but events that an earlier anchor covers, or none at all.
            select a.seal, a.hash into anchor.seal, anchor.hash
            from audit_event_anchor a order by a.month desc limit 1;
            if not found then
                anchor.seal := 0;
                anchor.hash := decode(repeat('00', 32), 'hex');
            end if;
        end if;
        anchor.month := kept;
        anchor.events := coalesce((select sum(cardinality(s.events)) from audit_event_seal s
                                   where s.month < kept
                                     and s.month >= coalesce((select max(a.month) from audit_event_anchor a),
                                                             '-infinity')), 0);
        anchor.pruned_at := moment;
        anchor.reason := prune_audit_events.reason;
        insert into audit_event_anchor select (anchor).*;
        delete from audit_event_seal s where s.number <= anchor.seal;
    end if;
    for pruned in select p.name from audit_partition p where p.month < kept loop
        execute 'drop table ' || pruned.name;
    end loop;
    return true;
end
$$;

-- What writes to the audit log beyond inserting events runs with the owner's privileges, so that the service needs none.
-- The search path is fixed, so that the caller cannot put objects of its own in the way.
do $$
declare
    one regprocedure;
begin
    foreach one in array array['make_audit_partition(date)', 'prune_audit_events(date, timestamptz, text)',
                               'seal_audit_events(integer, timestamptz)', 'audit_event_awaits_its_seal()']::regprocedure[]
    loop
        execute format('alter function %s security definer set search_path = %I, pg_temp', one, current_schema());
        execute format('revoke execute on function %s from public', one);
    end loop;
end
$$;

select restrict_privileges();
