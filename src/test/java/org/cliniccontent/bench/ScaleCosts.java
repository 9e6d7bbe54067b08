package org.cliniccontent.bench;

import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.PackagedService;
import org.postgresql.PGConnection;

/**
 * The inputs of {@link ScaleModel} for one replica and one database: processor times, which depend little on other
 * load.
 */
final class ScaleCosts {

    private static final int WEBHOOKS = 2_000;
    private static final int RELEASES = 2;
    private static final int LISTENERS = 80;
    private static final int REPEATED = 1_000;
    private static final int CHANGES = 10;
    private static final int PATIENCE_SECONDS = 300;
    private static final String USER = "postgres";
    private static final String REFRESH = """
            select r.number, r.published_at, r.hash, before.published_at as previous_published_at,
                   (select hash from release where number = 1) as known_hash
            from release_pointer p
            left join release r on r.number = p.current
            left join release before on before.number = p.current - 1
            """;
    private static final String ADMIN_KEY = ApiKeySecret.generate().secret();

    private final Table table = new Table("processor time, ms", "database", "service", "how often");
    private final AtomicLong arrived = new AtomicLong();
    private final PackagedService service;
    private final Connection connection;
    private final ProcessHandle postmaster;
    private final String url;
    private final String key;
    private final String slug = Bundles.unique();
    private int published;

    private ScaleCosts(PackagedService service, Connection connection, String url) throws Exception {
        this.service = service;
        this.connection = connection;
        this.url = url;
        long backend = Long.parseLong(text("select pg_backend_pid()"));
        this.postmaster = ProcessHandle.of(backend).orElseThrow().parent().orElseThrow();
        var body = "{\"name\": \"scale\", \"scopes\": [\"drafts:write\", \"drafts:review\", \"releases:publish\","
                + " \"sync:read\"]}";
        this.key = Api.parse(post("/v1/api-keys", ADMIN_KEY, "application/json", body))
                .path("key")
                .asText();
    }

    static Table run() throws Exception {
        var folder = Files.createTempDirectory("scale");
        try (var database = EmbeddedPostgres.builder()
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .setServerConfig("max_connections", "200")
                .start()) {
            var url = database.getJdbcUrl(USER, "postgres");
            var environment = Map.of(
                    "QUARKUS_DATASOURCE_JDBC_URL", url,
                    "QUARKUS_DATASOURCE_USERNAME", USER,
                    "CLINIC_ACCESS_ADMIN_KEY", ADMIN_KEY,
                    "CLINIC_REVIEW_AUTHOR_MAY_APPROVE", "true",
                    "CLINIC_WEBHOOKS_ALLOWED_NETWORKS", "127.0.0.0/8",
                    "CLINIC_WEBHOOKS_CONCURRENCY_PER_TARGET", "512",
                    "CLINIC_LIMITS_CALLER_REQUESTS", "1000000000",
                    "CLINIC_LIMITS_ADDRESS_REQUESTS", "1000000000");
            try (var service = new PackagedService(folder, environment).started();
                    var connection = DriverManager.getConnection(url, USER, "")) {
                var costs = new ScaleCosts(service, connection, url);
                costs.refreshes();
                costs.listeners();
                costs.deltas();
                costs.webhooks();
                return costs.table;
            }
        }
    }

