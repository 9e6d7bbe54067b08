-- Contract: webhook_delivery_due is unused since 451b229, which reads by webhook_delivery_ready (V8).
drop index concurrently if exists webhook_delivery_due;
