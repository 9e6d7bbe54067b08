-- Which deliveries come first, of one endpoint and among all: 0 to 2 withdrawals (IMMEDIATE, URGENT, ROUTINE), 3 other
-- events, 4 what was replayed in bulk. A replica of the release before writes none, and its withdrawals wait in line.
alter table webhook_delivery
    add column priority smallint not null default 3
        constraint webhook_delivery_priority_known check (priority between 0 and 4);

-- Replaces webhook_delivery_due, which replicas of the release before still read by: that goes a release later. The
-- condition is that of PENDING in other words: as long as both are there, what says it so is never read by the other one,
-- which has to pass over whatever has another priority.
create index webhook_delivery_ready on webhook_delivery (endpoint, priority, next_at)
    where state not in ('DELIVERED', 'DEAD');
