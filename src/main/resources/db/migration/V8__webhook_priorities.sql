-- Which deliveries come first, of one endpoint and among all: 0 to 2 withdrawals (IMMEDIATE, URGENT, ROUTINE), 3 other
-- events, 4 what was replayed in bulk. A replica of the release before writes none, and its withdrawals wait in line.
alter table webhook_delivery
    add column priority smallint not null default 3
        constraint webhook_delivery_priority_known check (priority between 0 and 4);

-- Replaces webhook_delivery_due, which replicas of the release before still read by: it goes a release later.
create index webhook_delivery_ready on webhook_delivery (endpoint, priority, next_at) where state = 'PENDING';
