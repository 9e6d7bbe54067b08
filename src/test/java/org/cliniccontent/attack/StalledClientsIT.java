package org.cliniccontent.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cliniccontent.access.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients that do not read, do not write, or do neither. */
@ExtendWith(UnderAttack.class)
class StalledClientsIT {

    private static final int CLIENTS = 1_000;

    /** The duration, longer than it took to kill the process before responses had flow control. */
    private static final int HALF_SECONDS = 40;

    private static final int SLOW_BODIES = 250;
    private static final int SLOW_HALF_SECONDS = 30;

    private static final String ONE_ADDRESS = "127.0.1.1";

    private static void stall(Target target, Bystanders bystanders, IntFunction<String> from, IntFunction<String> get)
            throws Exception {
        try (var clients = new StalledClients(target.port(), CLIENTS, from, get)) {
            assertThat(clients.connected()).isPositive();
            bystanders.watch(HALF_SECONDS);
        }
    }

    private static String keptAlive(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    @Test
    void theContractIsAskedForAndNotTaken(Target target, Bystanders bystanders) throws Exception {
        stall(target, bystanders, i -> ONE_ADDRESS, i -> keptAlive("/q/openapi?format=json"));
    }

    @Test
    void distinctListsAreAskedForAndNotTaken(Target target, Bystanders bystanders) throws Exception {
        stall(
                target,
                bystanders,
                i -> "127.0.2." + (1 + i % 250),
                i -> keptAlive("/v1/treatments?include=conditions,caveats,references&limit=" + (1 + i % 200)));
    }

    @Test
    void manyFaultsAreMadeAndTheirAnswersNotTaken(Target target, Bystanders bystanders) throws Exception {
        var query = IntStream.range(0, 2_000).mapToObj(i -> "a" + i).collect(Collectors.joining("&"));
        var request = keptAlive("/v1/conditions?" + query.substring(0, 6_600));
        stall(target, bystanders, i -> "127.0.3." + (1 + i % 250), i -> request);
    }

    @Test
    void manyRequestsAreSentAtOnceAndNoAnswerIsTaken(Target target, Bystanders bystanders) throws Exception {
        var requests = keptAlive("/v1/treatments?include=conditions,caveats,references")
                .repeat(50);
        try (var clients = new StalledClients(target.port(), 100, i -> "127.0.4." + (1 + i), i -> requests)) {
            assertThat(clients.connected()).isPositive();
            bystanders.watch(HALF_SECONDS / 2);
        }
    }

    @Test
    void anAnswerNamesAHundredFaultsAndHowManyMore(Target target) throws Exception {
        var query = IntStream.range(0, 1_000).mapToObj(i -> "a" + i).collect(Collectors.joining("&"));
        var answer = RawClient.exchange(target.port(), ONE_ADDRESS, RawClient.get("/v1/conditions?" + query));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().length()).isLessThan(40_000);
        assertThat(answer.body().split("\"parameter\"", -1)).hasSizeBetween(100, 101);
    }

    @Test
    void bodiesComeByteByByte(Target target, Bystanders bystanders) throws Exception {
        var key = target.key(Scope.SYNC_READ);
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW_BODIES; i++) {
                var client = new RawClient(target.port(), "127.0.5." + (1 + i % 250));
                clients.add(client);
                client.write(RawClient.head("POST", "/v1/changes/ack", key, Bodies.JSON, 1_000) + "{");
            }
            bystanders.watch(SLOW_HALF_SECONDS);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void requestsAreNeverFinished(Target target, Bystanders bystanders) throws Exception {
        try (var clients = new StalledClients(
                target.port(), CLIENTS, i -> "127.0.6." + (1 + i % 250), i -> "GET /v1 HTTP/1.1\r\nHost: loc")) {
            assertThat(clients.connected()).isPositive();
            bystanders.watch(SLOW_HALF_SECONDS);
        }
    }

    @Test
    void anUnfinishedRequestIsEndedInSeconds(Target target) throws Exception {
        try (var client = new RawClient(target.port(), ONE_ADDRESS)) {
            client.write("GET /v1 HTTP/1.1\r\nHost: loc");
            // A read within the client's patience: the end of the connection, or an answer before it.
            assertThat(client.answer().status()).isIn(0, 400, 408);
        }
    }
}
