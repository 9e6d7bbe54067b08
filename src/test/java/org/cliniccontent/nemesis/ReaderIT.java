package org.cliniccontent.nemesis;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.cliniccontent.nemesis.Cluster.Published;
import org.cliniccontent.startup.PostgresServer;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.PackagedService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/**
 * Reads from a standby that lags, is cut off, hangs, dies and comes back. Only monitoring shows it.
 *
 * <p>The standby is distinguished from the primary by the servers' own counts: see {@link #readsOf}.
 */
class ReaderIT {

    private static final int RECOVERY_SECONDS = 30;
    private static final int READS = 20;

    @TempDir
    static Path folder;

    private static Cluster cluster;
    private static PostgresServer primary;
    private static PostgresServer standby;
    private static PackagedService service;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start(folder, 1);
        primary = cluster.server(0);
        standby = cluster.server(1);
        service = cluster.service(Map.of(
                "CLINIC_READER_URL", standby.url(),
                "CLINIC_READER_CHECK_EVERY", "200ms",
                // Each read is to be made of the database.
                "CLINIC_CACHE_MAX_SIZE", "0"));
        follow(cluster.publish(service));
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    /** Waits until the standby has the release, and the service knows. */
    private static void follow(Published published) throws Exception {
        Cluster.awaitReplayed(primary, standby);
        await(
                RECOVERY_SECONDS,
                "the service knows",
                () -> service.metric("clinic_reader_available") == 1
                        && service.metric("clinic_reader_release") >= published.number());
    }

    private static double fallbacks(String reason) throws InterruptedException {
        var line = String.format(Locale.ROOT, "clinic_reader_fallbacks_total{reason=\"%s\"} ", reason);
        return service.metrics()
                .lines()
                .filter(each -> each.startsWith(line))
                .mapToDouble(each -> Double.parseDouble(each.substring(line.length())))
                .sum();
    }

    private static double allFallbacks() throws InterruptedException {
        return service.metric("clinic_reader_fallbacks_total");
    }

    /** Asserts that published content is served at its release, by all kinds of reads. */
    private static void assertThatItIsServed(Published published) throws InterruptedException {
        for (String path : new String[] {
            published.path(),
            published.path() + "?release=" + published.number(),
            published.path() + "/history",
            "/v1/releases/" + published.number()
        }) {
            var answer = service.send(
                    service.request(path).header("Content-Release-Min", Long.toString(published.number())));
            assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        }
        var changes = service.get("/v1/changes?limit=1000", cluster.key());
        assertThat(changes.statusCode()).isEqualTo(200);
        assertThat(changes.body()).contains(published.path().replaceAll(".*/", ""));
        assertThat(Api.parse(changes.body()).path("release").asLong()).isGreaterThanOrEqualTo(published.number());
    }

    /** Returns the number of item queries by the service's connections, as counted by this server. */
    private static long readsOf(PostgresServer server) throws Exception {
        return Long.parseLong(
                server.ask("select coalesce(sum(seq_scan + coalesce(idx_scan, 0)), 0) from pg_stat_user_tables "
                        + "where relname in ('published_item', 'published_facet')"));
    }

    @Test
    void whatIsPublishedIsReadFromTheStandbyAndNothingElse() throws Exception {
        var published = cluster.publish(service);
        follow(published);
        var fallbacks = allFallbacks();
        var before = readsOf(standby);
        for (int i = 0; i < READS; i++) {
            assertThatItIsServed(published);
        }
        assertThat(allFallbacks()).isEqualTo(fallbacks);
        // What a session has counted it reports within a second.
        await(RECOVERY_SECONDS, "the standby was asked", () -> readsOf(standby) >= before + READS);
        var draft = service.get(published.path().replace("/v1/", "/v1/drafts/"), cluster.key());
        assertThat(draft.statusCode())
                .as("a standby refuses what locks and writes")
                .isEqualTo(200);
    }

    @Test
    void whatTheStandbyHasNotReplayedIsReadFromThePrimary() throws Exception {
        standby.execute("select pg_wal_replay_pause()");
        try {
            var behind = fallbacks("behind");
            var published = cluster.publish(service);
            assertThatItIsServed(published);
            assertThat(fallbacks("behind")).isGreaterThan(behind);
            assertThat(service.metric("clinic_reader_available")).isEqualTo(1);
            assertThat(service.metric("clinic_reader_release")).isLessThan(published.number());
        } finally {
            standby.execute("select pg_wal_replay_resume()");
        }
        assertThatReadsGoThereAgain();
    }

    private static void assertThatReadsGoThereAgain() throws Exception {
        var published = cluster.publish(service);
        follow(published);
        await(RECOVERY_SECONDS, "reads go to the reader", () -> {
            var fallbacks = allFallbacks();
            assertThatItIsServed(published);
            return allFallbacks() == fallbacks;
        });
    }

    @Test
    void aStandbyThatIsCutOffFromThePrimaryIsBehind() throws Exception {
        standby.followNobody();
        try {
            await(RECOVERY_SECONDS, "nobody follows", () -> primary.ask("select count(*) from pg_stat_replication")
                    .equals("0"));
            assertThatItIsServed(cluster.publish(service));
        } finally {
            standby.follow(primary);
            standby.reload();
        }
        assertThatReadsGoThereAgain();
    }

    @Test
    void aStandbyThatHangsDelaysAFewReadsAndNoMore() throws Exception {
        var published = cluster.publish(service);
        follow(published);
        standby.freeze();
        try {
            assertThatItIsServed(published);
            await(RECOVERY_SECONDS, "it is noticed", () -> service.metric("clinic_reader_available") == 0);
            var away = fallbacks("away");
            assertThatItIsServed(cluster.publish(service));
            assertThat(fallbacks("away")).as("nobody waits for it").isGreaterThan(away);
        } finally {
            standby.thaw();
        }
        assertThatReadsGoThereAgain();
    }

    @Test
    void aStandbyThatDiesIsReplacedByThePrimaryUntilItIsBack() throws Exception {
        standby.kill();
        try {
            for (int i = 0; i < READS; i++) {
                assertThatItIsServed(cluster.publish(service));
            }
        } finally {
            standby.start();
        }
        assertThatReadsGoThereAgain();
    }
}
