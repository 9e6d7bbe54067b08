package org.cliniccontent.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The bytes of a published resource, ready to be sent.
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

    /** Headers are bounded at intermediaries; what holds more entities than this is purged with all content. */
    private static final int MAX_SURROGATE_KEYS = 100;

    private static final String ALL_CONTENT = "content";

    /** For what is public and not made of bytes that are known: that something is gone. */
    public static final String CACHE_CONTROL = Freshness.USUAL.cacheControl();

    /** 200 with the bytes, or 304 if the request says that the client has them. */
    public Response answer(HttpHeaders request, Instant now) {
        var tag = EntityTags.strong(bytes);
        var ifNoneMatch = request.getRequestHeader(HttpHeaders.IF_NONE_MATCH);
        var response = ifNoneMatch != null && EntityTags.match(ifNoneMatch, tag)
                ? Response.notModified()
                : Response.ok(bytes, mediaType);
        response.header(HttpHeaders.ETAG, tag)
                .header(HttpHeaders.CACHE_CONTROL, freshness(now).cacheControl())
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .header("Content-Release", release)
                .header("Surrogate-Key", surrogateKey());
        next.ifPresent(uri -> response.header(HttpHeaders.LINK, "<%s>; rel=\"next\"".formatted(uri)));
        return response.build();
    }

    private Freshness freshness(Instant now) {
        return until.map(change -> Freshness.until(change, now)).orElse(Freshness.USUAL);
    }

    private String surrogateKey() {
        var keys = new TreeSet<>(surrogateKeys);
        return keys.size() > MAX_SURROGATE_KEYS ? ALL_CONTENT : ALL_CONTENT + ' ' + String.join(" ", keys);
    }
}
