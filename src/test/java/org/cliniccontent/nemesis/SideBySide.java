package org.cliniccontent.nemesis;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cliniccontent.partner.Partner;
import org.cliniccontent.partner.Service;
import org.cliniccontent.partner.Transport;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.HistoryCheck;
import org.cliniccontent.testing.PackagedService;
import org.cliniccontent.webhook.Receiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The previous release and this one on one database, under continuous reads, edits, reviews, releases, streams and
 * webhooks: the new one is rolled out beside the old one, rolled back, and rolled out again, so that the old one also
 * runs on the newer schema. A balancer sends requests to ready replicas, and none fails. Run by {@code .ci/rollback},
 * which builds the previous release.
 */
class SideBySide {

    private static final Path PREVIOUS = Path.of(System.getProperty("previous", ""));
    private static final String STARTS_ON_NEWER_SCHEMAS = "src/main/java/org/cliniccontent/startup/MigrationRules.java";

    /** The minimum number of releases per replica and stage. */
    private static final int RELEASES = 2;

    private static final int EDITORS = 2;
    private static final int PAUSE_MILLIS = 50;
    private static final int PATIENCE_SECONDS = 150;

    @TempDir
    Path folder;

    private final List<Callable<Void>> work = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Map<PackagedService, String> names = new LinkedHashMap<>();
    private final Set<PackagedService> leaving = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> streams = new ConcurrentHashMap<>();
    private volatile boolean over;
    private Scene scene;
    private Receiver receiver;

    @Test
    void noRequestFailsWhileReleasesTakeTurns() throws Exception {
        try (var opened = new Scene(folder);
                var hooks = new Receiver()) {
            scene = opened;
            receiver = hooks;
            var threads = Executors.newCachedThreadPool();
            try {
                var old = enter("old", previous(Map.of()));
                var running = begin(threads::submit);
                together("before");
                var current = enter("new", scene.instance(environment(Map.of())));
                together("upgrading");
                leave(old);
                together("upgraded");
                var back = enter("old again", previous(onNewerSchema()));
                together("rolling back");
                leave(current);
                together("rolled back");
                addMigrationOfALaterRelease();
                var again = enter("new again", scene.instance(environment(Map.of())));
                together("upgrading again");
                leave(back);
                over = true;
                for (Future<Void> each : running) {
                    each.get(1, TimeUnit.MINUTES);
                }
                assertThatItHolds(again);
            } finally {
                over = true;
                threads.shutdownNow();
                names.keySet().forEach(PackagedService::close);
            }
        }
    }

    private PackagedService previous(Map<String, String> more) throws IOException {
        return scene.instance(
                PREVIOUS.resolve("target/quarkus-app/quarkus-run.jar").toAbsolutePath(), environment(more));
    }

    /** Returns the settings that releases up to 451b229 need on a newer schema, as k8s/upgrades.md says. */
    private static Map<String, String> onNewerSchema() {
        return Files.exists(PREVIOUS.resolve(STARTS_ON_NEWER_SCHEMAS))
                ? Map.of()
                : Map.of("QUARKUS_FLYWAY_IGNORE_MIGRATION_PATTERNS", "*:future");
    }

    private static Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("CLINIC_WEBHOOKS_ALLOWED_NETWORKS", "127.0.0.0/8");
        environment.put("QUARKUS_SHUTDOWN_DELAY", "3s");
        // Two services and their clients share the cores: a start that waits for them is no fault.
        environment.put("QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "30S");
        environment.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
        return environment;
    }

    private PackagedService enter(String name, PackagedService instance) throws InterruptedException {
        names.put(instance, name);
        instance.started();
        await(name + " is ready", () -> isReady(instance));
        scene.instances.add(instance);
        return instance;
    }

