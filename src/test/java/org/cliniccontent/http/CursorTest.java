package org.cliniccontent.http;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

/** A cursor says where a page begins, and nothing that was changed is taken for one. */
class CursorTest {

    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/.~ \u00e9";

    /** UTF-8, and so a token, holds whole characters only. */
    private static boolean isText(String... strings) {
        for (String string : strings) {
            if (string.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                return false;
            }
        }
        return true;
    }

    @Property(tries = 500)
    void whatWasEncodedIsDecoded(
            @ForAll String query, @ForAll @LongRange long release, @ForAll String key, @ForAll String id) {
        assumeThat(isText(query, key, id)).isTrue();
        var cursor = new Cursor(query, release, key, id);
        assertThat(Cursor.decode(cursor.encode(), query)).isEqualTo(cursor);
    }

    @Property(tries = 200)
    void aTokenNeedsNoEscapeInAUri(@ForAll String query, @ForAll String key) {
        assertThat(new Cursor(query, 1, key, "id").encode()).matches("[A-Za-z0-9_-]+");
    }

    @Property(tries = 500)
    void aTokenWithOneOtherCharacterIsRefused(
            @ForAll String key, @ForAll @IntRange(max = 10_000) int at, @ForAll @IntRange(max = 69) int with) {
        var token = new StringBuilder(new Cursor("query", 7, key, "id").encode());
        int index = at % token.length();
        char other = ALPHABET.charAt(with % ALPHABET.length());
        assumeThat(token.charAt(index)).isNotEqualTo(other);
        token.setCharAt(index, other);
        refuses(token.toString(), "query");
    }

    @Property(tries = 200)
    void aTokenThatWasCutIsRefused(@ForAll String key, @ForAll @IntRange(max = 10_000) int length) {
        var token = new Cursor("query", 7, key, "id").encode();
        refuses(token.substring(0, length % token.length()), "query");
    }

    @Property(tries = 200)
    void aTokenOfAnotherQueryIsRefused(@ForAll String query, @ForAll String other) {
        assumeThat(isText(query, other)).isTrue();
        assumeThat(query).isNotEqualTo(other);
        refuses(new Cursor(query, 7, "key", "id").encode(), other);
    }

    @Property(tries = 500)
    void noOtherTextIsACursor(@ForAll String text) {
        refuses(text, "query");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "AA==", "\u0000", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void whatIsNoTokenIsRefused(String text) {
        refuses(text, "query");
    }

    private static void refuses(String token, String query) {
        assertThatThrownBy(() -> Cursor.decode(token, query))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.type())
                        .isEqualTo(ProblemType.INVALID_CURSOR));
    }
}
