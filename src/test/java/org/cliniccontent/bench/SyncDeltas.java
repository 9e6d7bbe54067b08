package org.cliniccontent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The cost of a partner's request for a release of ten entities, among few and among many. */
final class SyncDeltas {

    private static final int WARM_UP = 60;
    private static final int REPEATED = 200;
    private static final int LIMIT = 100;

    private final SyncOptions options;

    SyncDeltas(SyncOptions options) {
        this.options = options;
    }

    Table run() throws Exception {
        List<Partner> partners = new ArrayList<>();
        try {
            for (long size : options.sizes()) {
                partners.add(Partner.of(size, options, Map.of()));
            }
            return measure(partners);
        } finally {
            for (Partner partner : partners) {
                partner.close();
            }
        }
    }

    private Table measure(List<Partner> partners) throws Exception {
        Map<Partner, List<Double>> times = new LinkedHashMap<>();
        for (Partner partner : partners) {
            Progress.tell("a whole copy of %,d entities", partner.entities());
            partner.copy();
            for (int i = 0; i < WARM_UP; i++) {
                delta(partner);
            }
            times.put(partner, new ArrayList<>());
        }
        for (int round = 0; round < options.rounds(); round++) {
            for (Partner partner : partners) {
                times.get(partner).add(delta(partner));
            }
        }
        var table = new Table(
                "a delta of %d changes".formatted(Partner.CHANGES),
                "entities",
                "ms over HTTP, median",
                "p99",
                "median of that among fewest",
                "ms of the database",
                "of that among fewest");
        double fewest = Series.of(times.get(partners.get(0)), time -> time).median();
        double fewestInDatabase = 0;
        for (Partner partner : partners) {
            var series = Series.of(times.get(partner), time -> time);
            double inDatabase = inDatabase(partner);
            fewestInDatabase = fewestInDatabase == 0 ? inDatabase : fewestInDatabase;
            table.add(
                    "by JSON",
                    "%,d".formatted(partner.entities()),
                    "%.2f".formatted(series.median()),
                    "%.2f".formatted(series.quantile(0.99)),
                    "%.2f".formatted(series.median() / fewest),
                    "%.2f".formatted(inDatabase),
                    "%.2f".formatted(inDatabase / fewestInDatabase));
        }
        return table;
    }

    /**
     * Requests a delta.
     *
     * @return the milliseconds until it had arrived
     */
    private static double delta(Partner partner) throws IOException, InterruptedException {
        partner.publish(partner.release(Partner.CHANGES));
        long begun = System.nanoTime();
        var page = partner.follow(LIMIT);
        double millis = (System.nanoTime() - begun) / 1e6;
        require(page);
        return millis;
    }

    /** Returns the database's time for each of the delta's requests, by PostgreSQL's own statistics. */
    private static double inDatabase(Partner partner) throws Exception {
        partner.publish(partner.release(Partner.CHANGES));
        partner.running().resetStatements();
        for (int i = 0; i < REPEATED; i++) {
            require(partner.page(LIMIT));
        }
        return partner.running().statementMillis() / REPEATED;
    }

    private static void require(JsonNode page) throws IOException {
        if (page.path("changes").size() != Partner.CHANGES || page.path("more").asBoolean()) {
            throw new IOException("not the delta that was to be: " + page);
        }
    }
}
