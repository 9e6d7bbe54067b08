package org.cliniccontent.http;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * The bytes of a published resource, and what there is to say of them.
 *
 * @param release the release they describe
 * @param surrogateKeys what a cache in front may purge them by: each entity in them as {@code type/slug}
 * @param next the next page of a list, if there is one
 * @param until the moment from which it says something else without a release, if there is one
 */
public record Representation(
        byte[] bytes,
        String mediaType,
        long release,
        Collection<String> surrogateKeys,
        Optional<String> next,
        Optional<Instant> until) {

    public static final String JSON = "application/json";

    /** For what is public and not made of bytes that are known: that something is gone. */
    public static final String CACHE_CONTROL = Freshness.USUAL.cacheControl();
}
