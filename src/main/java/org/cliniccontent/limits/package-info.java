/**
 * Quotas of requests, and the sharing out of threads and connections among callers. Limits of single bodies belong in
 * {@code http.body}, those of connections in {@code http.connection}.
 */
package org.cliniccontent.limits;
