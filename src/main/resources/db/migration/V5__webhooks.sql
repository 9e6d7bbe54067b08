-- What partners' servers are told, and how that went.

create table webhook_endpoint (
    id              uuid        constraint webhook_endpoint_pkey primary key,
    -- Whose it is: the caller, under a name that lasts when its key is rotated.
    owner           text        not null,
    url             text        not null constraint webhook_endpoint_url_length check (length(url) between 1 and 2000),
    description     text        constraint webhook_endpoint_description_length
                                check (length(description) between 1 and 500),
    event_types     text[]      not null
                                constraint webhook_endpoint_event_types_some check (cardinality(event_types) > 0),
    -- Of which types of entities it wants to hear; none: of all.
    entity_types    text[]      not null,
    state           text        not null
                                constraint webhook_endpoint_state_known check (state in ('ENABLED', 'DISABLED')),
    -- Why it is disabled: by its owner, because it answered 410, or because it failed for days.
    disabled_reason text        constraint webhook_endpoint_disabled_reason_known
                                check (disabled_reason in ('REQUESTED', 'GONE', 'FAILING')),
    created_at      timestamptz not null,
    -- Of the first failure since the last success.
    failing_since   timestamptz,
    -- Counts the changes of what its owner says of it.
    version         integer     not null default 1,
    constraint webhook_endpoint_reason_if_disabled check ((state = 'DISABLED') = (disabled_reason is not null))
);
create index webhook_endpoint_by_owner on webhook_endpoint (owner, created_at, id);

-- What deliveries are signed with. Not hashed, because a signature needs it whole.
create table webhook_secret (
    endpoint   uuid        not null constraint webhook_secret_endpoint_fkey references webhook_endpoint
                           on delete cascade,
    created_at timestamptz not null,
    secret     bytea       not null
                           constraint webhook_secret_length check (octet_length(secret) between 24 and 64),
    -- When it was replaced, it still signs until then; null: it is the present one.
    expires_at timestamptz,
    constraint webhook_secret_pkey primary key (endpoint, created_at)
);
create unique index webhook_secret_one_present on webhook_secret (endpoint) where expires_at is null;

-- The outbox: written in the transaction of what it tells.
create table webhook_event (
    -- As it stands in webhook-id, the same for every attempt at every endpoint.
    id           text        constraint webhook_event_pkey primary key
                             constraint webhook_event_id_format check (id ~ '^msg_[0-9A-Za-z]{16,40}$'),
    type         text        not null,
    -- The types of the entities that it is about; none: it is not about entities.
    entity_types text[]      not null,
    payload      text        not null
                             constraint webhook_event_payload_length check (octet_length(payload) < 20480),
    created_at   timestamptz not null
);
create index webhook_event_by_time on webhook_event (created_at, id);

create table webhook_delivery (
    event         text        not null constraint webhook_delivery_event_fkey references webhook_event
                              on delete cascade,
    endpoint      uuid        not null constraint webhook_delivery_endpoint_fkey references webhook_endpoint
                              on delete cascade,
    state         text        not null constraint webhook_delivery_state_known
                              check (state in ('PENDING', 'DELIVERED', 'DEAD')),
    -- Since it was due first, or was replayed.
    tries         integer     not null default 0,
    -- When it is due; while one is under way, when it will be taken for lost.
    next_at       timestamptz not null,
    created_at    timestamptz not null,
    constraint webhook_delivery_pkey primary key (endpoint, event)
);
-- By endpoint, because one with a long queue must not stand before the others.
create index webhook_delivery_due on webhook_delivery (endpoint, next_at) where state = 'PENDING';
create index webhook_delivery_by_time on webhook_delivery (endpoint, created_at desc, event desc);
create index webhook_delivery_dead on webhook_delivery (endpoint) where state = 'DEAD';
-- For those that go with their event.
create index webhook_delivery_by_event on webhook_delivery (event);

-- The delivery log.
create table webhook_attempt (
    endpoint    uuid        not null,
    event       text        not null,
    at          timestamptz not null,
    duration_ms integer     not null,
    -- What was answered; null: there was no answer, and error says why.
    status      integer,
    error       text        constraint webhook_attempt_error_length check (length(error) <= 500),
    constraint webhook_attempt_delivery_fkey foreign key (endpoint, event)
        references webhook_delivery (endpoint, event) on delete cascade
);
create index webhook_attempt_by_delivery on webhook_attempt (endpoint, event, at);
