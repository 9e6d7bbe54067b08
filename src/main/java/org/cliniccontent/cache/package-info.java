/**
 * The response cache of public reads, its refresh after a release, and the coalescing of concurrent requests for the
 * same response. The content of responses is decided in {@code read}.
 */
package org.cliniccontent.cache;
