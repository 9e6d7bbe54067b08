-- Expand. Where in a trace (W3C Trace Context) what a webhook tells was done: it is sent later, by any replica. Null:
-- nowhere; a replica of the release before writes none.
set local lock_timeout = '5s';

alter table webhook_event add column traceparent text;
