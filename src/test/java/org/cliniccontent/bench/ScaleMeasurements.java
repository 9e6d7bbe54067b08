package org.cliniccontent.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.bench.ScaleModel.Costs;
import org.cliniccontent.bench.ScaleModel.Fleet;
import org.cliniccontent.bench.ScaleModel.Outcome;
import org.cliniccontent.bench.ScaleModel.Way;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.PackagedService;

/**
 * A comparison of the model with a fleet that fits on this machine: three replicas with streams on one database. The
 * cost of a stream is derived from a few streams, and the time for five times as many is predicted.
 */
final class ScaleMeasurements {

    private static final int REPLICAS = 3;
    private static final int TIMES = 5;
    private static final int RELEASES = 9;
    private static final int CHANGES = 10;
    private static final int AT_ONCE = 1;
    private static final int PATIENCE_SECONDS = 120;
    private static final String ADMIN_KEY = ApiKeySecret.generate().secret();

    private final List<PackagedService> replicas = new ArrayList<>();
    private final HttpClient http;
    private String key;
    private String slug;
    private int published;

    private ScaleMeasurements(HttpClient http) {
        this.http = http;
    }

    /** @param streams of all replicas together in the first run; the second has five times as many */
    static Table run(int streams) throws Exception {
        var folder = Files.createTempDirectory("scale");
        var threads = Executors.newFixedThreadPool(2);
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(threads)
                .build();
        var measurements = new ScaleMeasurements(http);
        try (var database = EmbeddedPostgres.builder()
                .setServerConfig("synchronous_commit", "on")
                .start()) {
            try {
                measurements.start(folder, database.getJdbcUrl("postgres", "postgres"));
                return measurements.compare(streams);
            } finally {
                measurements.replicas.forEach(PackagedService::close);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void start(Path folder, String url) throws Exception {
        for (int i = 0; i < REPLICAS; i++) {
            var environment = Map.of(
                    "QUARKUS_DATASOURCE_JDBC_URL", url,
                    "QUARKUS_DATASOURCE_USERNAME", "postgres",
                    "QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "60S",
                    "CLINIC_ACCESS_ADMIN_KEY", ADMIN_KEY,
                    "CLINIC_REVIEW_AUTHOR_MAY_APPROVE", "true",
                    "CLINIC_SYNC_MAX_STREAMS_PER_CALLER", "5000",
                    "CLINIC_CONNECTIONS_MAX_PER_ADDRESS", "5000",
                    "CLINIC_CONCURRENCY_PER_CALLER", "5000",
                    "CLINIC_LIMITS_ENABLED", "false");
            replicas.add(new PackagedService(folder, environment));
        }
        for (PackagedService replica : replicas) {
            replica.started();
        }
        var body = "{\"name\": \"scale\", \"scopes\": [\"drafts:write\", \"drafts:review\", \"releases:publish\","
                + " \"sync:read\"]}";
        key = Api.parse(post("/v1/api-keys", ADMIN_KEY, "application/json", body))
                .path("key")
                .asText();
        slug = Bundles.unique();
    }

    private String post(String path, String by, String type, String body) throws IOException, InterruptedException {
        var answer = http.send(
                replicas.get(0)
                        .request(path)
                        .header("Authorization", "Bearer " + by)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(answer.body());
        }
        return answer.body();
    }

    /**
     * Publishes a release of ten changes.
     *
     * @return its number
     */
    private long publish() throws IOException, InterruptedException {
        var bundle = new StringBuilder(Bundles.document(slug)).append("conditions:\n");
        published++;
        for (int i = 0; i < CHANGES; i++) {
            bundle.append(Bundles.condition(slug + "-" + i, "Name " + published));
        }
        var answer = post("/v1/imports?release=true&message=One", key, "application/yaml", bundle.toString());
        return Api.parse(answer).at("/release/number").asLong();
    }

    /**
     * The observations with a number of streams: medians over several releases, in ms after the first stream received
     * it.
     */
    private record Seen(int streams, double half, double all, double processor) {}

    private Table compare(int few) throws Exception {
        publish();
        var page = Api.parse(replicas.get(0).get("/v1/changes?limit=1000", key).body());
        List<Listener> listeners = new ArrayList<>();
        var seen = new ArrayList<Seen>();
        for (int streams : new int[] {few, few * TIMES}) {
            connect(listeners, streams, page.path("next").asText());
            seen.add(measure(listeners));
        }
        // All of it is on these processors, the clients too; what a release takes without streams is not the streams'.
        var slope = (seen.get(1).processor() - seen.get(0).processor())
                / (seen.get(1).streams() - seen.get(0).streams());
        if (slope <= 0) {
            throw new IOException("more streams took less: the machine is too busy. Seen: " + seen);
        }
        double scale = seen.get(0).all() / foretold(few, slope).all();
        var table = new Table(
                "ms after the first",
                "half, measured",
                "half, foretold",
                "all, measured",
                "all, foretold",
                "ms a stream");
        for (Seen each : seen) {
            var model = foretold(each.streams(), slope * scale);
            table.add(
                    text("%d streams at %d replicas", each.streams(), REPLICAS),
                    text("%.0f", each.half()),
                    text("%.0f", model.half()),
                    text("%.0f", each.all()),
                    text("%.0f", model.all()),
                    text("%.3f", slope));
        }
        return table;
    }

    private static Seen foretold(int streams, double each) {
        var costs = new Costs(0.02, 0.3, 0.4, each, 0, 0, 0, 0, 0);
        var fleet = new Fleet(
                REPLICAS,
                REPLICAS,
                500,
                0,
                0,
                0,
                Runtime.getRuntime().availableProcessors(),
                1,
                true,
                Map.of(Way.STREAM, streams),
                1_000,
                0,
                1,
                1_000);
        var times = ScaleModel.simulate(fleet, costs, 1).partners().get(Way.STREAM);
        return new Seen(streams, Outcome.quantile(times, 0.5) - times[0], Outcome.quantile(times, 1) - times[0], 0);
    }

    private void connect(List<Listener> listeners, int all, String token) throws Exception {
        for (int i = listeners.size(); i < all; i++) {
            var listener = new Listener();
            listeners.add(listener);
            var request = replicas.get(i % REPLICAS)
                    .request("/v1/changes/stream?token=" + token)
                    .header("Authorization", "Bearer " + key)
                    .header("Accept", "text/event-stream")
                    .build();
            http.sendAsync(request, head -> {
                if (head.statusCode() == 200) {
                    listener.connected.complete(null);
                } else {
                    listener.connected.completeExceptionally(new IOException("status " + head.statusCode()));
                }
                return BodySubscribers.fromLineSubscriber(listener);
            });
            if (i % AT_ONCE == 0) {
                // What one caller has at once waits in its lane, and not for long.
                listener.connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
        for (Listener listener : listeners) {
            listener.connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private double processor() {
        return ProcessStat.processorMillis(ProcessHandle.current())
                + replicas.stream()
                        .mapToDouble(each -> ProcessStat.processorMillis(each.process()))
                        .sum();
    }

    private Seen measure(List<Listener> listeners) throws Exception {
        var halves = new double[RELEASES];
        var alls = new double[RELEASES];
        var work = new double[RELEASES];
        for (int i = 0; i < RELEASES; i++) {
            double before = processor();
            long release = publish();
            var times = new double[listeners.size()];
            for (int j = 0; j < times.length; j++) {
                times[j] = listeners.get(j).reached(release) / 1e6;
            }
            work[i] = processor() - before;
            Arrays.sort(times);
            halves[i] = Outcome.quantile(times, 0.5) - times[0];
            alls[i] = times[times.length - 1] - times[0];
        }
        return new Seen(listeners.size(), median(halves), median(alls), median(work));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** A client that records the time of each release's checkpoint. */
    private static final class Listener implements Flow.Subscriber<String> {

        private final CompletableFuture<Void> connected = new CompletableFuture<>();
        private final Map<Long, CompletableFuture<Long>> releases = new ConcurrentHashMap<>();

        private CompletableFuture<Long> of(long release) {
            return releases.computeIfAbsent(release, number -> new CompletableFuture<>());
        }

        long reached(long release) throws Exception {
            return of(release).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.startsWith("data: {\"next\"")) {
                long now = System.nanoTime();
                of(Api.parse(line.substring("data: ".length())).path("release").asLong())
                        .complete(now);
            }
        }

        @Override
        public void onError(Throwable failure) {
            connected.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            connected.completeExceptionally(new IOException("the stream has ended"));
        }
    }
}
