-- Who may do what, what is to be released, and what was done by whom.

-- Each release's hash covers the one before it, so that a history that was altered or restored shows.
alter table release add column hash text
    constraint release_hash_format check (hash ~ '^[0-9a-f]{64}$');
alter table release_pointer add column hash text not null default repeat('0', 64)
    constraint release_pointer_hash_format check (hash ~ '^[0-9a-f]{64}$');

-- Who approved what was released; null: it was not reviewed by a person.
alter table published_item add column approved_by text
    constraint published_item_approved_by_length check (length(approved_by) between 1 and 200);
drop trigger published_item_keeps_its_content on published_item;
create trigger published_item_keeps_its_content
    before update of id, type, slug, since_release, state, name, name_key, review_due, body, sha256, approved_by
    on published_item for each row execute function published_rows_are_immutable();

-- SHA-256 over these lines, each with its line feed: the hash of the release before (64 zeros before the first), the
-- number, the time (RFC 3339, UTC, six decimals), the SHA-256 of the message, that of the author's name, and for each
-- entity, by type and id: type/id state sha256, and the SHA-256 of the approver's name or a hyphen.
create function release_hash(previous text, number bigint, published_at timestamptz, message text, author text)
returns text language sql stable as $$
    select encode(sha256(convert_to(
        previous || E'\n' || number || E'\n'
        || to_char(published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || E'\n'
        || encode(sha256(convert_to(message, 'UTF8')), 'hex') || E'\n'
        || encode(sha256(convert_to(author, 'UTF8')), 'hex') || E'\n'
        || coalesce(string_agg(
               i.type || '/' || i.id || ' ' || i.state || ' ' || i.sha256 || ' '
               || coalesce(encode(sha256(convert_to(i.approved_by, 'UTF8')), 'hex'), '-') || E'\n',
               '' order by i.type collate "C", i.id), ''), 'UTF8')), 'hex')
    from published_item i where i.since_release = release_hash.number
$$;

alter table release disable trigger release_is_not_changed;
do $$
declare
    previous text := repeat('0', 64);
    one record;
begin
    for one in select * from release order by number loop
        previous := release_hash(previous, one.number, one.published_at, one.message, one.author);
        update release set hash = previous where number = one.number;
    end loop;
    update release_pointer set hash = previous;
end
$$;
alter table release enable trigger release_is_not_changed;
alter table release alter column hash set not null;

-- The lifecycle of a working copy: one row for each, whatever its type. The body is the working copy as it would be
-- published; what is reviewed, previewed and released is these bytes.
create table draft (
    id              uuid        constraint draft_pkey primary key,
    type            text        not null,
    slug            text        not null
                    constraint draft_slug_format check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 100),
    name            text        not null,
    state           text        not null
                    constraint draft_state_known check (state in ('DRAFT', 'IN_REVIEW', 'APPROVED', 'RELEASED')),
    body            text        not null,
    sha256          text        not null constraint draft_sha256_format check (sha256 ~ '^[0-9a-f]{64}$'),
    -- The tombstone that the next release is to put in its place; null: the body is to be published.
    removal         text,
    version         bigint      not null,
    -- Everyone who changed it since it was last released, and so may not approve it.
    authors         text[]      not null,
    changed_by      text        not null constraint draft_changed_by_length check (length(changed_by) between 1 and 200),
    updated_at      timestamptz not null,
    -- The reviewer's last word.
    reviewed_by     text        constraint draft_reviewed_by_length check (length(reviewed_by) between 1 and 200),
    reviewed_at     timestamptz,
    comment         text        constraint draft_comment_length check (length(comment) between 1 and 4000),
    -- The hash of what was approved: the body's, or the removal's.
    approved_sha256 text        constraint draft_approved_sha256_format check (approved_sha256 ~ '^[0-9a-f]{64}$'),
    constraint draft_slug_once unique (type, slug),
    constraint draft_approval_whole
        check ((state = 'APPROVED') = (approved_sha256 is not null)
               and (state <> 'APPROVED' or (reviewed_by is not null and reviewed_at is not null))),
    constraint draft_released_has_no_removal check (state <> 'RELEASED' or removal is null)
);
create index draft_pending on draft (id) where state <> 'RELEASED';

