/**
 * The audit log, and the writes that it records: audited transactions, idempotency keys, refusals and seals. Rules
 * about who may do something belong in {@code access}.
 */
package org.cliniccontent.audit;
