package org.cliniccontent.attack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.webhook.Receiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** Callers that take more than their share. */
@ExtendWith(UnderAttack.class)
class UnfairShareIT {

    private static final String ADDRESS = "127.0.20.1";
    private static final int STREAMS = 1_500;
    private static final int SILENT = 50;
    private static final int REFUSED = 2_000;

    /** The maximum growth of the audit log by a flood of requests that anyone can send. */
    private static final long AUDIT_BYTES = 2_000_000;

    /**
     * The maximum time of a delivery: alone, a partner's webhook takes a fifth of a second, and beside 50 silent
     * endpoints once took 211 seconds.
     */
    private static final int DELIVERY_SECONDS = 10;

    private static String stream(String key) {
        return "GET /v1/changes/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\n\r\n";
    }

    @Test
    void oneKeyOpensStreams(Target target) throws Exception {
        var greedy = target.key(Scope.SYNC_READ);
        var modest = target.key(Scope.SYNC_READ);
        try (var streams =
                new StalledClients(target.port(), STREAMS, i -> "127.0.21." + (1 + i % 250), i -> stream(greedy))) {
            assertThat(streams.connected()).isPositive();
            try (var refused = new RawClient(target.port(), ADDRESS)) {
                refused.write(stream(greedy).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
                assertThat(refused.answer().status()).isIn(429, 503);
            }
            try (var other = new RawClient(target.port(), ADDRESS)) {
                other.write(stream(modest));
                assertThat(other.hasEnded()).isFalse();
            }
            assertThat(target.service().metric("clinic_sync_streams")).isLessThan(STREAMS);
        }
    }

    @Test
    void oneKeyBeginsManyLongBodies(Target target) throws Exception {
        var greedy = target.key(Scope.SYNC_READ);
        var modest = target.key(Scope.DRAFTS_WRITE, Scope.SYNC_READ);
        var begun = new byte[3_400_000];
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                var client = new RawClient(target.port(), "127.0.26." + (1 + i));
                clients.add(client);
                try {
                    client.write(RawClient.head("POST", "/v1/imports", greedy, Bodies.JSON, 9_000_000));
                    client.write(begun);
                } catch (IOException e) {
                    // Refused in the midst of it.
                    client.reset();
                }
            }
            var ack = target.post(modest, "/v1/changes/ack", Bodies.JSON, "{\"token\": \"none\"}");
            assertThat(ack.statusCode()).as(ack.body()).isEqualTo(400);
            var dryRun = target.post(modest, Bodies.BUNDLE, Bodies.YAML, Bodies.legitimate(Bundles.unique(), 1_000));
            assertThat(dryRun.statusCode()).as(dryRun.body()).isEqualTo(200);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void endpointsAreSilent(Target target) throws Exception {
        var publishing = new Publishing(target);
        var silentOwner = target.key(Scope.WEBHOOKS_MANAGE);
        var promptOwner = target.key(Scope.WEBHOOKS_MANAGE);
        List<Receiver> receivers = new ArrayList<>();
        try {
            for (int i = 0; i < SILENT; i++) {
                var silent = Receiver.at("127.0.22." + (1 + i));
                receivers.add(silent);
                silent.always((request, line) -> line.awaitEnd());
                register(target, silentOwner, silent);
            }
            var prompt = Receiver.at("127.0.23.1");
            receivers.add(prompt);
            register(target, promptOwner, prompt);
            for (int i = 0; i < 10; i++) {
                int before = prompt.received().size();
                publishing.publish();
                await(
                        DELIVERY_SECONDS,
                        "the prompt endpoint is told",
                        () -> prompt.received().size() > before);
            }
        } finally {
            for (Receiver receiver : receivers) {
                receiver.close();
            }
        }
    }

    private static void register(Target target, String key, Receiver receiver) throws InterruptedException {
        var made = target.post(key, "/v1/webhooks", Bodies.JSON, "{\"url\": \"" + receiver.url() + "\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    }

    @Test
    void refusalsFillNoTable(Target target, Bystanders bystanders) throws Exception {
        var sizes = """
                select coalesce(sum(pg_relation_size(c.oid)), 0) from pg_class c
                where c.relname like 'audit%' and c.relkind in ('r', 'i', 't')
                """;
        long before = target.count(sizes);
        for (int i = 0; i < REFUSED; i++) {
            var path = "/v1/drafts/" + i + "x".repeat(7_000);
            var header = i % 2 == 0 ? "X-Nothing: 1" : "Authorization: Bearer ccs_" + i;
            var answer = RawClient.exchange(target.port(), ADDRESS, RawClient.get(path, header));
            assertThat(answer.status()).isIn(400, 401, 404, 429);
        }
        bystanders.watch(2);
        assertThat(target.count(sizes) - before).isLessThan(AUDIT_BYTES);
    }

    @Test
    void unknownKeysAreGuessed(Target target, Bystanders bystanders) throws Exception {
        try (var guesses =
                new StalledClients(target.port(), 1_000, i -> "127.0.24." + (1 + i % 250), i -> RawClient.get(
                                "/v1/changes", "Authorization: Bearer " + guess(i))
                        .repeat(5))) {
            assertThat(guesses.connected()).isPositive();
            bystanders.watch(10);
        }
    }

    private static String guess(int i) {
        return "cc_" + Integer.toString(i, 36) + "a".repeat(40);
    }

    @Test
    void clientsLeaveInTheMiddle(Target target) throws IOException, InterruptedException {
        var key = target.key(Scope.DRAFTS_WRITE, Scope.SYNC_READ);
        for (String request : List.of(
                RawClient.head("POST", "/v1/changes/ack", key, Bodies.JSON, 1_000) + "{",
                RawClient.head("PUT", "/v1/drafts/conditions/left", key, Bodies.JSON, 100_000) + "{\"name\"",
                RawClient.get("/v1/treatments?limit=200&include=conditions,caveats,references"),
                stream(key),
                "GET /v1 HTT")) {
            for (int i : IntStream.range(0, 20).toArray()) {
                try (var client = new RawClient(target.port(), "127.0.25." + (1 + i))) {
                    client.write(request);
                    client.reset();
                }
            }
        }
        // What is logged of them is looked at after every attack.
        assertThat(target.service().get("/v1").statusCode()).isEqualTo(200);
    }
}