insert into draft (id, type, slug, name, state, body, sha256, version, authors, changed_by, updated_at)
select i.id, i.type, i.slug, i.name, 'RELEASED', i.body, i.sha256, 1, '{}', r.author, r.published_at
from published_item i join release r on r.number = i.since_release
where i.until_release is null and i.state = 'PUBLISHED';

-- Releases that are to be made at a time that was set.
create table scheduled_release (
    id          uuid        constraint scheduled_release_pkey primary key,
    publish_at  timestamptz not null,
    message     text        not null
                constraint scheduled_release_message_length check (length(message) between 1 and 2000),
    author      text        not null
                constraint scheduled_release_author_length check (length(author) between 1 and 200),
    created_at  timestamptz not null,
    -- What is to be released, with the hashes that were approved when it was scheduled.
    drafts      jsonb       not null,
    reuse_slugs text[]      not null,
    state       text        not null constraint scheduled_release_state_known
                check (state in ('PENDING', 'RELEASED', 'REFUSED', 'CANCELLED')),
    -- The release that was made; null with RELEASED: there was nothing left to change.
    release     bigint      constraint scheduled_release_release_fkey references release (number),
    faults      jsonb,
    constraint scheduled_release_refusal_has_faults check ((state = 'REFUSED') = (faults is not null))
);
create index scheduled_release_due on scheduled_release (publish_at) where state = 'PENDING';

create table api_key (
    -- The part of the key that is not secret.
    id           text        constraint api_key_pkey primary key
                             constraint api_key_id_format check (id ~ '^[0-9A-Za-z]{12}$'),
    name         text        not null constraint api_key_name_length check (length(name) between 1 and 200),
    -- Of the whole key.
    sha256       text        not null constraint api_key_sha256_format check (sha256 ~ '^[0-9a-f]{64}$'),
    scopes       text[]      not null constraint api_key_scopes_some check (cardinality(scopes) > 0),
    created_at   timestamptz not null,
    created_by   text        not null,
    expires_at   timestamptz not null,
    revoked_at   timestamptz,
    last_used_at timestamptz,
    -- The key that this one replaces.
    rotated_from text        constraint api_key_rotated_from_fkey references api_key
);

-- What a POST with an Idempotency-Key answered, written with its effect.
create table idempotent_request (
    caller      text        not null,
    key         text        not null constraint idempotent_request_key_length check (length(key) between 1 and 200),
    -- Method, path and body.
    request     text        not null constraint idempotent_request_request_format check (request ~ '^[0-9a-f]{64}$'),
    status      integer     not null,
    headers     jsonb       not null,
    body        bytea       not null,
    created_at  timestamptz not null,
    constraint idempotent_request_pkey primary key (caller, key)
);
create index idempotent_request_by_age on idempotent_request (created_at);

create table audit_event (
    id         bigint      generated always as identity constraint audit_event_pkey primary key,
    at         timestamptz not null,
    -- key:<id>, oidc:<subject>, system, or anonymous.
    caller     text        not null,
    caller_name text       not null,
    address    text        not null,
    method     text        not null,
    path       text        not null,
    status     integer     not null,
    -- The kind of problem of a refused attempt, and what it says.
    problem    text,
    detail     text,
    trace_id   text        not null
);
create index audit_event_by_caller on audit_event (caller, id);

create function audit_events_are_kept() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only: % is refused', tg_op using errcode = 'restrict_violation';
end
$$;
create trigger audit_event_is_not_changed
    before update or delete on audit_event for each row execute function audit_events_are_kept();
create trigger audit_event_is_not_truncated
    before truncate on audit_event for each statement execute function audit_events_are_kept();

-- Each entity that became overdue, once for each date, whichever replica noticed.
create table review_overdue (
    id         uuid        not null,
    due        date        not null,
    noticed_at timestamptz not null,
    constraint review_overdue_pkey primary key (id, due)
);

-- Up to which release, and as of which day, reviews have been looked through: the single row that whoever looks locks.
create table review_watch (
    id      integer constraint review_watch_pkey primary key constraint review_watch_single check (id = 1),
    release bigint  not null,
    day     date    not null
);
insert into review_watch (id, release, day) values (1, 0, '0001-01-01');