    private static boolean isReady(PackagedService instance) throws InterruptedException {
        try {
            return instance.send(HttpRequest.newBuilder(
                                    URI.create("http://localhost:" + instance.managementPort() + "/q/health/ready")))
                            .statusCode()
                    == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /**
     * Stops an instance as an orchestrator does: the balancer removes it once it is not ready, and it ends by itself.
     */
    private void leave(PackagedService instance) throws Exception {
        leaving.add(instance);
        instance.process().destroy();
        await(names.get(instance) + " is no longer ready", () -> !isReady(instance));
        scene.instances.remove(instance);
        assertThat(instance.exitCode()).as(instance.log()).isIn(0, 143);
    }

    private List<Future<Void>> begin(Function<Callable<Void>, Future<Void>> threads) throws Exception {
        var roles = new Roles(scene);
        var importer = scene.client("importer", 1, "drafts:write", "drafts:review", "releases:publish");
        var first = importer.write(
                "import",
                "POST",
                "/v1/imports?release=true&message=First",
                Content.first(),
                "Content-Type",
                "application/yaml");
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        scene.approvals.addRelease(2, importer.name);
        var partner = scene.client("partner", 2, "webhooks:manage");
        var registered = partner.write("register", "POST", "/v1/webhooks", "{\"url\": \"" + receiver.url() + "\"}");
        assertThat(registered.status()).as(registered.text()).isEqualTo(201);

        add(importer, roles::importBundle);
        for (int i = 0; i < EDITORS; i++) {
            add(scene.client("editor " + i, 10 + i, "drafts:write"), roles::edit);
        }
        add(scene.client("reviewer", 20, "drafts:review"), roles::review);
        add(scene.client("publisher", 21, "releases:publish", "drafts:review"), roles::publish);
        add(scene.client("reader", 22, "drafts:write"), SideBySide::read);
        work.add(() -> follow(scene.key("follower", "sync:read")));
        return work.stream().map(threads).toList();
    }

    private void add(Client client, Roles.Step step) {
        work.add(() -> {
            while (!over) {
                try {
                    step.take(client);
                } catch (UncheckedIOException e) {
                    failures.add(client.name + ": " + e.getCause());
                }
                // They are callers and no benchmark: replicas have to start beside them.
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            return null;
        });
    }

    private static void read(Client client) throws InterruptedException {
        var condition = "/v1/conditions/" + Content.slug(client.random);
        client.get("/v1/conditions?sort=-updatedAt&limit=5");
        client.get(condition);
        client.get(condition + "/history");
        client.get("/v1/documents/" + Content.DOCUMENT);
        client.get("/v1/releases");
    }

    /** Follows a stream, which ends when its replica leaves, and continues on another at its position. */
    private Void follow(String key) throws Exception {
        var partner = new Partner(service(scene.instances.get(0), key), List.of(), folder.resolve("copy"));
        for (int turn = 0; !over; turn++) {
            var instances = List.copyOf(scene.instances);
            var instance = instances.get(turn % instances.size());
            try {
                partner.step(service(instance, key), turn % 3 == 0 ? Transport.pages(100) : Transport.events());
                streams.merge(names.get(instance), 1, Integer::sum);
            } catch (EOFException e) {
                if (!leaving.contains(instance)) {
                    failures.add("stream: " + e);
                }
            } catch (IOException e) {
                failures.add("stream: " + e);
            }
        }
        var last = new Partner(service(scene.instances.get(0), key), List.of(), folder.resolve("copy"));
        last.follow(Transport.pages(100));
        assertThat(last.prove()).as("the copy is what is published").isTrue();
        return null;
    }

    private static Service service(PackagedService instance, String key) {
        return new Service("http://localhost:" + instance.port(), key);
    }

    /** Waits until every replica that receives requests has made releases. */
    private void together(String stage) throws Exception {
        Map<PackagedService, Double> before = new HashMap<>();
        for (PackagedService instance : scene.instances) {
            before.put(instance, releases(instance));
        }
        for (PackagedService instance : scene.instances) {
            await(
                    stage + ": " + names.get(instance) + " makes releases",
                    () -> releases(instance) >= before.get(instance) + RELEASES || !failures.isEmpty());
        }
        assertThat(failures).as(stage + scene.errors()).isEmpty();
        assertThat(scene.tally.unexpected().stream().limit(5))
                .as(stage + scene.errors())
                .isEmpty();
        System.out.printf(
                "%s: %s, %d releases%n", stage, names(), scene.tally.releases().size());
    }

    private String names() {
        return scene.instances.stream().map(names::get).collect(Collectors.joining(" and "));
    }

    private static double releases(PackagedService instance) throws InterruptedException {
        return instance.metrics()
                .lines()
                .filter(line -> line.startsWith("http_server_requests_seconds_count{")
                        && line.contains("uri=\"/v1/releases\"")
                        && line.contains("method=\"POST\"")
                        && line.contains("outcome=\"SUCCESS\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private void addMigrationOfALaterRelease() throws SQLException {
        try (var connection = DriverManager.getConnection(scene.jdbcUrl());
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into flyway_schema_history
                        (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                    values (1000, '1000', 'later', 'SQL', 'V1000__later.sql', 1, 'x', 1, true)
                    """);
        }
    }

    private void assertThatItHolds(PackagedService last) throws Exception {
        assertThat(failures).isEmpty();
        assertThat(scene.tally.unexpected()).isEmpty();
        assertThat(streams.keySet()).as("replicas that streamed").hasSizeGreaterThanOrEqualTo(4);
        await("partners are told of every release", () -> told().containsAll(scene.tally.releases()));
        new HistoryCheck(scene.jdbcUrl(), scene.approvals).check();
        assertThat(last.get("/v1").statusCode()).isEqualTo(200);
        System.out.printf("No request failed of:%s%nstreams: %s%n", scene.tally, streams);
    }

    private Set<Long> told() {
        return receiver.received().stream()
                .map(request -> Api.parse(request.body()).at("/data/release").asLong())
                .collect(Collectors.toSet());
    }

    private void await(String what, Callable<Boolean> condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (!condition.call()) {
                assertThat(System.nanoTime())
                        .as("%s; %s%s", what, failures, scene.errors())
                        .isLessThan(end);
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(what, e);
        }
    }
}
