package org.cliniccontent.http;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The bytes of a published resource with its metadata. Bytes and not objects: they are hashed for the tag, compressed and
 * cached as they are, and no serialiser can produce different ones.
 *
 * @param release the release that they describe
 * @param surrogateKeys the keys by which a cache in front may purge it: each entity in it as {@code type/slug}
 * @param next the next page of a list, if there is one
 * @param until the time at which its content changes without a release, if there is one
 */
public record Representation(
        byte[] bytes,
        String mediaType,
        long release,
        Collection<String> surrogateKeys,
        Optional<String> next,
        Optional<Instant> until) {

    public static final String JSON = "application/json";

    /** The {@code Cache-Control} of public responses without a tag, such as those for removed entities. */
    public static final String CACHE_CONTROL = Freshness.USUAL.cacheControl();

    public static final String SURROGATE_KEY = "Surrogate-Key";

    /**
     * The maximum number of keys. Intermediaries limit headers; a response about more entities is purged together with
     * all content.
     */
    private static final int MAX_SURROGATE_KEYS = 100;

    private static final String ALL_CONTENT = "content";

    /** Returns the value of {@link #SURROGATE_KEY} for a response about these entities. */
    public static String surrogateKey(Collection<String> entities) {
        var keys = new TreeSet<>(entities);
        return keys.size() > MAX_SURROGATE_KEYS ? ALL_CONTENT : ALL_CONTENT + ' ' + String.join(" ", keys);
    }
}
