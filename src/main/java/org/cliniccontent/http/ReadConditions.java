package org.cliniccontent.http;

import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The conditions of a {@code GET} or {@code HEAD} (RFC 9110, section 13), each as the lines of its field; no line means
 * no condition.
 */
public record ReadConditions(
        List<String> ifMatch, List<String> ifUnmodifiedSince, List<String> ifNoneMatch, List<String> ifModifiedSince) {

    private static final CharSequence IF_UNMODIFIED_SINCE = HttpHeaders.createOptimized("If-Unmodified-Since");

    /** What they lead to. */
    public enum Outcome {
        SEND,
        NOT_MODIFIED,
        FAILED
    }

    /** @param fields gives the lines of the field of a name, or an empty list */
    public static ReadConditions of(Function<CharSequence, List<String>> fields) {
        return new ReadConditions(
                fields.apply(HttpHeaders.IF_MATCH),
                fields.apply(IF_UNMODIFIED_SINCE),
                fields.apply(HttpHeaders.IF_NONE_MATCH),
                fields.apply(HttpHeaders.IF_MODIFIED_SINCE));
    }

    /**
     * In the order of section 13.2.2. A field with tags puts the one with a date beside it out of force, also if no tag
     * of it can be read.
     *
     * @param tag the strong one of the representation that would be sent
     * @param lastModified as it is sent, or with a fraction of a second; without it dates are ignored
     */
    public Outcome evaluate(String tag, Optional<Instant> lastModified, Instant now) {
        boolean isAsDemanded = ifMatch.isEmpty()
                ? !isChanged(ifUnmodifiedSince, lastModified, now).orElse(false)
                : EntityTags.matchStrongly(ifMatch, tag);
        if (!isAsDemanded) {
            return Outcome.FAILED;
        }
        boolean isKnown = ifNoneMatch.isEmpty()
                ? !isChanged(ifModifiedSince, lastModified, now).orElse(true)
                : EntityTags.match(ifNoneMatch, tag);
        return isKnown ? Outcome.NOT_MODIFIED : Outcome.SEND;
    }

    /**
     * Whether it was modified after the date, in whole seconds as dates are. Empty if there is no date to compare: one
     * that is given twice, or cannot be read, is none (sections 13.1.3 and 13.1.4).
     */
    private static Optional<Boolean> isChanged(List<String> lines, Optional<Instant> lastModified, Instant now) {
        if (lines.size() != 1 || lastModified.isEmpty()) {
            return Optional.empty();
        }
        var modified = lastModified.get().truncatedTo(ChronoUnit.SECONDS);
        return HttpDate.parse(lines.get(0), now).map(modified::isAfter);
    }
}
