-- The audit log in partitions by month, so that it can be pruned, and sealed, so that pruning and altering show.
--
-- Until every replica runs the version that brings this, older ones write to audit_event as before: what is new in it has
-- a default, and partitions and seals are made by the database.

-- What was is a partition of its own, up to the month in which this is migrated or of its latest event.
do $$
declare
    last_month date := date_trunc('month', greatest(now(), (select max(at) from audit_event)) at time zone 'UTC');
    old_name   text := 'audit_event_to_' || to_char(last_month, 'YYYY_MM');
    next_id    bigint;
begin
    lock table audit_event in access exclusive mode;
    select case when is_called then last_value + 1 else last_value end into next_id from audit_event_id_seq;
    drop trigger audit_event_is_not_changed on audit_event;
    drop trigger audit_event_is_not_truncated on audit_event;
    alter table audit_event alter column id drop identity;
    alter table audit_event add column count integer not null default 1;
    alter table audit_event add column until timestamptz;
    alter table audit_event add constraint audit_event_count_positive check (count > 0);
    execute format('alter table audit_event rename to %I', old_name);
    execute format('alter table %I rename constraint audit_event_pkey to %I', old_name, old_name || '_pkey');
    execute format('alter index audit_event_by_caller rename to %I', old_name || '_by_caller');

    create sequence audit_event_id_seq;
    perform setval('audit_event_id_seq', next_id, false);

    create table audit_event (
        -- Not an identity, which older servers do not let a partitioned table have. Unique by its sequence, and within
        -- each partition.
        id          bigint      not null default nextval('audit_event_id_seq'),
        -- Of several that are counted in one row: of the first.
        at          timestamptz not null,
        caller      text        not null,
        caller_name text        not null,
        address     text        not null,
        method      text        not null,
        path        text        not null,
        status      integer     not null,
        problem     text,
        detail      text,
        trace_id    text        not null,
        -- How many alike this stands for, and when the last of them was, if there are several.
        count       integer     not null default 1 constraint audit_event_count_positive check (count > 0),
        until       timestamptz
    ) partition by range (at);
    alter sequence audit_event_id_seq owned by audit_event.id;
    execute format('alter table %I alter column id set default nextval(''audit_event_id_seq'')', old_name);
    execute format('alter table audit_event attach partition %I for values from (minvalue) to (%L)',
                   old_name, (last_month + interval '1 month')::timestamp at time zone 'UTC');
end
$$;

-- A trigger of a partitioned table is one of each partition, but for those that fire once for a statement.
create trigger audit_event_is_not_changed
    before update or delete on audit_event for each row execute function audit_events_are_kept();
create trigger audit_event_is_not_truncated
    before truncate on audit_event for each statement execute function audit_events_are_kept();

-- Takes what no other partition does, so that an event is never lost for want of one.
create table audit_event_default partition of audit_event default;

