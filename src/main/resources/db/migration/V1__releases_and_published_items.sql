-- What the public reads. Nothing in these tables is a draft, and nothing in them changes:
-- a release adds rows and ends the validity of those that it replaces.

-- One row per release. Numbers are gap-free and in commit order, because the row of release_pointer
-- is locked from the moment a number is taken until it is committed.
create table release (
    number       bigint      constraint release_pkey primary key
                             constraint release_number_positive check (number > 0),
    -- Never earlier than the release before it, so that "as of" has one answer.
    published_at timestamptz not null,
    message      text        not null constraint release_message_length check (length(message) between 1 and 2000),
    author       text        not null constraint release_author_length check (length(author) between 1 and 200),
    changes      integer     not null constraint release_changes_positive check (changes > 0)
);
create index release_by_time on release (published_at, number);

-- The single row that every publish locks.
create table release_pointer (
    id      integer constraint release_pointer_pkey primary key constraint release_pointer_single check (id = 1),
    current bigint  not null constraint release_pointer_not_negative check (current >= 0)
);
insert into release_pointer (id, current) values (1, 0);

-- The verbatim text of a document, by its content.
create table published_source (
    sha256 text constraint published_source_pkey primary key
                constraint published_source_sha256_format check (sha256 ~ '^[0-9a-f]{64}$'),
    text   text not null,
    constraint published_source_is_what_it_says check (encode(sha256(convert_to(text, 'UTF8')), 'hex') = sha256)
);

-- One published state of one entity, valid from since_release until until_release (null: still valid).
create table published_item (
    id            uuid    not null,
    type          text    not null,
    slug          text    not null
                  constraint published_item_slug_format check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 100),
    since_release bigint  not null constraint published_item_since_fkey references release (number)
                          deferrable initially deferred,
    until_release bigint  constraint published_item_until_fkey references release (number)
                          deferrable initially deferred,
    state         text    not null
                  constraint published_item_state_known check (state in ('PUBLISHED', 'DELETED', 'WITHDRAWN')),
    name          text    not null,
    -- What lists by name are sorted by: made by the service, so that an order never depends on a server's locale.
    name_key      text    collate "C" not null,
    -- The day by which its own review is due; null: it has none, and takes its documents'.
    review_due    date,
    -- The entity's canonical JSON (RFC 8785), and its SHA-256 in hexadecimal.
    body          text    not null,
    sha256        text    not null constraint published_item_sha256_format check (sha256 ~ '^[0-9a-f]{64}$'),
    constraint published_item_pkey primary key (id, since_release),
    constraint published_item_validity check (until_release > since_release)
);
-- An entity has one valid state, and a slug one valid owner.
create unique index published_item_one_valid on published_item (id) where until_release is null;
create unique index published_item_slug_owner on published_item (type, slug)
    where until_release is null and state = 'PUBLISHED';
create index published_item_by_slug on published_item (type, slug, since_release desc);
create index published_item_by_release on published_item (since_release, type, id);

-- What lists are filtered and sorted by: one row per value of a field, and one with an empty field and value for the
-- list of everything. Each index below serves a filter in one order, so the cost of a page does not depend on how
-- many entities match or on how deep it lies.
create table published_facet (
    type          text   not null,
    field         text   not null,
    value         text   collate "C" not null,
    name_key      text   collate "C" not null,
    -- The release that last changed the entity: its order is the order of updatedAt.
    changed       bigint not null,
    id            uuid   not null,
    since_release bigint not null,
    until_release bigint,
    constraint published_facet_validity check (until_release > since_release)
);
create index published_facet_by_name
    on published_facet (type, field, value, name_key, id) include (changed, since_release, until_release);
create index published_facet_by_change
    on published_facet (type, field, value, changed, id) include (name_key, since_release, until_release);
-- For the filters that are looked up for each row, at any release.
create index published_facet_by_entity
    on published_facet (id, field, value) include (since_release, until_release);

-- The one change there is to a published row: a later release ends its validity.
create function published_rows_are_immutable() returns trigger language plpgsql as $$
begin
    raise exception 'published rows are immutable: % on % is refused', tg_op, tg_table_name
        using errcode = 'restrict_violation';
end
$$;

create trigger published_item_keeps_its_content
    before update of id, type, slug, since_release, state, name, name_key, review_due, body, sha256
    on published_item for each row execute function published_rows_are_immutable();
create trigger published_item_ends_once
    before update of until_release on published_item for each row when (old.until_release is not null)
    execute function published_rows_are_immutable();
create trigger published_item_is_not_deleted
    before delete on published_item for each row execute function published_rows_are_immutable();
create trigger published_item_is_not_truncated
    before truncate on published_item for each statement execute function published_rows_are_immutable();

create trigger published_source_is_not_changed
    before update or delete on published_source for each row execute function published_rows_are_immutable();
create trigger published_source_is_not_truncated
    before truncate on published_source for each statement execute function published_rows_are_immutable();

create trigger release_is_not_changed
    before update or delete on release for each row execute function published_rows_are_immutable();
create trigger release_is_not_truncated
    before truncate on release for each statement execute function published_rows_are_immutable();
