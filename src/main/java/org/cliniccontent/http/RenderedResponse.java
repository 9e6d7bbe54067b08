package org.cliniccontent.http;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A representation ready to be sent: its bytes in each content coding that was requested, and its header fields, built
 * once for all clients. It is immutable; {@link #with} makes another.
 */
public final class RenderedResponse {

    /** The request fields that every public read varies on (RFC 9110, section 12.5.5). */
    public static final String VARY = "Accept, Accept-Encoding, Content-Release-Min";

    private static final CharSequence CONTENT_RELEASE = HttpHeaders.createOptimized("Content-Release");
    private static final CharSequence SURROGATE_KEY = HttpHeaders.createOptimized(Representation.SURROGATE_KEY);
    private static final CharSequence LINK = HttpHeaders.createOptimized("Link");
    private static final CharSequence VARY_VALUE = HttpHeaders.createOptimized(VARY);
    private static final CharSequence NO_RANGES = HttpHeaders.createOptimized("none");

    /** The memory, in bytes, of this object and its parts besides their characters and bytes. */
    private static final int OVERHEAD = 1_000;

    private final byte[] identity;
    private final Map<ContentCoding, EncodedBytes> codings;
    private final boolean pinned;
    private final Optional<Instant> until;
    private final Optional<Instant> lastModified;
    private final String mediaType;
    private final CharSequence release;
    private final CharSequence surrogateKey;
    private final CharSequence link;
    private final CharSequence lastModifiedField;

    private RenderedResponse(RenderedResponse other, Map<ContentCoding, EncodedBytes> codings) {
        this.identity = other.identity;
        this.codings = codings;
        this.pinned = other.pinned;
        this.until = other.until;
        this.lastModified = other.lastModified;
        this.mediaType = other.mediaType;
        this.release = other.release;
        this.surrogateKey = other.surrogateKey;
        this.link = other.link;
        this.lastModifiedField = other.lastModifiedField;
    }

    /**
     * Renders a representation.
     *
     * @param lastModified when this content was first published, if its second distinguishes it from every other
     *     version
     * @param pinned whether it was requested by its release, and so never changes
     */
    public RenderedResponse(Representation representation, Optional<Instant> lastModified, boolean pinned) {
        this.identity = representation.bytes();
        this.codings = new EnumMap<>(Map.of(ContentCoding.IDENTITY, EncodedBytes.of(ContentCoding.IDENTITY, identity)));
        this.pinned = pinned;
        this.until = representation.until();
        this.lastModified = lastModified;
        this.mediaType = representation.mediaType();
        this.release = Long.toString(representation.release());
        this.surrogateKey = Representation.surrogateKey(representation.surrogateKeys());
        this.link = representation
                .next()
                .map(value -> String.format(Locale.ROOT, "<%s>; rel=\"next\"", value))
                .orElse(null);
        this.lastModifiedField = lastModified.map(HttpDate::format).orElse(null);
    }

    public String mediaType() {
        return mediaType;
    }

    /** Checks whether the content has changed by now. */
    public boolean isOver(Instant now) {
        return until.isPresent() && !now.isBefore(until.get());
    }

    public boolean has(ContentCoding coding) {
        return codings.containsKey(coding);
    }

    /** Returns a copy that holds the bytes in one more coding, which this compresses. */
    public RenderedResponse with(ContentCoding coding) {
        var more = new EnumMap<>(codings);
        more.put(
                coding,
                Compression.compress(coding, identity)
                        .map(bytes -> EncodedBytes.of(coding, bytes))
                        .orElse(codings.get(ContentCoding.IDENTITY)));
        return new RenderedResponse(this, more);
    }

    /** Returns the approximate memory that it occupies, in bytes. */
    public int weight() {
        int weight = OVERHEAD + surrogateKey.length() + (link == null ? 0 : link.length());
        for (EncodedBytes coded : codings.values()) {
            weight +=
                    coded.coding() == ContentCoding.IDENTITY ? 0 : coded.bytes().length();
        }
        return weight + identity.length;
    }

    /**
     * Evaluates the conditions of a request.
     *
     * @param coding one that it {@linkplain #has has}
     */
    public ReadConditions.Outcome outcome(MultiMap request, ContentCoding coding, Instant now) {
        return ReadConditions.of(request::getAll).evaluate(codings.get(coding).tag(), lastModified, now);
    }

    public Buffer bytes(ContentCoding coding) {
        return codings.get(coding).bytes();
    }

    /**
     * Writes the header fields of a 200, and of the 304 in its place (RFC 9110, section 15.4.5), except those of the
     * content.
     */
    public void describe(ContentCoding coding, Instant now, BiConsumer<CharSequence, CharSequence> fields) {
        var coded = codings.get(coding);
        fields.accept(HttpHeaders.ETAG, coded.tag());
        fields.accept(HttpHeaders.CACHE_CONTROL, cacheControl(now));
        fields.accept(HttpHeaders.VARY, VARY_VALUE);
        fields.accept(HttpHeaders.ACCEPT_RANGES, NO_RANGES);
        fields.accept(CONTENT_RELEASE, release);
        fields.accept(SURROGATE_KEY, surrogateKey);
        if (lastModifiedField != null) {
            fields.accept(HttpHeaders.LAST_MODIFIED, lastModifiedField);
        }
        if (link != null) {
            fields.accept(LINK, link);
        }
    }

    /** Writes the header fields of the content. */
    public void describeContent(ContentCoding coding, BiConsumer<CharSequence, CharSequence> fields) {
        var coded = codings.get(coding);
        fields.accept(HttpHeaders.CONTENT_TYPE, mediaType);
        fields.accept(HttpHeaders.CONTENT_LENGTH, coded.length());
        if (coded.coding() != ContentCoding.IDENTITY) {
            fields.accept(HttpHeaders.CONTENT_ENCODING, coded.coding().token());
        }
    }

    private CharSequence cacheControl(Instant now) {
        if (until.isPresent()) {
            return Freshness.until(until.get(), now).cacheControl();
        }
        return pinned ? Freshness.IMMUTABLE : Freshness.USUAL.cacheControl();
    }
}
