package org.cliniccontent.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

/** A cursor says where a page begins, and nothing that was changed is taken for one. */
class CursorTest {

    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/.~ \u00e9";

    private static final SigningKey SECRET = new SigningKey("of this installation".getBytes(StandardCharsets.UTF_8));

    /** Before them are the version and the query. */
    private static final int LENGTH_AT = 1 + 16 + Long.BYTES;

    private final Cursors cursors = new Cursors(SECRET::derive);

    /** UTF-8, and so a token, holds whole characters only. */
    private static boolean isText(String... strings) {
        for (String string : strings) {
            if (string.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                return false;
            }
        }
        return true;
    }

    private String token(String key) {
        return cursors.write(new Cursor("query", 7, key, "id"));
    }

    @Property(tries = 500)
    void whatWasWrittenIsRead(
            @ForAll String query, @ForAll @LongRange long release, @ForAll String key, @ForAll String id) {
        assumeThat(isText(query, key, id)).isTrue();
        var cursor = new Cursor(query, release, key, id);
        var token = cursors.write(cursor);
        assumeThat(token.length()).isLessThanOrEqualTo(Cursors.MAX_LENGTH);
        assertThat(cursors.read(token, query)).isEqualTo(cursor);
    }

    @Property(tries = 200)
    void aTokenNeedsNoEscapeInAUri(@ForAll String query, @ForAll String key) {
        assertThat(cursors.write(new Cursor(query, 1, key, "id"))).matches("[A-Za-z0-9_-]+");
    }

    @Property(tries = 500)
    void aTokenWithOneOtherCharacterIsRefused(
            @ForAll String key, @ForAll @IntRange(max = 10_000) int at, @ForAll @IntRange(max = 69) int with) {
        var token = new StringBuilder(token(key));
        int index = at % token.length();
        char other = ALPHABET.charAt(with % ALPHABET.length());
        assumeThat(token.charAt(index)).isNotEqualTo(other);
        token.setCharAt(index, other);
        refuses(token.toString(), "query");
    }

    @Property(tries = 200)
    void aTokenThatWasCutIsRefused(@ForAll String key, @ForAll @IntRange(max = 10_000) int length) {
        var token = token(key);
        refuses(token.substring(0, length % token.length()), "query");
    }

    @Property(tries = 200)
    void aTokenOfAnotherQueryIsRefused(@ForAll String query, @ForAll String other) {
        assumeThat(isText(query, other)).isTrue();
        assumeThat(query).isNotEqualTo(other);
        refuses(cursors.write(new Cursor(query, 7, "key", "id")), other);
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

    /** The format of earlier releases: clients that page go on during an upgrade, and after going back. */
    @Test
    void theFormatOfTokensStays() {
        var cursor = new Cursor("query", 7, "name", "id");
        var token = "tEIz5HhcoLV18jxfgtjs1AKot3GSC4MZ5HJR0TYPXogLAAAAAAAAAAcAAAAEbmFtZWlk";
        assertThat(cursors.read(token, "query")).isEqualTo(cursor);
        assertThat(cursors.write(cursor)).isEqualTo(token);
    }

    @Test
    void aTokenOfAnotherInstallationIsRefused() {
        var other = new Cursors(new SigningKey(new byte[32])::derive);
        refuses(other.write(new Cursor("query", 7, "key", "id")), "query");
    }

    @Test
    void aTokenOfAnotherPurposeIsRefused() {
        var other = new Cursors(purpose -> SECRET.derive("another purpose"));
        refuses(other.write(new Cursor("query", 7, "key", "id")), "query");
    }

    /** What a client can claim of a length is behind the signature; should it get there, nothing is allocated for it. */
    @Property(tries = 500)
    void aLengthThatIsNotThereIsRefused(@ForAll int length) {
        var content = content("key");
        assumeThat(length < 0 || length > content.length - LENGTH_AT - Integer.BYTES)
                .isTrue();
        ByteBuffer.wrap(content).putInt(LENGTH_AT, length);
        refuses(cursors.sign(content), "query");
    }

    @Property(tries = 1_000)
    void whatIsSignedIsReadOrRefused(@ForAll @Size(max = 200) byte[] content) {
        readsOrRefuses(content);
    }

    @Property(tries = 1_000)
    void aSignedTokenWithOtherBytesIsReadOrRefused(
            @ForAll String key, @ForAll @IntRange(max = 10_000) int at, @ForAll byte with) {
        var content = content(key);
        content[at % content.length] = with;
        readsOrRefuses(content);
    }

    @Property(tries = 500)
    void aSignedTokenThatWasCutIsReadOrRefused(@ForAll String key, @ForAll @IntRange(max = 10_000) int length) {
        var content = content(key);
        readsOrRefuses(Arrays.copyOf(content, length % content.length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1x", "99999999999999999999", "2026-13-01T00:00:00Z", "1-1-1-1"})
    void whatIsNoKeyOfAListIsRefused(String text) {
        var cursor = new Cursor("query", 7, text, text);
        assertRefused(cursor::number);
        assertRefused(cursor::moment);
        assertRefused(cursor::uuid);
    }

    private byte[] content(String key) {
        var bytes = Base64.getUrlDecoder().decode(token(key));
        return Arrays.copyOfRange(bytes, SigningKey.CODE_BYTES, bytes.length);
    }

    private void readsOrRefuses(byte[] content) {
        try {
            assertThat(cursors.read(cursors.sign(content), "query").query()).isEqualTo("query");
        } catch (ProblemException e) {
            assertThat(e.type()).isEqualTo(ProblemType.INVALID_CURSOR);
        }
    }

    private void refuses(String token, String query) {
        assertRefused(() -> cursors.read(token, query));
    }

    private static void assertRefused(ThrowingCallable reading) {
        assertThatThrownBy(reading).isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.type())
                .isEqualTo(ProblemType.INVALID_CURSOR));
    }
}
