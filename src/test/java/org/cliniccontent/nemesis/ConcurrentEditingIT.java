package org.cliniccontent.nemesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.cliniccontent.testing.HistoryCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/**
 * Editors, reviewers, publishers, an importer, a scheduler and someone who reverts releases, all concurrently and at
 * random on two instances. They conflict and are told so; nothing else may happen. {@code -Dnemesis.seconds=60} for
 * longer, {@code -Dnemesis.seed} for the same choices.
 */
class ConcurrentEditingIT {

    private static final int SECONDS = Integer.getInteger("nemesis.seconds", 10);
    private static final long SEED = Long.getLong("nemesis.seed", System.nanoTime());
    private static final int EDITORS = 10;
    private static final int REVIEWERS = 3;
    private static final int PUBLISHERS = 2;
    private static final int COMPARED = 30;

    /**
     * The minimum number of releases, so that everything happens together: a slow machine continues until it has made
     * them.
     */
    private static final int LEAST_RELEASES = 15;

    private static final int LEAST_EDITS = 40;
    private static final int LONGEST_SECONDS = 120;

    @TempDir
    Path folder;

    private Scene scene;
    private Roles roles;
    private final List<Callable<Void>> work = new ArrayList<>();
    private long end;
    private long latestEnd;

    @Test
    void whateverTheyDoAtOnceTheHistoryHolds() throws Exception {
        try (var opened = new Scene(folder)) {
            scene = opened;
            scene.startInstance();
            scene.startInstance();
            roles = new Roles(scene);
            var importer = client("importer", "drafts:write", "drafts:review", "releases:publish");
            publishFirst(importer);
            end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            latestEnd = end + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
            for (int i = 0; i < EDITORS; i++) {
                add(client("editor " + i, "drafts:write"), roles::edit);
            }
            for (int i = 0; i < REVIEWERS; i++) {
                add(client("reviewer " + i, "drafts:review"), roles::review);
            }
            for (int i = 0; i < PUBLISHERS; i++) {
                add(client("publisher " + i, "releases:publish", "drafts:review"), roles::publish);
            }
            add(client("scheduler", "releases:publish", "drafts:review"), roles::schedule);
            add(client("reverter", "releases:publish"), roles::revert);
            add(importer, roles::importBundle);
            run();
            finishScheduled();
            System.out.printf("Seed %d, %d s:%s%n", SEED, SECONDS, scene.tally);
            assertThatItHolds();
        }
    }

    private Client client(String name, String... scopes) throws InterruptedException {
        return scene.client(name, SEED + work.size(), scopes);
    }

    private void publishFirst(Client importer) throws InterruptedException {
        var first = importer.write(
                "import",
                "POST",
                "/v1/imports?release=true&message=First",
                Content.first(),
                "Content-Type",
                "application/yaml");
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        scene.approvals.addRelease(2, importer.name);
        scene.tally.released(first.json().at("/release/number").asLong());
    }

    private void add(Client client, Roles.Step step) {
        work.add(() -> {
            while (System.nanoTime() < end || (!isEnough() && System.nanoTime() < latestEnd)) {
                step.take(client);
            }
            return null;
        });
    }

    private boolean isEnough() {
        var tally = scene.tally;
        return tally.releases().size() >= LEAST_RELEASES
                && tally.count("create", 201) + tally.count("replace", 200) + tally.count("patch", 200) >= LEAST_EDITS
                && tally.count("revert", 201) > 0
                && tally.count("", 409) > 0
                && tally.count("", 412) > 0
                && tally.count("", 428) > 0;
    }

    private void run() throws Exception {
        var threads = Executors.newFixedThreadPool(work.size());
        try {
            for (var each : threads.invokeAll(work)) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Waits for scheduled releases, which are made within seconds. */
    private void finishScheduled() throws Exception {
        await("scheduled releases are made", () -> {
            scene.instances.get(0).get("/v1");
            return number("select count(*) from scheduled_release where state = 'PENDING'") == 0;
        });
    }

    private void assertThatItHolds() throws Exception {
        var tally = scene.tally;
        assertThat(tally.unexpected().stream().limit(10))
                .as(() -> scene.errors())
                .isEmpty();
        new HistoryCheck(scene.jdbcUrl(), scene.approvals).check();

        long current = number("select current from release_pointer");
        long scheduled = number("select count(*) from scheduled_release where release is not null");
        assertThat(tally.releases()).as("acknowledged").allMatch(number -> number <= current);
        assertThat(tally.releases().size() + scheduled + 1)
                .as("every release is one that was acknowledged, or scheduled, or the first")
                .isEqualTo(current);
        assertThat(number("select count(*) from audit_event where status < 400"))
                .as("what was done is in the audit log, and nothing else")
                .isEqualTo(tally.writes());

        assertThat(isEnough()).as(tally::toString).isTrue();
        System.out.printf("%d releases, %d of them scheduled; %d writes%n", current, scheduled, tally.writes());
        assertThatInstancesAgree(current);
    }

    private void assertThatInstancesAgree(long current) throws InterruptedException {
        var random = new Random(SEED);
        for (long release : LongStream.concat(LongStream.of(current), random.longs(COMPARED, 1, current + 1))
                .toArray()) {
            var change =
                    Tree.of(same("/v1/releases/" + release)).path("changes").path(0);
            same("/v1/" + Tree.path(change) + "?release=" + release);
            same("/v1/conditions?sort=-updatedAt&release=" + release);
        }
    }

    /** Returns the first instance's response, which must be the same on every other. */
    private String same(String path) throws InterruptedException {
        var answer = scene.instances.get(0).get(path);
        var other = scene.instances.get(1).get(path);
        assertThat(other.statusCode()).as(path).isEqualTo(answer.statusCode());
        if (answer.statusCode() == 200) {
            assertThat(other.body()).as(path).isEqualTo(answer.body());
            assertThat(other.headers().firstValue("ETag"))
                    .as(path)
                    .isEqualTo(answer.headers().firstValue("ETag"));
        } else {
            // Of what was removed; problems differ in their trace.
            assertThat(answer.statusCode()).as(path).isEqualTo(410);
            assertThat(Tree.of(other.body()).path("tombstone"))
                    .isEqualTo(Tree.of(answer.body()).path("tombstone"));
        }
        return answer.body();
    }

    private long number(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(scene.jdbcUrl());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** A parser of responses. */
    private static final class Tree {

        static JsonNode of(String json) {
            return org.cliniccontent.testing.Api.parse(json);
        }

        static String path(JsonNode change) {
            var type = change.path("type").asText();
            return type.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT) + "s/"
                    + change.path("slug").asText();
        }
    }
}
