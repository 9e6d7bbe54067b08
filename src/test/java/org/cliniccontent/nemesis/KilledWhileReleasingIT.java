package org.cliniccontent.nemesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cliniccontent.nemesis.Client.Answer;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.HistoryCheck;
import org.cliniccontent.testing.PackagedService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills of the service while it makes releases. After a restart, acknowledged releases are there, none is there in
 * part, and repeating an unacknowledged one makes it once. {@code -Dnemesis.kills=50} for more, {@code -Dnemesis.seed}
 * for the same choices.
 */
class KilledWhileReleasingIT {

    private static final int KILLS = Integer.getInteger("nemesis.kills", 5);
    private static final long SEED = Long.getLong("nemesis.seed", System.nanoTime());
    private static final int PUBLISHERS = 4;
    private static final int ENTITIES_EACH = 15;

    /** The number of entities in the releases of one publisher. */
    private static final List<Integer> SIZES = List.of(1, 5, 1, 1, 10, 1, 5, 1, 1, 1, 1, 1, 1);

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private final Map<Long, String> acknowledged = new ConcurrentHashMap<>();
    private int recovered;
    private int replayed;

    private Scene scene;
    private HistoryCheck check;

    /** A requested release; its message identifies it. */
    private record Attempt(String message, String body, String key) {

        static Attempt of(List<String> paths) {
            var message = UUID.randomUUID().toString();
            var body = "{\"message\": \"%s\", \"drafts\": [\"%s\"]}".formatted(message, String.join("\", \"", paths));
            return new Attempt(message, body, "\"key-%s\"".formatted(message));
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAndNothingIsByHalves() throws Exception {
        var threads = Executors.newFixedThreadPool(PUBLISHERS);
        try (var opened = new Scene(folder)) {
            scene = opened;
            check = new HistoryCheck(scene.jdbcUrl(), scene.approvals);
            var service = scene.startInstance();
            var publisher = scene.client("publisher", SEED, "drafts:write", "drafts:review", "releases:publish");
            publishFirst(publisher);
            for (int round = 1; round <= KILLS; round++) {
                var prepared = prepare(publisher, round, threads);
                var unanswered = releaseAndKill(service, publisher, prepared, threads);
                service = scene.startInstance();
                check.check();
                assertThatAcknowledgedIsThere(service);
                repeat(publisher, unanswered);
                assertThat(scene.tally.unexpected()).as(() -> scene.errors()).isEmpty();
            }
            check.check();
            new HistoryCheck(scene.jdbcUrl(), scene.approvals).check();
            assertThat(check.release())
                    .as("every release was acknowledged, at once or on repetition, but the first")
                    .isEqualTo(acknowledged.size() + 1);
            assertThat(acknowledged).hasSizeGreaterThan(KILLS);
            System.out.printf(
                    "Seed %d, %d kills: %d releases, %d of them unanswered when killed, %d of these made before%n",
                    SEED, KILLS, check.release(), recovered, replayed);
        } finally {
            threads.shutdownNow();
        }
    }

    private void publishFirst(Client publisher) throws InterruptedException {
        var bundle = Bundles.document(Content.DOCUMENT) + "conditions:\n"
                + slugs().map(slug -> Bundles.condition(slug, "Name")).collect(Collectors.joining());
        var first = publisher.write(
                "import", "POST", "/v1/imports?release=true&message=First", bundle, "Content-Type", "application/yaml");
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        acknowledge(first.json().path("release"));
        scene.approvals.addRelease(2, publisher.name);
    }

    private static Stream<String> slugs() {
        return IntStream.range(0, PUBLISHERS * ENTITIES_EACH).mapToObj(i -> "c-" + i);
    }

    private void acknowledge(JsonNode release) {
        acknowledged.put(release.path("number").asLong(), release.path("hash").asText());
    }

    /** Prepares new content for everything, approved, and divided into releases. */
    private Queue<Attempt> prepare(Client author, int round, ExecutorService threads) throws Exception {
        var bundle = Bundles.document(Content.DOCUMENT) + "conditions:\n"
                + slugs().map(slug -> Bundles.condition(slug, "Name of round " + round))
                        .collect(Collectors.joining());
        var imported = author.write("import", "POST", "/v1/imports", bundle, "Content-Type", "application/yaml");
        assertThat(imported.status()).as(imported.text()).isEqualTo(200);
        List<Callable<Void>> approvals = slugs().map(slug -> (Callable<Void>) () -> {
                    approve(author, "/v1/drafts/conditions/" + slug);
                    return null;
                })
                .toList();
        for (Future<Void> each : threads.invokeAll(approvals)) {
            each.get();
        }
        Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
        var rest = slugs().map(slug -> "conditions/" + slug).toList();
        for (int i = 0; !rest.isEmpty(); i++) {
            int size = Math.min(rest.size(), SIZES.get(i % SIZES.size()));
            attempts.add(Attempt.of(rest.subList(0, size)));
            rest = rest.subList(size, rest.size());
        }
        return attempts;
    }

    private void approve(Client reviewer, String path) throws InterruptedException {
        var submitted = reviewer.write("submit", "POST", path + "/submit", null, "If-Match", "*");
        var sha256 = submitted.json().at("/draft/sha256").asText();
        var approved = reviewer.write(
                "approve", "POST", path + "/approve", "{\"sha256\": \"%s\"}".formatted(sha256), "If-Match", "*");
        assertThat(approved.status()).as(approved.text()).isEqualTo(200);
        scene.approvals.add(UUID.fromString(submitted.json().at("/draft/id").asText()), sha256, reviewer.name);
    }

    /**
     * Requests releases and kills the service.
     *
     * @return the requests without a response
     */
    private List<Attempt> releaseAndKill(
            PackagedService service, Client publisher, Queue<Attempt> attempts, ExecutorService threads)
            throws Exception {
        var unanswered = new ConcurrentLinkedQueue<Attempt>();
        var begun = new CountDownLatch(1 + random.nextInt(attempts.size()));
        Callable<Void> releasing = () -> {
            for (var next = attempts.poll(); next != null; next = attempts.poll()) {
                begun.countDown();
                try {
                    var answer = release(publisher, next);
                    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
                    acknowledge(answer.json());
                } catch (UncheckedIOException e) {
                    unanswered.add(next);
                    return null;
                }
            }
            return null;
        };
        List<Future<Void>> running = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            running.add(threads.submit(releasing));
        }
        kill(service, begun);
        for (Future<Void> each : running) {
            each.get();
        }
        return List.copyOf(unanswered);
    }

