package org.cliniccontent.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.generator.BenchmarkDatabase;
import org.cliniccontent.webhook.FakeNameServer;
import org.cliniccontent.webhook.Receiver;

/**
 * The delay of a partner's webhook beside 50 silent endpoints, in turn with its delay alone. The 50 are new each time,
 * so that they are tried; an attempt takes 2 s instead of 15, so that each turn includes its consequences.
 */
final class WebhookNeighbours {

    private static final long ENTITIES = 1_000;
    private static final int WARM_UP = 50;
    private static final int TURNS = 5;
    private static final int SILENT = 50;
    private static final int LONGEST_SECONDS = 300;

    private final BlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();
    private final List<Socket> waiting = new ArrayList<>();
    private final SyncOptions options;

    /**
     * The addresses of 50 endpoints.
     *
     * @param url of one, with its number
     */
    private record Neighbours(String url, int owners) {}

    WebhookNeighbours(SyncOptions options) {
        this.options = options;
    }

    Table run() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            arrivals.add(System.nanoTime());
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try (var names = new FakeNameServer();
                var silent = new Receiver();
                var dripping = new Receiver();
                var hole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // They wait to be taken, and there is no room for more.
            waiting.add(new Socket(hole.getInetAddress(), hole.getLocalPort()));
            waiting.add(new Socket(hole.getInetAddress(), hole.getLocalPort()));
            silent.always(Receiver.silence());
            dripping.always(Receiver.endlessHead());
            names.answer(".silent.example", FakeNameServer.Answer.SILENCE);
            Map<String, Neighbours> cases = new LinkedHashMap<>();
            cases.put("nothing is answered, one owner", new Neighbours(silent.url() + "%d", 1));
            cases.put("nothing is answered, 50 owners", new Neighbours(silent.url() + "%d", SILENT));
            cases.put("an answer drips, one target, 10 owners", new Neighbours(dripping.url() + "%d", 10));
            cases.put("name servers are silent", new Neighbours("http://a%d.silent.example/", 1));
            cases.put(
                    "connections are not taken", new Neighbours("http://127.0.0.1:" + hole.getLocalPort() + "/%d", 1));
            return measure(
                    cases,
                    Map.of(
                            "CLINIC_WEBHOOKS_ALLOWED_NETWORKS",
                            "127.0.0.0/8",
                            "CLINIC_WEBHOOKS_NAME_SERVERS",
                            names.address(),
                            "CLINIC_WEBHOOKS_TIMEOUT",
                            "2s"),
                    server.getAddress().getPort());
        } finally {
            server.stop(0);
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    private Table measure(Map<String, Neighbours> cases, Map<String, String> configuration, int port) throws Exception {
        var table = new Table(
                "50 endpoints", "releases", "alone: ms, median", "p99", "beside: median", "p99", "p99, ratio");
        try (var partner = Partner.of(ENTITIES, options, configuration);
                var database = DriverManager.getConnection(partner.running().jdbcUrl(), BenchmarkDatabase.USER, "")) {
            partner.running().service().post("/v1/webhooks", """
                    {"url": "http://127.0.0.1:%s/", "eventTypes": ["release.published"]}
                    """.formatted(port));
            delays(partner, WARM_UP);
            for (var each : cases.entrySet()) {
                List<Double> alone = new ArrayList<>();
                List<Double> beside = new ArrayList<>();
                for (int turn = 0; turn < TURNS; turn++) {
                    alone.addAll(delays(partner, options.releases() / TURNS));
                    settle(database, each.getValue());
                    beside.addAll(delays(partner, options.releases() / TURNS));
                    leave(database);
                }
                add(table, each.getKey(), Series.of(alone, delay -> delay), Series.of(beside, delay -> delay));
            }
        }
        return table;
    }

    private static void add(Table table, String label, Series alone, Series beside) {
        table.add(
                label,
                Integer.toString(alone.sorted().length),
                format(alone.median()),
                format(alone.quantile(0.99)),
                format(beside.median()),
                format(beside.quantile(0.99)),
                format(beside.quantile(0.99) / alone.quantile(0.99)));
    }

    private static String format(double figure) {
        return String.format(Locale.ROOT, "%.1f", figure);
    }

    /** Registers the endpoints in the database, because none can be registered whose name servers are silent. */
    private static void settle(Connection database, Neighbours neighbours) throws SQLException {
        try (var endpoint = database.prepareStatement("""
                        with made as (
                            insert into webhook_endpoint
                                (id, owner, url, event_types, entity_types, state, created_at)
                            values (gen_random_uuid(), ?, ?, '{release.published}', '{}', 'ENABLED', now())
                            returning id, created_at)
                        insert into webhook_secret (endpoint, created_at, secret)
                        select id, created_at, decode(repeat('00', 32), 'hex') from made
                        """)) {
            for (int i = 0; i < SILENT; i++) {
                endpoint.setString(1, "key:neighbour" + i % neighbours.owners());
                endpoint.setString(2, neighbours.url().replace("%d", Integer.toString(i)));
                endpoint.executeUpdate();
            }
        }
    }

    private static void leave(Connection database) throws SQLException {
        try (var endpoint = database.createStatement()) {
            endpoint.executeUpdate("delete from webhook_endpoint where owner like 'key:neighbour%'");
        }
    }

    /** Returns the milliseconds from each release's request to its arrival. */
    private List<Double> delays(Partner partner, int releases) throws IOException, InterruptedException {
        List<Double> delays = new ArrayList<>();
        for (int i = 0; i < releases; i++) {
            var body = partner.release(1);
            long sent = System.nanoTime();
            partner.publish(body);
            var arrived = arrivals.poll(LONGEST_SECONDS, TimeUnit.SECONDS);
            if (arrived == null) {
                throw new IOException("nobody was told of a release");
            }
            delays.add((arrived - sent) / 1e6);
        }
        return delays;
    }
}
