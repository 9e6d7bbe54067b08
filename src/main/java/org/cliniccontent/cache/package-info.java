/**
 * The response cache of public reads: what is kept, how it is refreshed after a release, and how concurrent requests
 * for the same response share one rendering. What a response contains is decided in {@code read}.
 */
package org.cliniccontent.cache;