    private static Answer release(Client publisher, Attempt attempt) throws InterruptedException {
        return publisher.send("release", "POST", "/v1/releases", attempt.body(), "Idempotency-Key", attempt.key());
    }

    /** Kills the service once any request has begun; the others may be anywhere, which is the point of the test. */
    private void kill(PackagedService service, CountDownLatch begun) throws InterruptedException {
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
        service.kill();
        scene.instances.remove(service);
    }

    private void assertThatAcknowledgedIsThere(PackagedService service) throws InterruptedException, SQLException {
        Map<Long, String> there = new ConcurrentHashMap<>();
        try (var connection = DriverManager.getConnection(scene.jdbcUrl());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select number, hash from release")) {
            while (rows.next()) {
                there.put(rows.getLong(1), rows.getString(2));
            }
        }
        assertThat(there).containsAllEntriesOf(acknowledged);
        long last = acknowledged.keySet().stream().max(Long::compare).orElseThrow();
        assertThat(service.get("/v1/releases/" + last).body()).contains(acknowledged.get(last));
    }

    private void repeat(Client publisher, List<Attempt> unanswered) throws InterruptedException, SQLException {
        for (Attempt attempt : unanswered) {
            int before = made(attempt);
            assertThat(before).isLessThanOrEqualTo(1);
            var answer = release(publisher, attempt);
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
            assertThat(release(publisher, attempt).json()).isEqualTo(answer.json());
            assertThat(made(attempt)).isEqualTo(1);
            acknowledge(answer.json());
            recovered++;
            replayed += before;
        }
    }

    private int made(Attempt attempt) throws SQLException {
        try (var connection = DriverManager.getConnection(scene.jdbcUrl());
                var select = connection.prepareStatement("select count(*) from release where message = ?")) {
            select.setString(1, attempt.message());
            try (var rows = select.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }
}
