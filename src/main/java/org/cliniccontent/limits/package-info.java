/**
 * Request quotas, and the fair distribution of threads and connections among callers. Limits of single bodies belong in
 * {@code http.body}, those of connections in {@code http.connection}.
 */
package org.cliniccontent.limits;
