/**
 * Benchmarks: reads compared with a bare HTTP server, starts, and partners' copies, behind {@code bench/http}, {@code
 * bench/start} and {@code bench/sync}. They are in the test sources because they need the content generator and the
 * client of the packaged service, and must not be part of the delivery. None of it is a test: figures depend on the
 * machine, so no build may depend on them.
 */
package org.cliniccontent.bench;
