package org.cliniccontent.http.log;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.cliniccontent.authentication.ApiKeySecret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/** Secrets recognised by their form, other strings, and the characters allowed in a line. */
class RedactionTest {

    private static final String KEY = ApiKeySecret.generate().secret();
    private static final String JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl-X_";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_a+b/c0123456789==",
                JWT,
                "eyJhbGciOiJub25lIn0.e30.",
                "ewogICJhbGciOiJSUzI1NiJ9.ewogInN1YiI6IngifQ.c2lnbmF0dXJl",
                "eyJhbGciOiJSU0EtT0FFUCJ9.a1.b2.c3.d4"
            })
    void aSecretIsKnownByItsForm(String secret) {
        assertHidden(secret);
    }

    @Test
    void aKeyOfOursIsKnownByItsForm() {
        assertHidden(KEY);
    }

    /** Checks that a truncated key is replaced but not refused: in a longer word of base64 it occurs by accident. */
    @Test
    void aKeyThatWasCutIsReplacedWhereAWordBegins() {
        var cut = KEY.substring(0, 30);
        for (String text : new String[] {cut, "/v1?key=" + cut, "Bearer " + cut, "\"" + cut + "\""}) {
            assertThat(Redaction.redact(text)).doesNotContain(cut);
            assertThat(Redaction.holdsSecret(text)).isFalse();
        }
        assertThat(Redaction.redact("cursor=AAEC" + cut)).isEqualTo("cursor=AAEC" + cut);
    }

    /** Checks as many cursors as a partner reads in years. */
    @Test
    void noCursorOfOursIsASecret() {
        var random = new Random(7);
        var bytes = new byte[64];
        for (int i = 0; i < 200_000; i++) {
            random.nextBytes(bytes);
            var token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            if (Redaction.holdsSecret("/v1/changes?token=v0_" + token)) {
                fail("taken for a secret: " + token);
            }
        }
    }

    /**
     * Checks that no input takes long. A second is a thousand times the usual duration, and a third of that of an
     * earlier regular expression.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "eyJ",
                "ewo",
                "ey",
                "cc_",
                "cc_a",
                "whsec_",
                "whsec_a",
                "%2b",
                "bearer+",
                "bearer%20",
                "basic%20",
                "basic+",
                "a.",
                "eyJaaaaaa.",
                "ewoaaaaaa.",
                "authorization:",
                "cookie=",
                "password=",
                "://",
                "://:",
                "%25",
                "."
            })
    void whateverIsRepeatedIsLookedAtInNoTime(String part) {
        for (String text : List.of(
                part.repeat(20_000 / part.length()),
                "whsec_" + part.repeat(20_000 / part.length()),
                "eyJ" + part.repeat(20_000 / part.length()) + ".",
                "bearer" + part.repeat(20_000 / part.length()) + "%252541")) {
            assertTimeout(Duration.ofSeconds(1), () -> {
                Redaction.holdsSecret(text);
                Redaction.clean(text);
            });
        }
    }

    private static void assertHidden(String secret) {
        for (String text : new String[] {
            secret,
            "/v1?key=" + secret,
            "x" + secret + "&a=b",
            "/v1/" + secret + "/x",
            "Bearer " + secret,
            "\"" + secret + "\""
        }) {
            assertThat(Redaction.holdsSecret(text)).as(text).isTrue();
            assertThat(Redaction.redact(text)).doesNotContain(secret).contains(Redaction.REPLACEMENT);
            assertThat(Redaction.clean("a\n" + text)).doesNotContain(secret).startsWith("a\\n");
        }
    }

    @Test
    void percentEncodingHidesNoSecret() {
        for (String secret : new String[] {KEY, JWT, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw+/="}) {
            var encoded = new StringBuilder();
            secret.chars().forEach(c -> encoded.append('%').append(Integer.toHexString(c)));
            for (String text : new String[] {
                "/v1?key=" + encoded,
                "/v1?key=" + encoded.toString().replace("%", "%25"),
                "/v1?key=" + secret.replace("_", "%5f").replace(".", "%2E"),
                "/v1?key=" + secret.replace("+", "%2B").replace("/", "%2F")
            }) {
                assertThat(Redaction.holdsSecret(text)).as(text).isTrue();
                assertThat(Redaction.holdsSecret(Redaction.redact(text)))
                        .as(text)
                        .isFalse();
                assertThat(Redaction.redact(text)).doesNotContain(secret.substring(12));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Authorization: Bearer abcdefgh.1234|abcdefgh",
                "got bearer+0123456789abc|0123456789",
                "Authorization: Basic dXNlcjpwYXNz|dXNlcjpwYXNz",
                "header basic dXNlcjpwYXNzd29yZA== was|dXNlcjpwYXNz",
                "Cookie: session=abc; b=c|session",
                "jdbc:postgresql://db/clinic?user=a&password=hunter22&x=y|hunter22",
                "postgresql://clinic:hunter22@db:5432/clinic|hunter22",
                "https://user:hunter22@partner.example/hook|hunter22",
                "/v1/conditions?access_token=opaque-value&limit=1|opaque-value",
                "/v1?api_key=abcdefghijkl|abcdefghijkl"
            })
    void aSecretIsKnownByWhatStandsBeforeIt(String text, String secret) {
        assertThat(Redaction.redact(text)).doesNotContain(secret).contains(Redaction.REPLACEMENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/conditions?limit=1&cursor=AAECAwQFBgcICQoLDA0ODw",
                "WWW-Authenticate: Bearer realm=\"clinic-content\", error=\"invalid_token\"",
                "Basic treatments of the knee are described",
                "They eyeball the eyes, e.g. eyes.of.the.beholder",
                "/v1/conditions/acc_1234567890",
                "https://partner.example:8443/hook@2x.png?x=1",
                "key:0Gq3Vd9sKx2Z was revoked",
                "100% of 20%-30% %zz %",
                "jdbc:postgresql://localhost:5432/clinic"
            })
    void whatIsNoSecretStays(String text) {
        assertThat(Redaction.holdsSecret(text)).isFalse();
        assertThat(Redaction.clean(text)).isEqualTo(text);
    }

    @Test
    void whatForgesALineOrHidesTextIsEscaped() {
        assertThat(Redaction.escape("a\r\n12:00:00 INFO [x] forged\u001b[2J\u0000\u0085\u009b"))
                .isEqualTo("a\\r\\n12:00:00 INFO [x] forged\\u001B[2J\\u0000\\u0085\\u009B");
        assertThat(Redaction.escape("\u202eevil\u2066 \u2028 \u2029 \u200b \ufeff \u00ad \ud800"))
                .isEqualTo("\\u202Eevil\\u2066 \\u2028 \\u2029 \\u200B \\uFEFF \\u00AD \\uD800");
        assertThat(Redaction.escape(new String(Character.toChars(0xe0041)))).isEqualTo("\\U000E0041");
        assertThat(Redaction.escape("Gelenk – naïve 膝 😀")).isEqualTo("Gelenk – naïve 膝 😀");
    }

    @Property(tries = 300)
    void whatIsCleanIsOneShortLineAndStaysAsItIs(
            @ForAll String text, @ForAll @IntRange(min = 20, max = 300) int length) {
        var clean = Redaction.clean(text, length);
        assertThat(clean.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT))
                .isTrue();
        assertThat(clean.length()).isLessThanOrEqualTo(length);
        assertThat(Redaction.clean(clean, length)).isEqualTo(clean);
    }

    @Test
    void aSecretAtTheCutIsNotShownInPart() {
        assertThat(Redaction.clean("x".repeat(280) + KEY, 300)).isEqualTo("x".repeat(280) + "***");
        assertThat(Redaction.clean("x".repeat(10_000), 300)).hasSize(300).endsWith("…");
    }
}
