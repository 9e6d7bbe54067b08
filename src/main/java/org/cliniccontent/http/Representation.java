package org.cliniccontent.http;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The bytes of a published resource, and what there is to say of them. Bytes and no objects: they are hashed for the tag,
 * compressed and cached as they are, and no serialiser can make others of them.
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

    public static final String SURROGATE_KEY = "Surrogate-Key";

    /** Headers are bounded at intermediaries; what holds more entities than this is purged with all content. */
    private static final int MAX_SURROGATE_KEYS = 100;

    private static final String ALL_CONTENT = "content";

    /** The value of {@link #SURROGATE_KEY} for an answer about these entities. */
    public static String surrogateKey(Collection<String> entities) {
        var keys = new TreeSet<>(entities);
        return keys.size() > MAX_SURROGATE_KEYS ? ALL_CONTENT : ALL_CONTENT + ' ' + String.join(" ", keys);
    }
}
