package org.cliniccontent.http;

import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The conditions of a {@code GET} or {@code HEAD} (RFC 9110, section 13), each as the lines of its field. No lines mean
 * no condition.
 */
public record ReadConditions(
        List<String> ifMatch, List<String> ifUnmodifiedSince, List<String> ifNoneMatch, List<String> ifModifiedSince) {

    private static final CharSequence IF_UNMODIFIED_SINCE = HttpHeaders.createOptimized("If-Unmodified-Since");

    /** The result of evaluating the conditions. */
    public enum Outcome {
        SEND,
        NOT_MODIFIED,
        FAILED
    }

    /**
     * Reads the conditions of a request.
     *
     * @param fields returns the lines of a named field, or an empty list
     */
    public static ReadConditions of(Function<CharSequence, List<String>> fields) {
        return new ReadConditions(
                fields.apply(HttpHeaders.IF_MATCH),
                fields.apply(IF_UNMODIFIED_SINCE),
                fields.apply(HttpHeaders.IF_NONE_MATCH),
                fields.apply(HttpHeaders.IF_MODIFIED_SINCE));
    }

    /**
     * Evaluates the conditions in the order of section 13.2.2. A field with tags disables the one with a date beside
     * it, even if none of its tags can be read.
     *
     * @param tag the strong tag of the representation that would be sent
     * @param lastModified as it is sent, or with a fraction of a second; if absent, dates are ignored
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
     * Checks whether the representation was modified after the date, in whole seconds.
     *
     * @return empty if there is no date to compare; a date that is repeated or malformed counts as absent (sections
     *     13.1.3 and 13.1.4)
     */
    private static Optional<Boolean> isChanged(List<String> lines, Optional<Instant> lastModified, Instant now) {
        if (lines.size() != 1 || lastModified.isEmpty()) {
            return Optional.empty();
        }
        var modified = lastModified.get().truncatedTo(ChronoUnit.SECONDS);
        return HttpDate.parse(lines.get(0), now).map(modified::isAfter);
    }
}
