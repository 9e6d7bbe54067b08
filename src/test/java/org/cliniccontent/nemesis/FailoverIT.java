package org.cliniccontent.nemesis;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.cliniccontent.nemesis.Cluster.Published;
import org.cliniccontent.startup.PostgresServer;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.HistoryCheck;
import org.cliniccontent.testing.PackagedService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** A failover: the primary is killed and a standby promoted while the service runs on. */
class FailoverIT {

    /** The promised time after a promotion, in which writes recover without a restart. */
    private static final int PROMISED_SECONDS = 10;

    private static final int RECOVERY_SECONDS = 30;
    private static final int BEFORE = 5;
    private static final int DURING = Integer.getInteger("failover.writes", 30);

    @TempDir
    Path folder;

    @Test
    void whatAnAsynchronousStandbyLostIsNeverAnythingElse() throws Exception {
        try (var cluster = Cluster.start(folder, 2)) {
            var primary = cluster.server(0);
            var first = cluster.server(1);
            var second = cluster.server(2);
            var publisher = cluster.service(Map.of());
            var other = cluster.service(Map.of());
            var kept = cluster.publish(publisher);
            Cluster.awaitReplayed(primary, first);
            Cluster.awaitReplayed(primary, second);
            // In this order: the second never has what the first lacks, or it could not follow it later.
            second.followNobody();
            awaitStandbys(primary, 1);
            first.followNobody();
            awaitStandbys(primary, 0);
            var lost = cluster.publish(publisher);
            assertThat(lost.number()).as("without a failover there are no gaps").isEqualTo(kept.number() + 1);
            await(RECOVERY_SECONDS, "both serve it", () -> serves(other, lost));
            assertThat(pinned(publisher, kept, lost.number()).headers().firstValue("Cache-Control"))
                    .as("it is promised for ever")
                    .hasValueSatisfying(value -> assertThat(value).contains("immutable"));
            var token = token(publisher, cluster.key());
            var cursor = Api.parse(publisher.get("/v1/conditions?limit=1").body())
                    .path("next")
                    .asText();

            try (var reading = new Readers(List.of(publisher, other))) {
                primary.kill();
                first.promote();
                await(
                        RECOVERY_SECONDS,
                        "both see what is there now",
                        () -> current(publisher) == kept.number() && current(other) == kept.number());
                reading.more(100);
                assertThat(reading.failures()).isEmpty();
            }
            for (PackagedService service : List.of(publisher, other)) {
                assertThatItIsGone(service, cluster.key(), kept, lost);
                assertThat(service.get(cursor).statusCode()).isEqualTo(400);
                assertThat(service.metric("clinic_releases_vanished_total")).isEqualTo(1);
            }
            assertThat(changes(publisher, cluster, token).statusCode()).isEqualTo(410);

            var next = cluster.publish(other);
            assertThat(next.number()).as("a number is never used again").isGreaterThan(lost.number());
            await(RECOVERY_SECONDS, "both serve it", () -> serves(publisher, next));
            for (PackagedService service : List.of(publisher, other)) {
                assertThatItIsGone(service, cluster.key(), kept, lost);
                assertThatItFollows(service, kept, next);
            }
            assertThat(changes(publisher, cluster, token).statusCode()).isEqualTo(410);
            var after = cluster.publish(publisher);
            assertThat(after.number()).as("one skip for one failover").isEqualTo(next.number() + 1);
            new HistoryCheck(first.url() + "?user=postgres").check();

            // Nobody is left who has seen what is lost now, but the partners.
            second.follow(first);
            second.reload();
            Cluster.awaitReplayed(first, second);
            second.followNobody();
            awaitStandbys(first, 0);
            var lostToo = cluster.publish(publisher);
            assertThat(lostToo.number()).isEqualTo(after.number() + 1);
            publisher.kill();
            other.kill();
            first.kill();
            second.promote();
            var restarted = cluster.service(Map.of());
            assertThatItIsGone(restarted, cluster.key(), after, lostToo);
            var last = cluster.publish(restarted);
            assertThat(last.number()).as("a number is never used again").isGreaterThan(lostToo.number());
            assertThatItIsGone(restarted, cluster.key(), after, lostToo);
            assertThatItIsGone(restarted, cluster.key(), after, lost);
            assertThatItFollows(restarted, after, last);
            new HistoryCheck(second.url() + "?user=postgres").check();
        }
    }

