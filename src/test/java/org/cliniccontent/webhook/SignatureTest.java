package org.cliniccontent.webhook;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Signatures, against the specification's vector and the verification that receivers use. */
class SignatureTest {

    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String PAYLOAD = "{\"test\": 2432232314}";
    private static final String OTHER = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";

    private final WebhookSecret secret = WebhookSecret.generate();
    private final long now = Instant.now().getEpochSecond();

    /** Checks the vector that the libraries of all languages share. */
    @Test
    void theVectorOfTheSpecificationsLibraries() {
        var vector = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertThat(Signature.of(List.of(vector), ID, 1_614_265_330, bytes(PAYLOAD)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", PAYLOAD, "", "{\"name\":\"Kniegelenk – \uD83E\uDDB4 \u0001\u2028\"}", "a.b.c"})
    void receiversVerifyWhatWeSign(String payload) {
        assertThatCode(() -> verify(secret, payload, headers(ID, now, sign(payload, secret))))
                .doesNotThrowAnyException();
    }

    @Test
    void whileASecretIsRotatedBothVerify() {
        var next = WebhookSecret.generate();
        var signature = sign(PAYLOAD, next, secret);
        assertThat(signature.split(" "))
                .containsExactly(sign(PAYLOAD, next), sign(PAYLOAD, secret))
                .allMatch(one -> one.matches("v1,[0-9A-Za-z+/]{43}="));
        for (WebhookSecret known : List.of(next, secret)) {
            assertThatCode(() -> verify(known, PAYLOAD, headers(ID, now, signature)))
                    .doesNotThrowAnyException();
        }
        assertRefused(WebhookSecret.generate(), PAYLOAD, headers(ID, now, signature));
    }

    @Test
    void ofSeveralSignaturesOneIsEnoughAndNamesOfHeadersAreOfAnyCase() {
        var several = "%s %s %s %s".formatted(OTHER, OTHER.replace("v1", "v2"), sign(PAYLOAD, secret), OTHER);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Webhook-ID", List.of(ID));
        headers.put("WEBHOOK-Timestamp", List.of(Long.toString(now)));
        headers.put("webhook-Signature", List.of(several));
        assertThatCode(() -> verify(secret, PAYLOAD, headers)).doesNotThrowAnyException();
    }

    /** Checks that each part of a message is signed. */
    @Test
    void nothingThatIsSignedCanBeChanged() {
        var signature = sign(PAYLOAD, secret);
        assertRefused(secret, PAYLOAD.replace("4}", "5}"), headers(ID, now, signature));
        assertRefused(secret, PAYLOAD, headers(ID + "x", now, signature));
        assertRefused(secret, PAYLOAD, headers(ID, now + 1, signature));
        assertRefused(secret, PAYLOAD, headers(ID, now, signature.replace("v1,", "v2,")));
        assertRefused(secret, PAYLOAD, headers(ID, now, "v1,"));
        assertRefused(secret, PAYLOAD, headers(ID, now, signature.substring(0, 8)));
        assertRefused(secret, PAYLOAD, headers(ID, now, "invalid_signature"));
        for (String header : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
            var without = headers(ID, now, signature);
            without.remove(header);
            assertRefused(secret, PAYLOAD, without);
        }
    }

    /** Checks that the timestamp must be the attempt's: a receiver refuses a message older than five minutes. */
    @ParameterizedTest
    @ValueSource(longs = {-330, 330})
    void aMessageOfAnotherTimeIsRefused(long offset) {
        var signature = Signature.of(List.of(secret.bytes()), ID, now + offset, bytes(PAYLOAD));
        assertRefused(secret, PAYLOAD, headers(ID, now + offset, signature));
    }

    @Test
    void aSecretIsRandomInTheFormThatReceiversTake() {
        var text = secret.text();
        assertThat(text).startsWith("whsec_");
        assertThat(Base64.getDecoder().decode(text.substring("whsec_".length())))
                .isEqualTo(secret.bytes())
                .hasSize(32);
        assertThat(WebhookSecret.generate().bytes()).isNotEqualTo(secret.bytes());
    }

    @Test
    void aSecretDoesNotPrintItself() {
        assertThat(secret.toString()).doesNotContain(secret.text().substring(6, 20));
        assertThat(List.of(secret).toString())
                .doesNotContain(secret.text().substring(6, 20))
                .doesNotContain(Arrays.toString(secret.bytes()).substring(1, 9));
    }

    @Test
    void theIdOfAnEventIsAsTheTableHasIt() {
        assertThat(EventId.generate()).matches("msg_[0-9A-Za-z]{24}").isNotEqualTo(EventId.generate());
        assertThat(EventId.isOne(EventId.generate())).isTrue();
        assertThat(EventId.isOne("msg_p5jXN8AQM9LWM0D4loKWxJek.1")).isFalse();
        assertThat(EventId.isOne("p5jXN8AQM9LWM0D4loKWxJek")).isFalse();
    }

    private String sign(String payload, WebhookSecret... secrets) {
        return Signature.of(Arrays.stream(secrets).map(WebhookSecret::bytes).toList(), ID, now, bytes(payload));
    }

    private static Map<String, List<String>> headers(String id, long timestamp, String signature) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("webhook-id", List.of(id));
        headers.put("webhook-timestamp", List.of(Long.toString(timestamp)));
        headers.put("webhook-signature", List.of(signature));
        return headers;
    }

    private static void assertRefused(WebhookSecret secret, String payload, Map<String, List<String>> headers) {
        assertThatThrownBy(() -> verify(secret, payload, headers)).isInstanceOf(WebhookVerificationException.class);
    }

    private static void verify(WebhookSecret secret, String payload, Map<String, List<String>> headers)
            throws Exception {
        new Webhook(secret.text()).verify(payload, headers);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
