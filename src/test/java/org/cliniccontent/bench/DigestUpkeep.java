package org.cliniccontent.bench;

import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The cost of digests: a release of ten entities with and without them, among few and among many. */
final class DigestUpkeep {

    private static final int WARM_UP = 60;

    /** The number of consecutive releases of a kind, the first of which meets a new query plan. */
    private static final int IN_A_ROW = 5;

    private static final String NONE = """
            create or replace function keep_digest(release bigint) returns text language plpgsql as $$
            begin
                return repeat('0', 64);
            end
            $$
            """;

    private final SyncOptions options;

    private record Times(List<Double> kept, List<Double> none) {}

    DigestUpkeep(SyncOptions options) {
        this.options = options;
    }

    Table run() throws Exception {
        Map<Partner, Times> times = new LinkedHashMap<>();
        try {
            for (long size : options.sizes()) {
                times.put(Partner.of(size, options, Map.of()), new Times(new ArrayList<>(), new ArrayList<>()));
            }
            for (Partner partner : times.keySet()) {
                for (int i = 0; i < WARM_UP; i++) {
                    partner.publish(partner.release(Partner.CHANGES));
                }
            }
            for (int round = 0; round < options.rounds(); round += IN_A_ROW) {
                for (var entry : times.entrySet()) {
                    measure(entry.getKey(), entry.getValue());
                }
            }
            return table(times);
        } finally {
            for (Partner partner : times.keySet()) {
                partner.close();
            }
        }
    }

    private static void measure(Partner partner, Times times) throws Exception {
        try (var connection = DriverManager.getConnection(partner.running().jdbcUrl());
                var statement = connection.createStatement()) {
            String kept;
            try (var rows = statement.executeQuery("select pg_get_functiondef('keep_digest'::regproc)")) {
                rows.next();
                kept = rows.getString(1);
            }
            measure(partner, times.kept());
            statement.execute(NONE);
            try {
                measure(partner, times.none());
            } finally {
                statement.execute(kept);
            }
        }
    }

    private static void measure(Partner partner, List<Double> times) throws Exception {
        partner.publish(partner.release(Partner.CHANGES));
        for (int i = 0; i < IN_A_ROW; i++) {
            times.add(partner.publish(partner.release(Partner.CHANGES)));
        }
    }

    private static Table table(Map<Partner, Times> times) {
        var table = new Table(
                "a release of %d changes".formatted(Partner.CHANGES),
                "entities",
                "ms, median",
                "p99",
                "ms without the digest, median",
                "p99",
                "of that without",
                "of that among fewest");
        double fewest =
                Series.of(times.values().iterator().next().kept(), time -> time).median();
        times.forEach((partner, each) -> {
            var kept = Series.of(each.kept(), time -> time);
            var none = Series.of(each.none(), time -> time);
            table.add(
                    "over HTTP",
                    "%,d".formatted(partner.entities()),
                    "%.2f".formatted(kept.median()),
                    "%.2f".formatted(kept.quantile(0.99)),
                    "%.2f".formatted(none.median()),
                    "%.2f".formatted(none.quantile(0.99)),
                    "%.2f".formatted(kept.median() / none.median()),
                    "%.2f".formatted(kept.median() / fewest));
        });
        return table;
    }
}
