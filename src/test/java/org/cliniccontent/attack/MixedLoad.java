package org.cliniccontent.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cliniccontent.access.Scope;
import org.cliniccontent.bench.ProcessStat;
import org.cliniccontent.testing.Bundles;

/** Hostile and honest clients together, for minutes; bench/hostile runs it. */
final class MixedLoad {

    private static final int HALF_SECONDS_A_LINE = 60;
    private static final int HALF_SECONDS_HELD = 30;
    private static final int STALLED = 200;
    private static final int STREAMS = 300;

    private final Target target;
    private final Bystanders bystanders;
    private final Publishing publishing;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicInteger own = new AtomicInteger();

    private MixedLoad(Target target, Bystanders bystanders) throws InterruptedException {
        this.target = target;
        this.bystanders = bystanders;
        this.publishing = new Publishing(target);
    }

    public static void main(String... arguments) throws Exception {
        int minutes = arguments.length == 2 && arguments[0].equals("--minutes") ? Integer.parseInt(arguments[1]) : 10;
        var folder = Files.createTempDirectory("hostile");
        int code;
        try (var target = new Target(folder, Map.of());
                var bystanders = new Bystanders(target)) {
            code = new MixedLoad(target, bystanders).run(minutes);
        }
        System.exit(code);
    }

    private int run(int minutes) throws Exception {
        var editor = target.key(Scope.DRAFTS_WRITE, Scope.DRAFTS_REVIEW, Scope.RELEASES_PUBLISH);
        var partner = target.key(Scope.SYNC_READ);
        var queries = IntStream.range(0, 1_000).mapToObj(i -> "a" + i).collect(Collectors.joining("&"));
        forever(() -> stall(i -> keptAlive("/q/openapi?format=json")));
        forever(() -> stall(i -> keptAlive("/v1/treatments?include=conditions,caveats&limit=" + (1 + i % 200))));
        forever(() -> stall(i -> keptAlive("/v1/conditions?" + queries)));
        forever(() -> stall(i -> "POST /v1/changes/ack HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + partner
                + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"));
        forever(() -> hold(
                STREAMS,
                i -> "GET /v1/changes/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + partner
                        + "\r\n\r\n"));
        forever(() -> send(editor, "/v1/imports?dryRun=true", Bodies.JSON, Bodies.zerosAsConditions(4_000_000)));
        forever(() -> send(editor, "/v1/imports?dryRun=true", Bodies.YAML, Bodies.unknownKeys(20_000)));
        forever(() -> send(editor, "/v1/imports?dryRun=true", Bodies.YAML, Bodies.legitimate(unique(), 1_000)));
        forever(() -> exchange(RawClient.get("/v1/drafts/" + "x".repeat(7_000))));
        forever(() -> exchange(RawClient.get("/v1/changes", "Authorization: Bearer cc_" + unique())));
        forever(() -> exchange(RawClient.get("/v1/releases?cursor=" + Cursors.claiming(Integer.MAX_VALUE))));
        forever(() -> exchange(RawClient.get("/v1/conditions?limit=" + (1 + own.incrementAndGet() % 200))));
        forever(this::publishAndPause);
        return watch(minutes);
    }

    private int watch(int minutes) throws Exception {
        System.out.println("| minute | resident MB | peak MB | requests |\n| --- | --- | --- | --- |");
        for (int line = 1; line <= minutes * 2; line++) {
            bystanders.watch(HALF_SECONDS_A_LINE);
            var process = target.service().process();
            if (!process.isAlive()) {
                System.out.println(
                        "\nThe process has ended:\n" + target.service().log());
                return 1;
            }
            System.out.println(String.format(
                    Locale.ROOT,
                    "| %.1f | %.0f | %.0f | %d |",
                    line / 2.0,
                    ProcessStat.residentMebibytes(process),
                    ProcessStat.peakMebibytes(process),
                    requests.get()));
        }
        var unserved = bystanders.unserved();
        System.out.println(
                "\nBystanders' requests: " + bystanders.served() + " answered, " + unserved.size() + " not.");
        unserved.stream().limit(20).forEach(who -> System.out.println("- " + who));
        threads.shutdownNow();
        return 0;
    }

    private void forever(Callable<?> attack) {
        threads.submit(() -> {
            while (!Thread.currentThread().isInterrupted()
                    && target.service().process().isAlive()) {
                try {
                    attack.call();
                } catch (IOException | UncheckedIOException e) {
                    // Refused or cut: an attacker comes again.
                    requests.incrementAndGet();
                }
            }
            return null;
        });
    }

    private Void stall(IntFunction<String> request) throws Exception {
        return hold(STALLED, request);
    }

    private Void hold(int count, IntFunction<String> request) throws Exception {
        try (var clients = new StalledClients(target.port(), count, i -> "127.0.40." + (1 + i % 250), request)) {
            requests.addAndGet(clients.connected());
            bystanders.watch(HALF_SECONDS_HELD);
        }
        return null;
    }

    private Void send(String key, String path, String type, String body) throws IOException {
        try (var client = new RawClient(target.port(), "127.0.41.1")) {
            client.write(RawClient.head("POST", path, key, type, body.length()) + body);
            client.answer();
            requests.incrementAndGet();
        }
        return null;
    }

    private Void exchange(String request) throws IOException {
        RawClient.exchange(target.port(), "127.0.42." + (1 + own.incrementAndGet() % 250), request);
        requests.incrementAndGet();
        return null;
    }

    private Void publishAndPause() throws Exception {
        publishing.publish();
        requests.incrementAndGet();
        bystanders.watch(10);
        return null;
    }

    private static String unique() {
        return Bundles.unique();
    }

    private static String keptAlive(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }
}
