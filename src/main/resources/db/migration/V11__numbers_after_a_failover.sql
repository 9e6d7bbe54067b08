-- Expand. A release that was lost, because a standby that had not received it was promoted or a backup was restored, may
-- have been read, cached for ever and copied under its number. So no number is used twice: the first release after such
-- an event skips all numbers that can have been used.
set local lock_timeout = '5s';

-- Which server and which history of it made the current release; empty: unknown, as the next release finds its own.
alter table release_pointer add column store text not null default '';

-- Releases that a replica served, or a partner has a token of, and that are not in the store.
create table vanished_release (
    number     bigint      constraint vanished_release_pkey primary key
                           constraint vanished_release_number_positive check (number > 0),
    -- Of the release, or its beginning, or empty: as much as was known.
    hash       text        not null constraint vanished_release_hash_format check (hash ~ '^[0-9a-f]{0,64}$'),
    noticed_at timestamptz not null default now()
);

-- Where numbers do not follow one another, and why.
create table release_skip (
    -- The first release after the skip, and the last before it; 0: none.
    number   bigint      constraint release_skip_pkey primary key
                         constraint release_skip_number_fkey references release (number) deferrable initially deferred,
    previous bigint      not null,
    reason   text        not null constraint release_skip_reason_length check (length(reason) between 1 and 500),
    made_at  timestamptz not null default now(),
    constraint release_skip_forward check (number > previous + 1)
);

-- What changes whenever releases may have been lost: the cluster (a dump that was restored elsewhere), its timeline (a
-- standby that was promoted, a backup that was restored to a point in time), the database and the table (a dump that was
-- restored in place). Not what a mere restart changes. Some managed servers do not tell their timeline.
create function store_identity() returns text language plpgsql stable as $$
declare
    cluster  text := '-';
    timeline text := '-';
begin
    begin
        cluster := (select s.system_identifier from pg_control_system() s)::text;
        timeline := substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8);
    exception when feature_not_supported or insufficient_privilege or undefined_function
                   or object_not_in_prerequisite_state then
        -- What was found out before it holds.
        null;
    end;
    return concat_ws('/', cluster, timeline,
                     (select d.oid from pg_database d where d.datname = current_database()),
                     'release_pointer'::regclass::oid);
end
$$;

update release_pointer set store = store_identity();

-- The number of the next release, for who holds the lock of release_pointer; it is to be made in the same transaction.
-- Without a loss it is the one after the current. After one it is the time in milliseconds: whatever was lost had a lower
-- number, also if it was made after another failover of which nothing is left, unless more than a thousand releases a
-- second were made ever since.
--
-- known, known_hash: the release that the caller has served last; 0 and empty: none.
create function next_release(known bigint, known_hash text) returns bigint language plpgsql as $$
declare
    pointer release_pointer;
    here    text := store_identity();
    millis  bigint := extract(epoch from clock_timestamp()) * 1000;
    lost    bigint;
    chosen  bigint;
begin
    select * into pointer from release_pointer;
    if known > pointer.current or known = pointer.current and known_hash <> pointer.hash and known > 0 then
        insert into vanished_release (number, hash) values (known, known_hash) on conflict do nothing;
    end if;
    -- No release can have had a number that far beyond the time, whoever says so: the numbers must not run out.
    select max(v.number) into lost from vanished_release v
    where v.number <= greatest(millis, pointer.current) + 1000000000
      and (v.number > pointer.current
           or v.number = pointer.current and v.hash <> left(pointer.hash, length(v.hash)));
    chosen := pointer.current + 1;
    if lost is not null or pointer.store not in ('', here) then
        chosen := greatest(chosen + 1, coalesce(lost, 0) + 1, millis);
        insert into release_skip (number, previous, reason)
        values (chosen, pointer.current,
                concat_ws('; ', case when lost is not null then 'release ' || lost || ' was seen and is gone' end,
                          case when pointer.store not in ('', here)
                               then 'made by another server or timeline: ' || pointer.store || ', now ' || here end));
    end if;
    if pointer.store <> here then
        update release_pointer set store = here;
    end if;
    return chosen;
end
$$;

select restrict_privileges();
