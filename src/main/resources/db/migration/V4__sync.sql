-- What a partner follows, and proves its copy by.

-- Who this store's sync tokens are from. A token that another store signed is known as such by the secret's hash.
create table sync_secret (
    id     integer constraint sync_secret_pkey primary key constraint sync_secret_single check (id = 1),
    secret bytea   not null constraint sync_secret_length check (octet_length(secret) = 32)
);
insert into sync_secret (id, secret)
values (1, sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

-- A pass over the changes goes type by type, in the order in which they were released.
create index published_item_by_change on published_item (type, since_release, id) include (until_release, state);

-- What was withdrawn since a release, of which partners may still show something.
create index published_item_withdrawn on published_item (since_release) where state = 'WITHDRAWN';

-- The bucket of an entity in the digest: the first byte of SHA-256(type/id).
create function digest_bucket(type text, id uuid) returns integer language sql immutable strict parallel safe
return get_byte(sha256((type || '/' || id::text)::bytea), 0);

create index published_item_by_bucket on published_item (digest_bucket(type, id), (type collate "C"), id)
    include (since_release, until_release, state, sha256);

-- A bucket's digest from a release on, until a later row: SHA-256 over its lines, type/id/sha256 and a line feed, in
-- the order of their bytes. A bucket that has no row is empty.
create table digest_bucket (
    bucket        integer not null constraint digest_bucket_is_byte check (bucket between 0 and 255),
    since_release bigint  not null constraint digest_bucket_since_fkey references release (number)
                          deferrable initially deferred,
    sha256        bytea   not null constraint digest_bucket_sha256_length check (octet_length(sha256) = 32),
    constraint digest_bucket_pkey primary key (bucket, since_release)
);
create trigger digest_bucket_is_not_changed
    before update or delete on digest_bucket for each row execute function published_rows_are_immutable();
create trigger digest_bucket_is_not_truncated
    before truncate on digest_bucket for each statement execute function published_rows_are_immutable();

-- The digest of all that is published at a release: SHA-256 over the digests of the 256 buckets.
alter table release add column digest text
    constraint release_digest_format check (digest ~ '^[0-9a-f]{64}$');

-- The digests of the buckets at a release, in their order.
create function digest_buckets(release bigint) returns table (bucket integer, sha256 bytea) language sql stable as $$
    select n.bucket, coalesce(b.sha256, sha256(''::bytea))
    from generate_series(0, 255) n(bucket)
    left join lateral (
        select d.sha256 from digest_bucket d
        where d.bucket = n.bucket and d.since_release <= digest_buckets.release
        order by d.since_release desc limit 1) b on true
    order by n.bucket
$$;

-- Writes the digests of the buckets that a release touches, whose rows are written and valid, and gives the root.
create function keep_digest(release bigint) returns text language plpgsql as $$
begin
    insert into digest_bucket (bucket, since_release, sha256)
    select t.bucket, keep_digest.release, coalesce(l.sha256, sha256(''::bytea))
    from (select distinct digest_bucket(i.type, i.id) as bucket
          from published_item i where i.since_release = keep_digest.release) t
    cross join lateral (
        select sha256(string_agg(v.line, ''::bytea order by v.type, v.id)) as sha256
        from (select i.type collate "C" as type, i.id,
                     (i.type || '/' || i.id::text || '/' || i.sha256)::bytea || '\x0a'::bytea as line
              from published_item i
              where digest_bucket(i.type, i.id) = t.bucket
                and i.since_release <= keep_digest.release
                and (i.until_release is null or i.until_release > keep_digest.release)
                and i.state = 'PUBLISHED') v) l;
    return (select encode(sha256(string_agg(b.sha256, ''::bytea order by b.bucket)), 'hex')
            from digest_buckets(keep_digest.release) b);
end
$$;

alter table release disable trigger release_is_not_changed;
do $$
declare
    n bigint;
begin
    for n in select number from release order by number loop
        update release set digest = keep_digest(n) where number = n;
    end loop;
end
$$;
alter table release enable trigger release_is_not_changed;
alter table release alter column digest set not null;

-- How many links lead on from an entity to others of its type: the longest way, at most 32. In this order conditions
-- are synchronised, causes first. What has no row links to none.
create table link_depth (
    type          text    not null,
    id            uuid    not null,
    since_release bigint  not null constraint link_depth_since_fkey references release (number)
                          deferrable initially deferred,
    until_release bigint  constraint link_depth_until_fkey references release (number)
                          deferrable initially deferred,
    depth         integer not null constraint link_depth_range check (depth between 1 and 32),
    constraint link_depth_pkey primary key (id, since_release),
    constraint link_depth_validity check (until_release > since_release)
);
create index link_depth_by_depth on link_depth (type, depth);

-- What is published now has not been synchronised before, so its depths count from now.
do $$
begin
    for step in 1..32 loop
        insert into link_depth (type, id, since_release, depth)
        select distinct f.type, f.id, (select current from release_pointer), step
        from published_facet f
        left join link_depth d on d.id = f.value::uuid
        where f.type = 'condition' and f.field = 'causedBy' and f.until_release is null
          and (step = 1 or d.depth = step - 1)
        on conflict (id, since_release) do update set depth = excluded.depth;
        exit when not found;
    end loop;
end
$$;

-- How far partners say that they have come.
create table sync_acknowledgement (
    -- The caller, under a name that lasts when its key is rotated.
    partner         text        constraint sync_acknowledgement_pkey primary key,
    name            text        not null,
    release         bigint      not null constraint sync_acknowledgement_release_fkey references release (number),
    -- Of which types it keeps a copy; none: of all.
    types           text[]      not null,
    applied_at      timestamptz not null,
    acknowledged_at timestamptz not null
);
