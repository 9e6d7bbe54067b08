package org.cliniccontent.http;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.cliniccontent.http.ReadConditions.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Conditions of a read, in the order of RFC 9110, section 13.2.2. */
class ReadConditionsTest {

    private static final String TAG = "\"abc\"";
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Optional<Instant> MODIFIED = Optional.of(Instant.parse("2026-02-01T12:00:00.7Z"));
    private static final String BEFORE = "Sun, 01 Feb 2026 11:59:59 GMT";
    private static final String THEN = "Sun, 01 Feb 2026 12:00:00 GMT";

    private static ReadConditions conditions(Map<String, List<String>> fields) {
        var lines = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        lines.putAll(fields);
        return ReadConditions.of(name -> lines.getOrDefault(name.toString(), List.of()));
    }

    private static List<String> lines(String field) {
        return field.equals("-") ? List.of() : List.of(field);
    }

    /**
     * Checks the order of evaluation. The fields are in that order; = stands for the tag, b and t for the two dates.
     */
    @ParameterizedTest
    @CsvSource({
        "-, -, -, -, SEND",
        "=, -, -, -, SEND",
        "x, -, -, -, FAILED",
        "*, -, -, -, SEND",
        "-, t, -, -, SEND",
        "-, b, -, -, FAILED",
        "-, x, -, -, SEND",
        "=, b, -, -, SEND",
        "x, t, -, -, FAILED",
        "-, -, =, -, NOT_MODIFIED",
        "-, -, x, -, SEND",
        "-, -, *, -, NOT_MODIFIED",
        "-, -, -, t, NOT_MODIFIED",
        "-, -, -, b, SEND",
        "-, -, -, x, SEND",
        "-, -, =, b, NOT_MODIFIED",
        "-, -, x, t, SEND",
        "=, -, =, -, NOT_MODIFIED",
        "=, -, x, -, SEND",
        "x, -, =, -, FAILED",
        "-, b, =, -, FAILED",
        "-, t, =, -, NOT_MODIFIED",
        "=, -, -, t, NOT_MODIFIED",
        "x, -, -, t, FAILED",
        "-, t, -, t, NOT_MODIFIED",
        "-, b, -, t, FAILED",
        "=, b, =, b, NOT_MODIFIED",
        "x, t, =, t, FAILED"
    })
    void eachIsEvaluatedInItsTurn(String match, String unmodified, String noneMatch, String modified, Outcome outcome) {
        var conditions = new ReadConditions(tags(match), dates(unmodified), tags(noneMatch), dates(modified));
        assertThat(conditions.evaluate(TAG, MODIFIED, NOW)).isEqualTo(outcome);
    }

    private static List<String> tags(String field) {
        return field.equals("=") ? List.of(TAG) : lines(field);
    }

    private static List<String> dates(String field) {
        return switch (field) {
            case "b" -> List.of(BEFORE);
            case "t" -> List.of(THEN);
            default -> lines(field);
        };
    }

    @Test
    void whatSavesATransferIsComparedWeakly() {
        var conditions = conditions(Map.of("If-None-Match", List.of("\"x\"", "W/" + TAG)));
        assertThat(conditions.evaluate(TAG, MODIFIED, NOW)).isEqualTo(Outcome.NOT_MODIFIED);
    }

    @Test
    void whatDemandsAStateIsComparedStrongly() {
        var weak = conditions(Map.of("If-Match", List.of("W/" + TAG)));
        assertThat(weak.evaluate(TAG, MODIFIED, NOW)).isEqualTo(Outcome.FAILED);
        var strong = conditions(Map.of("If-Match", List.of("W/" + TAG, TAG)));
        assertThat(strong.evaluate(TAG, MODIFIED, NOW)).isEqualTo(Outcome.SEND);
    }

    @Test
    void withoutATimeOfModificationDatesAreIgnored() {
        var since = conditions(Map.of("If-Modified-Since", List.of(THEN)));
        assertThat(since.evaluate(TAG, Optional.empty(), NOW)).isEqualTo(Outcome.SEND);
        var until = conditions(Map.of("If-Unmodified-Since", List.of(BEFORE)));
        assertThat(until.evaluate(TAG, Optional.empty(), NOW)).isEqualTo(Outcome.SEND);
    }

    @Test
    void aDateThatIsGivenTwiceIsIgnored() {
        var since = conditions(Map.of("If-Modified-Since", List.of(THEN, THEN)));
        assertThat(since.evaluate(TAG, MODIFIED, NOW)).isEqualTo(Outcome.SEND);
        var until = conditions(Map.of("If-Unmodified-Since", List.of(BEFORE, BEFORE)));
        assertThat(until.evaluate(TAG, MODIFIED, NOW)).isEqualTo(Outcome.SEND);
    }

    @Test
    void aDateAheadIsLaterThanAnyModification() {
        var since = conditions(Map.of("If-Modified-Since", List.of("Thu, 01 Jan 2099 00:00:00 GMT")));
        assertThat(since.evaluate(TAG, MODIFIED, NOW)).isEqualTo(Outcome.NOT_MODIFIED);
    }

    @Property
    void whoHasTheTagIsNeverSentItAgain(@ForAll byte[] bytes, @ForAll boolean weak, @ForAll String date) {
        var tag = EntityTags.strong(bytes);
        var conditions = conditions(
                Map.of("If-None-Match", List.of(weak ? "W/" + tag : tag), "If-Modified-Since", List.of(date)));
        assertThat(conditions.evaluate(tag, MODIFIED, NOW)).isEqualTo(Outcome.NOT_MODIFIED);
        assertThat(conditions.evaluate("\"other\"", MODIFIED, NOW)).isEqualTo(Outcome.SEND);
    }
}