    private static void awaitStandbys(PostgresServer primary, int count) throws Exception {
        await(RECOVERY_SECONDS, "as many follow", () -> primary.ask("select count(*) from pg_stat_replication")
                .equals(Integer.toString(count)));
    }

    private static boolean serves(PackagedService service, Published published) throws InterruptedException {
        return service.get(published.path()).statusCode() == 200;
    }

    private static long current(PackagedService service) throws InterruptedException {
        return Api.parse(service.get("/v1").body()).at("/release/number").asLong();
    }

    private static HttpResponse<String> pinned(PackagedService service, Published published, long release)
            throws InterruptedException {
        return service.get(published.path() + "?release=" + release);
    }

    private static String token(PackagedService service, String key) throws InterruptedException {
        var page = Api.parse(service.get("/v1/changes?limit=1000", key).body());
        assertThat(page.path("more").asText()).isEqualTo("false");
        return page.path("next").asText();
    }

    private static HttpResponse<String> changes(PackagedService service, Cluster cluster, String token)
            throws InterruptedException {
        return service.get("/v1/changes?token=" + token, cluster.key());
    }

    private static void assertThatItIsGone(PackagedService service, String key, Published kept, Published lost)
            throws InterruptedException {
        for (String path : List.of(
                lost.path(),
                lost.path() + "?release=" + lost.number(),
                kept.path() + "?release=" + lost.number(),
                "/v1/conditions?release=" + lost.number(),
                "/v1/releases/" + lost.number(),
                "/v1/digest?release=" + lost.number())) {
            assertThat(service.get(path, key).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(pinned(service, kept, kept.number()).statusCode()).isEqualTo(200);
    }

    private static void assertThatItFollows(PackagedService service, Published kept, Published next)
            throws InterruptedException {
        var release =
                Api.parse(service.get("/v1/releases/" + next.number()).body()).path("release");
        assertThat(release.path("hash").asText()).isEqualTo(next.hash());
        assertThat(release.path("previousHash").asText()).isEqualTo(kept.hash());
        assertThat(service.get(kept.path() + "?release=" + next.number()).statusCode())
                .isEqualTo(200);
    }

    /** Clients that read uncached content without end, and remember forbidden responses. */
    private static final class Readers implements AutoCloseable {

        private final AtomicBoolean stopping = new AtomicBoolean();
        private final AtomicLong answered = new AtomicLong();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final List<CompletableFuture<Void>> reading;

        Readers(List<PackagedService> services) {
            reading = services.stream()
                    .map(service -> CompletableFuture.runAsync(() -> read(service), task -> new Thread(task).start()))
                    .toList();
        }

        private void read(PackagedService service) {
            try {
                for (int i = 0; !stopping.get(); i++) {
                    var path = "/v1/conditions?limit=" + (1 + i % 100) + (i % 2 == 0 ? "&total=true" : "");
                    var answer = service.get(path);
                    if (answer.statusCode() != 200 && answer.statusCode() != 503) {
                        failures.add(path + ": " + answer.body());
                    }
                    answered.incrementAndGet();
                }
            } catch (InterruptedException | UncheckedIOException e) {
                failures.add(e.toString());
            }
        }

        void more(int reads) throws Exception {
            long until = answered.get() + reads;
            await(RECOVERY_SECONDS, "reads go on", () -> answered.get() >= until);
        }

        Queue<String> failures() {
            return failures;
        }

        @Override
        public void close() {
            stopping.set(true);
            reading.forEach(CompletableFuture::join);
        }
    }

    @Test
    void withAStandbyThatIsSynchronousNothingAcknowledgedIsLost() throws Exception {
        try (var cluster = Cluster.start(folder, 1)) {
            var primary = cluster.server(0);
            var standby = cluster.server(1);
            primary.waitFor(standby);
            primary.reload();
            await(RECOVERY_SECONDS, "the standby is synchronous", () -> primary.ask(
                            "select count(*) from pg_stat_replication where sync_state = 'quorum'")
                    .equals("1"));
            var service = cluster.service(Map.of());
            Map<String, Published> releases = new TreeMap<>();
            Map<String, String> drafts = new TreeMap<>();
            var threads = Executors.newFixedThreadPool(2);
            try {
                var stopping = new AtomicBoolean();
                var acknowledged = new AtomicLong();
                var publishing = threads.submit(() -> publishUntil(stopping, cluster, service, releases, acknowledged));
                var editing = threads.submit(() -> editUntil(stopping, cluster, service, drafts, acknowledged));
                awaitMore(acknowledged, BEFORE, publishing, editing);
                primary.kill();
                standby.promote();
                long promoted = System.nanoTime();
                awaitMore(acknowledged, 1, publishing, editing);
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - promoted);
                assertThat(seconds).as("writes go on").isLessThan(PROMISED_SECONDS);
                awaitMore(acknowledged, DURING, publishing, editing);
                stopping.set(true);
                publishing.get(1, TimeUnit.MINUTES);
                editing.get(1, TimeUnit.MINUTES);
            } finally {
                threads.shutdownNow();
            }
            for (Published published : releases.values()) {
                var answer = pinned(service, published, published.number());
                assertThat(answer.statusCode())
                        .as("%s: %s", published, answer.body())
                        .isEqualTo(200);
                var release = Api.parse(
                        service.get("/v1/releases/" + published.number()).body());
                assertThat(release.at("/release/hash").asText()).isEqualTo(published.hash());
            }
            for (var draft : drafts.entrySet()) {
                var answer = service.get("/v1/drafts/conditions/" + draft.getKey(), cluster.key());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.headers().firstValue("ETag")).contains(draft.getValue());
            }
            assertThat(releases).isNotEmpty();
            assertThat(drafts).isNotEmpty();
            new HistoryCheck(standby.url() + "?user=postgres").check();
        }
    }

