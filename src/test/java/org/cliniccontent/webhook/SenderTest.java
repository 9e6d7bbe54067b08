package org.cliniccontent.webhook;

import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.cliniccontent.testing.ServiceTest;
import org.cliniccontent.webhook.Receiver.Reaction;
import org.cliniccontent.webhook.Sending.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Misbehaviour of receivers: each attempt ends in time, and is recorded correctly. */
@ServiceTest
class SenderTest {

    private static final String CLOSED = "The connection was closed before the response";
    private static final Settings SHORT = Settings.USUAL.timeout(Duration.ofSeconds(1));

    private final Sending sending;

    @Inject
    SenderTest(Sending sending) {
        this.sending = sending;
    }

    @BeforeEach
    void reset() {
        sending.reset();
    }

    @AfterEach
    void end() throws InterruptedException, IOException {
        sending.end();
    }

    private Sending.Tried attempt(String url, String state) {
        return attempt(url, state, Settings.USUAL);
    }

    private Sending.Tried attempt(String url, String state, Settings settings) {
        var endpoint = sending.endpoint("key:partner", url);
        var event = sending.queued();
        sending.start(settings);
        assertThat(sending.awaitTries(endpoint, event, 1).state()).isEqualTo(state);
        return sending.tried(endpoint, event).get(0);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments("a fault", Receiver.status(500), 500, null),
                arguments("not there", Receiver.status(404), 404, null),
                arguments("not modified", Receiver.status(304), 304, null),
                arguments("a reset", Receiver.reset(), null, CLOSED),
                arguments("an end", Receiver.raw(""), null, CLOSED),
                arguments("half a head", Receiver.raw("HTTP/1.1 200 OK\r\nx: y\r\n"), null, CLOSED),
                arguments("no HTTP", Receiver.raw("nonsense\r\n\r\n"), null, "The response is not HTTP"),
                arguments(
                        "a head that is too long",
                        Receiver.raw("HTTP/1.1 200 OK\r\nx: " + "y".repeat(1_000_000) + "\r\n\r\n"),
                        null,
                        "The response is not HTTP"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void whatIsNoSuccessIsAFailure(String name, Reaction reaction, Integer status, String error) throws Exception {
        var receiver = sending.receiver().always(reaction);
        var tried = attempt(receiver.url(), "PENDING");
        assertThat(tried.status()).isEqualTo(status);
        assertThat(tried.error()).isEqualTo(error);
        assertThat(receiver.received()).hasSize(1);
    }

    static Stream<Arguments> silences() {
        return Stream.of(
                arguments("silence", Receiver.silence()), arguments("a head that drips", Receiver.endlessHead()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("silences")
    void whoDoesNotAnswerIsNotWaitedForForLong(String name, Reaction reaction) throws Exception {
        var receiver = sending.receiver().always(reaction);
        var tried = attempt(receiver.url(), "PENDING", SHORT);
        assertThat(tried.status()).isNull();
        assertThat(tried.error()).isEqualTo("There was no response within 1 seconds");
    }

    @Test
    void aBodyThatDripsIsNotWaitedForForLong() throws Exception {
        var receiver = sending.receiver().always(Receiver.endlessBody("x"));
        assertThat(attempt(receiver.url(), "DELIVERED", SHORT).status()).isEqualTo(200);
    }

    static Stream<Arguments> successes() {
        return Stream.of(
                arguments("nothing to say", Receiver.raw("HTTP/1.1 204 No Content\r\n\r\n"), 204),
                arguments("accepted", Receiver.status(202), 202),
                arguments("half a body", Receiver.raw("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nx"), 200));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("successes")
    void onlyTheHeadOfAnAnswerMatters(String name, Reaction reaction, int status) throws Exception {
        assertThat(attempt(sending.receiver().always(reaction).url(), "DELIVERED")
                        .status())
                .isEqualTo(status);
    }

    @Test
    void aBodyThatDoesNotEndIsNotRead() throws Exception {
        var receiver = sending.receiver().always(Receiver.endlessBody("x".repeat(8_192)));
        assertThat(attempt(receiver.url(), "DELIVERED").status()).isEqualTo(200);
        // What was under way in the buffers of both sides, beside what was read.
        assertThat(receiver.written()).isLessThan(20_000_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsAFailureAndIsNotFollowed(int status) throws Exception {
        var inside = sending.receiver();
        var receiver = sending.receiver().always(Receiver.status(status, "Location: " + inside.url()));
        assertThat(attempt(receiver.url(), "PENDING").status()).isEqualTo(status);
        assertThat(inside.connections()).isZero();
    }

    @Test
    void nobodyIsThere() throws Exception {
        var receiver = sending.receiver();
        receiver.close();
        var tried = attempt(receiver.url(), "PENDING");
        assertThat(tried.status()).isNull();
        assertThat(tried.error()).isEqualTo("The connection was refused, or the host is unreachable");
    }

    /** No other look-up of the name could lead to the receiver: nothing but the checked address does. */
    @Test
    void theAddressThatWasCheckedIsDialledAndNotTheName() throws Exception {
        var receiver = sending.receiver().always(Receiver.status(200));
        var endpoint = sending.endpoint("key:partner", "http://partner.invalid:%d/hook".formatted(receiver.port()));
        var event = sending.queued();
        List<String> asked = new CopyOnWriteArrayList<>();
        sending.start(Settings.USUAL, host -> {
            asked.add(host);
            return CompletableFuture.completedFuture(List.of(InetAddress.getLoopbackAddress()));
        });
        assertThat(sending.awaitTries(endpoint, event, 1).state()).isEqualTo("DELIVERED");
        assertThat(receiver.received()).hasSize(1);
        assertThat(receiver.received().get(0).headers()).containsEntry("host", "partner.invalid:" + receiver.port());
        assertThat(asked).containsExactly("partner.invalid");
    }

    @Test
    void anIpv6AddressIsDialledAndStandsInItsBrackets() throws Exception {
        var loopback = InetAddress.getByName("::1");
        assumeThat(NetworkInterface.getByInetAddress(loopback)).isNotNull();
        var receiver = Receiver.at("[::1]");
        sending.keep(receiver);
        attempt(receiver.url(), "DELIVERED");
        assertThat(receiver.received().get(0).headers()).containsEntry("host", "[::1]:" + receiver.port());
    }

    @Test
    void aCertificateOfNobodyWhoIsTrustedIsAFailure(@TempDir Path folder) throws Exception {
        var receiver = Receiver.tls(Certificate.of(folder, "localhost").sockets());
        sending.keep(receiver);
        var tried = attempt(receiver.url().replace("127.0.0.1", "localhost"), "PENDING");
        assertThat(tried.status()).isNull();
        assertThat(tried.error()).startsWith("The TLS connection failed");
        assertThat(receiver.received()).isEmpty();
        assertThat(receiver.connections()).isPositive();
    }
}
