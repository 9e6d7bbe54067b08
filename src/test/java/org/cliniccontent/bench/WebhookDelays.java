package org.cliniccontent.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The delay of webhooks after a release, with the receiver on the same machine. */
final class WebhookDelays {

    private static final long ENTITIES = 1_000;
    private static final int WARM_UP = 50;
    private static final int LONGEST_SECONDS = 30;

    /** The times of arrivals. */
    private final BlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();

    private final SyncOptions options;

    /**
     * The delay in milliseconds.
     *
     * @param sinceAnswer may be negative: a webhook may overtake the publisher's response
     */
    private record Delay(double sinceAnswer, double sinceSending) {}

    WebhookDelays(SyncOptions options) {
        this.options = options;
    }

    Table run() throws Exception {
        var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            arrivals.add(System.nanoTime());
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        var configuration = Map.of("CLINIC_WEBHOOKS_ALLOWED_NETWORKS", "127.0.0.0/8");
        try (var partner = Partner.of(ENTITIES, options, configuration)) {
            partner.running().service().post("/v1/webhooks", """
                    {"url": "http://127.0.0.1:%d/", "eventTypes": ["release.published"]}
                    """.formatted(
                            receiver.getAddress().getPort()));
            for (int i = 0; i < WARM_UP; i++) {
                delay(partner);
            }
            List<Delay> delays = new ArrayList<>();
            for (int i = 0; i < options.releases(); i++) {
                delays.add(delay(partner));
            }
            return table(delays);
        } finally {
            receiver.stop(0);
        }
    }

    private Delay delay(Partner partner) throws IOException, InterruptedException {
        var body = partner.release(1);
        long sent = System.nanoTime();
        partner.publish(body);
        long answered = System.nanoTime();
        var arrived = arrivals.poll(LONGEST_SECONDS, TimeUnit.SECONDS);
        if (arrived == null) {
            throw new IOException("nobody was told of a release");
        }
        return new Delay((arrived - answered) / 1e6, (arrived - sent) / 1e6);
    }

    private static Table table(List<Delay> delays) {
        var table = new Table("from a release to its webhook", "releases", "ms, median", "p99", "longest");
        var answer = Series.of(delays, Delay::sinceAnswer);
        var sending = Series.of(delays, Delay::sinceSending);
        add(table, "since the publisher was answered", answer);
        add(table, "since the publisher's request was sent", sending);
        return table;
    }

    private static void add(Table table, String label, Series series) {
        table.add(
                label,
                "%,d".formatted(series.sorted().length),
                "%.1f".formatted(series.median()),
                "%.1f".formatted(series.quantile(0.99)),
                "%.1f".formatted(series.quantile(1)));
    }
}