    private static void awaitMore(AtomicLong count, int more, Future<?>... workers) throws Exception {
        long until = count.get() + more;
        await(2 * RECOVERY_SECONDS, "writes go on", () -> {
            for (Future<?> worker : workers) {
                if (worker.isDone()) {
                    // It only ends early by a failure.
                    worker.get();
                }
            }
            return count.get() >= until;
        });
    }

    private static Void publishUntil(
            AtomicBoolean stopping,
            Cluster cluster,
            PackagedService service,
            Map<String, Published> releases,
            AtomicLong acknowledged)
            throws InterruptedException {
        while (!stopping.get()) {
            var slug = Bundles.unique();
            var answer = cluster.release(service, slug);
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
            if (answer.statusCode() == 200) {
                releases.put(slug, Cluster.published(answer, slug));
                acknowledged.incrementAndGet();
            }
        }
        return null;
    }

    private static Void editUntil(
            AtomicBoolean stopping,
            Cluster cluster,
            PackagedService service,
            Map<String, String> drafts,
            AtomicLong acknowledged)
            throws InterruptedException {
        while (!stopping.get()) {
            var slug = Bundles.unique();
            var bundle = Bundles.document(slug) + "conditions:\n" + Bundles.condition(slug, "Name");
            var answer = cluster.post(service, "/v1/imports", "application/yaml", bundle);
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
            if (answer.statusCode() == 200) {
                // Only what was read after it was acknowledged says which state that was.
                var draft = service.get("/v1/drafts/conditions/" + slug, cluster.key());
                draft.headers()
                        .firstValue("ETag")
                        .filter(tag -> draft.statusCode() == 200)
                        .ifPresent(tag -> drafts.put(slug, tag));
                acknowledged.incrementAndGet();
            }
        }
        return null;
    }
}