create function complete_audit_partition(partition text) returns void language plpgsql as $$
begin
    execute format('alter table %I add constraint %I primary key (id)', partition, partition || '_pkey');
    execute format('create index %I on %I (caller, id)', partition || '_by_caller', partition);
    execute format('create trigger audit_event_is_not_truncated before truncate on %I
                    for each statement execute function audit_events_are_kept()', partition);
end
$$;
select complete_audit_partition('audit_event_default');
do $$
declare
    old_name text := (select inhrelid::regclass::text from pg_inherits
                      where inhparent = 'audit_event'::regclass and inhrelid <> 'audit_event_default'::regclass);
begin
    execute format('create trigger audit_event_is_not_truncated before truncate on %I
                    for each statement execute function audit_events_are_kept()', old_name);
end
$$;

-- The partitions that have an end, by the last month that each holds, which its name says.
create view audit_partition as
select inhrelid::regclass::text as name, to_date(right(c.relname, 7), 'YYYY_MM') as month
from pg_inherits join pg_class c on c.oid = inhrelid
where inhparent = 'audit_event'::regclass and c.relname ~ '_[0-9]{4}_[0-9]{2}$';

-- Makes a month's partition if there is none, and moves there what the default one took of that month.
create function make_audit_partition(month date) returns boolean language plpgsql as $$
declare
    partition text        := 'audit_event_' || to_char(month, 'YYYY_MM');
    beginning timestamptz := date_trunc('month', month::timestamp) at time zone 'UTC';
    ending    timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') at time zone 'UTC';
begin
    -- Of several replicas one makes it.
    perform pg_advisory_xact_lock(hashtextextended('audit-partition', 0));
    if to_regclass(partition) is not null
            or exists (select 1 from audit_partition p
                       where p.name like 'audit\_event\_to\_%' and p.month >= date_trunc('month', make_audit_partition.month::timestamp)) then
        return false;
    end if;
    execute format('create table %I (like audit_event including defaults including constraints)', partition);
    perform complete_audit_partition(partition);
    if exists (select 1 from audit_event_default d where d.at >= beginning and d.at < ending) then
        alter table audit_event_default disable trigger user;
        execute format('with moved as (delete from audit_event_default where at >= %L and at < %L returning *)
                        insert into %I select * from moved', beginning, ending, partition);
        alter table audit_event_default enable trigger user;
    end if;
    execute format('alter table audit_event attach partition %I for values from (%L) to (%L)',
                   partition, beginning, ending);
    return true;
end
$$;

select make_audit_partition((date_trunc('month', now() at time zone 'UTC') + make_interval(months => n))::date)
from generate_series(0, 2) n;

-- Which events no seal covers yet. By a table and not by a mark: events are never changed, and are not committed in the
-- order of their numbers.
create table audit_event_unsealed (
    id bigint      constraint audit_event_unsealed_pkey primary key,
    at timestamptz not null
);
insert into audit_event_unsealed (id, at) select id, at from audit_event;

create function audit_event_awaits_its_seal() returns trigger language plpgsql as $$
begin
    insert into audit_event_unsealed (id, at) values (new.id, new.at);
    return null;
end
$$;
create trigger audit_event_awaits_its_seal
    after insert on audit_event for each row execute function audit_event_awaits_its_seal();

-- A seal covers some events of one month, and by its hash all seals before it.
create table audit_event_seal (
    number    bigint      constraint audit_event_seal_pkey primary key
                          constraint audit_event_seal_number_positive check (number > 0),
    sealed_at timestamptz not null,
    month     date        not null,
    first_at  timestamptz not null,
    last_at   timestamptz not null,
    -- Their ids, ascending.
    events    bigint[]    not null constraint audit_event_seal_some check (cardinality(events) > 0),
    -- Of their canonical forms, in this order.
    content   bytea       not null constraint audit_event_seal_content_length check (octet_length(content) = 32),
    hash      bytea       not null constraint audit_event_seal_hash_length check (octet_length(hash) = 32)
);

-- Up to where events and seals were pruned: the chain goes on from the hash of the last seal that went.
create table audit_event_anchor (
    -- The first month that was kept.
    month     date        constraint audit_event_anchor_pkey primary key,
    -- 0, and a hash of zeros: there was no seal.
    seal      bigint      not null constraint audit_event_anchor_seal_not_negative check (seal >= 0),
    hash      bytea       not null constraint audit_event_anchor_hash_length check (octet_length(hash) = 32),
    -- How many events the pruned seals covered.
    events    bigint      not null,
    pruned_at timestamptz not null,
    reason    text        not null
);

create function audit_seals_are_kept() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and tg_table_name = 'audit_event_seal' then
        if exists (select 1 from audit_event_anchor a where a.seal >= old.number) then
            return old;
        end if;
    end if;
    raise exception 'the seals of the audit log are append-only: % is refused', tg_op
        using errcode = 'restrict_violation';
end
$$;
create trigger audit_event_seal_is_not_changed
    before update or delete on audit_event_seal for each row execute function audit_seals_are_kept();
create trigger audit_event_seal_is_not_truncated
    before truncate on audit_event_seal for each statement execute function audit_seals_are_kept();
create trigger audit_event_anchor_is_not_changed
    before update or delete on audit_event_anchor for each row execute function audit_seals_are_kept();
create trigger audit_event_anchor_is_not_truncated
    before truncate on audit_event_anchor for each statement execute function audit_seals_are_kept();

-- A value with its length before it (a netstring), so that no two rows are written alike; nothing: a hyphen.
create function audit_field(value text) returns text language sql immutable parallel safe
return coalesce(octet_length(convert_to(value, 'UTF8')) || ':' || value, '-') || ',';

-- Whatever the session's time zone: in microseconds since 1970.
create function audit_field(moment timestamptz) returns text language sql immutable parallel safe
return audit_field(((extract(epoch from moment) * 1000000)::bigint)::text);

-- An event's canonical form.
create function audit_text(e audit_event) returns text language sql stable parallel safe
return audit_field(e.id::text) || audit_field(e.at) || audit_field(e.caller) || audit_field(e.caller_name)
    || audit_field(e.address) || audit_field(e.method) || audit_field(e.path) || audit_field(e.status::text)
    || audit_field(e.problem) || audit_field(e.detail) || audit_field(e.trace_id) || audit_field(e.count::text)
    || audit_field(e.until);

-- A seal's hash: SHA-256 of the hash before it and of everything that the seal says.
create function audit_seal_hash(previous bytea, s audit_event_seal) returns bytea language sql stable parallel safe
return sha256(previous || convert_to(
    audit_field(s.number::text) || audit_field(s.sealed_at) || audit_field(to_char(s.month, 'YYYY-MM-DD'))
    || audit_field(s.first_at) || audit_field(s.last_at) || audit_field(array_to_string(s.events, ' '))
    || audit_field(encode(s.content, 'hex')), 'UTF8'));

-- What the events of a seal are now: how many there are of them, and the hash of their canonical forms.
create function audit_seal_content(s audit_event_seal, out found bigint, out content bytea) language sql stable as $$
    select count(*), sha256(coalesce(string_agg(convert_to(audit_text(e), 'UTF8'), ''::bytea order by e.id), ''::bytea))
    from audit_event e
    where e.at between s.first_at and s.last_at and e.id = any(s.events)
$$;

-- The last seal, or the anchor if all were pruned.
create function audit_head(out number bigint, out hash bytea, out sealed_at timestamptz) language sql stable as $$
    select h.number, h.hash, h.sealed_at
    from (select s.number, s.hash, s.sealed_at from audit_event_seal s
          union all
          select a.seal, a.hash, a.pruned_at from audit_event_anchor a
          union all
          select 0, decode(repeat('00', 32), 'hex'), '-infinity') h
    order by h.number desc, h.sealed_at limit 1
$$;

-- Seals what waits: at most so many events, of one month. Of several replicas one does. Gives how many it were.
create function seal_audit_events(most integer, moment timestamptz) returns integer language plpgsql as $$
declare
    seal audit_event_seal;
    head record;
begin
    if not pg_try_advisory_xact_lock(hashtextextended('audit-event-seal', 0)) then
        return 0;
    end if;
    select date_trunc('month', u.at at time zone 'UTC')::date into seal.month
    from audit_event_unsealed u order by u.id limit 1;
    if not found then
        return 0;
    end if;
    select array_agg(b.id order by b.id), min(b.at), max(b.at) into seal.events, seal.first_at, seal.last_at
    from (select u.id, u.at from audit_event_unsealed u
          where u.at >= seal.month::timestamp at time zone 'UTC'
            and u.at < (seal.month + interval '1 month') at time zone 'UTC'
          order by u.id limit most) b;
    select * into head from audit_head();
    seal.number := head.number + 1;
    seal.sealed_at := moment;
    seal.content := (audit_seal_content(seal)).content;
    seal.hash := audit_seal_hash(head.hash, seal);
    insert into audit_event_seal select (seal).*;
    delete from audit_event_unsealed where id = any(seal.events);
    return cardinality(seal.events);
end
$$;

-- Drops the partitions of all months before one, and the seals that cover nothing else, and leaves an anchor. Gives
-- whether there were any; not as long as one of their events waits for its seal.
create function prune_audit_events(kept date, moment timestamptz, reason text) returns boolean language plpgsql as $$
declare
    pruned record;
    anchor audit_event_anchor;
begin
    perform pg_advisory_xact_lock(hashtextextended('audit-event-seal', 0));
    if not exists (select 1 from audit_partition p where p.month < kept)
            or exists (select 1 from audit_event_unsealed u where u.at < kept::timestamp at time zone 'UTC') then
        return false;
    end if;
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
                                 and s.month >= coalesce((select max(a.month) from audit_event_anchor a), '-infinity')), 0);
    anchor.pruned_at := moment;
    anchor.reason := prune_audit_events.reason;
    insert into audit_event_anchor select (anchor).*;
    delete from audit_event_seal s where s.number <= anchor.seal;
    for pruned in select p.name from audit_partition p where p.month < kept loop
        execute 'drop table ' || pruned.name;
    end loop;
    return true;
end
$$;

-- Seals from a number on, with what is wrong with each: it must follow from the one before it, or from an anchor, and
-- its events must be as they were, but for those of months that were pruned.
create function check_audit_seals(beginning bigint, most integer)
    returns table (number bigint, sealed_at timestamptz, events integer, hash text, fault text) language sql stable as $$
    with seals as (
        select t as seal, lag(t.hash) over by_number as previous, lag(t.number) over by_number as before
        from audit_event_seal t
        where t.number >= check_audit_seals.beginning - 1
        window by_number as (order by t.number)
        order by t.number limit most + 1
    ), linked as (
        select seal, coalesce(case when before = (seal).number - 1 then previous end,
                              (select a.hash from audit_event_anchor a
                               where a.seal = (seals.seal).number - 1 order by a.month limit 1),
                              case when (seal).number = 1 then decode(repeat('00', 32), 'hex') end) as previous
        from seals where (seal).number >= check_audit_seals.beginning
    )
    select (seal).number, (seal).sealed_at, cardinality((seal).events), encode((seal).hash, 'hex'),
           case
               when previous is null then 'the seal before it is missing'
               when (seal).hash <> audit_seal_hash(previous, seal)
                   then 'its hash does not follow from the seal before it and from what it says'
               when (seal).month < (select max(a.month) from audit_event_anchor a) then null
               when c.found < cardinality((seal).events)
                   then 'of its events ' || cardinality((seal).events) - c.found || ' are missing'
               when c.content <> (seal).content then 'of its events at least one was changed'
           end
    from linked cross join lateral audit_seal_content(seal) c
    order by 1 limit most
$$;