    private String text(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String post(String path, String by, String type, String body) throws IOException, InterruptedException {
        var answer = service.send(service.request(path)
                .header("Authorization", "Bearer " + by)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(answer.body());
        }
        return answer.body();
    }

    private void publish() throws IOException, InterruptedException {
        var bundle = new StringBuilder(Bundles.document(slug)).append("conditions:\n");
        published++;
        for (int i = 0; i < CHANGES; i++) {
            bundle.append(Bundles.condition(slug + "-" + i, "Name " + published));
        }
        post("/v1/imports?release=true&message=One", key, "application/yaml", bundle.toString());
    }

    /** An action that is repeated many times. */
    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    /** @param per the number of measured items per action */
    private void measure(String what, int per, Work work) throws Exception {
        double database = ProcessStat.processorMillis(postmaster);
        double replica = ProcessStat.processorMillis(service.process());
        work.run();
        database = (ProcessStat.processorMillis(postmaster) - database) / per;
        replica = (ProcessStat.processorMillis(service.process()) - replica) / per;
        Progress.tell("%s: %.3f, %.3f", what, database, replica);
        table.add(what, shown("%.3f", database), shown("%.3f", replica), shown("%,d", per));
    }

    private void refreshes() throws Exception {
        try (var statement = connection.prepareStatement(REFRESH)) {
            measure("to be asked which release is current", REPEATED, () -> {
                for (int i = 0; i < REPEATED; i++) {
                    statement.executeQuery().close();
                }
            });
        }
    }

    private void listeners() throws Exception {
        List<Connection> listening = new ArrayList<>();
        try {
            for (int i = 0; i < LISTENERS; i++) {
                var opened = DriverManager.getConnection(url, USER, "");
                listening.add(opened);
                try (var statement = opened.createStatement()) {
                    statement.execute("listen scale");
                }
            }
            int notifications = REPEATED / LISTENERS;
            measure("to wake a listener", notifications * LISTENERS, () -> {
                for (int i = 0; i < notifications; i++) {
                    execute("notify scale, '" + i + "'");
                    for (Connection each : listening) {
                        each.unwrap(PGConnection.class).getNotifications(PATIENCE_SECONDS * 1_000);
                    }
                }
            });
        } finally {
            for (Connection each : listening) {
                each.close();
            }
        }
    }

    private void deltas() throws Exception {
        publish();
        var token = Api.parse(service.get("/v1/changes?limit=1000", key).body())
                .path("next")
                .asText();
        publish();
        var path = "/v1/changes?limit=100&token=" + token;
        for (int i = 0; i < REPEATED / 2; i++) {
            service.get(path, key);
        }
        var bytes = service.get(path, key).body().length();
        measure("a delta of " + CHANGES + " changes (" + bytes + " bytes)", REPEATED, () -> {
            for (int i = 0; i < REPEATED; i++) {
                service.get(path, key);
            }
        });
    }

    private void webhooks() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        var sink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sink.setExecutor(threads);
        sink.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
            arrived.incrementAndGet();
        });
        sink.start();
        try {
            execute("""
                    with made as (
                        insert into webhook_endpoint (id, owner, url, event_types, entity_types, state, created_at)
                        select gen_random_uuid(), 'key:' || n, 'http://127.0.0.1:%d/hook', array['release.published'], '{}',
                               'ENABLED', now()
                        from generate_series(1, %d) n returning id)
                    insert into webhook_secret (endpoint, created_at, secret)
                    select id, now(), sha256(uuid_send(id)) from made
                    """.formatted(sink.getAddress().getPort(), WEBHOOKS));
            send();
            execute("create extension if not exists pg_stat_statements");
            execute("select pg_stat_statements_reset()");
            long begun = System.nanoTime();
            measure("a webhook, all included", RELEASES * WEBHOOKS, () -> {
                for (int i = 0; i < RELEASES; i++) {
                    send();
                }
            });
            double seconds = (System.nanoTime() - begun) / 1e9;
            table.add("webhooks a second, from one replica", "", shown("%.0f", RELEASES * WEBHOOKS / seconds), "");
            table.add(
                    "to be asked what is due, of " + WEBHOOKS + " (execution)",
                    text("select round(mean_exec_time::numeric, 3) from pg_stat_statements"
                            + " where query like '%with ready as (%' order by calls desc limit 1"),
                    "",
                    text("select calls from pg_stat_statements"
                            + " where query like '%with ready as (%' order by calls desc limit 1"));
        } finally {
            sink.stop(0);
            threads.shutdownNow();
        }
    }

    /** Publishes a release, and waits until all deliveries are recorded. */
    private void send() throws Exception {
        long before = arrived.get();
        publish();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (arrived.get() < before + WEBHOOKS
                || !text("select count(*) from webhook_delivery where state = 'PENDING'")
                        .equals("0")) {
            if (System.nanoTime() > end) {
                throw new IOException("only " + (arrived.get() - before) + " webhooks arrived");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static String shown(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
