package org.cliniccontent.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.cliniccontent.generator.Sample;

/** Uncached reads: their cost in the service and in the database, with little and with much content. */
final class ColdReads {

    private static final int ENTITIES = 5_000;
    private static final int MOST_CONNECTIONS = 32;
    private static final String INCLUDE = "?include=references,conditions,mscSources,deliveryMethods";
    private static final Map<String, String> NO_CACHE = Map.of("CLINIC_CACHE_MAX_SIZE", "0");

    private final Options options;
    private final WarmUp warmUp;
    private final Table table = new Table(
            "without a cache",
            "entities",
            "connections",
            "requests/s",
            "processor ms, service",
            "processor ms, database",
            "together",
            "p50 ms",
            "p99 ms",
            "p50 of that among fewest");

    ColdReads(Options options, WarmUp warmUp) {
        this.options = options;
        this.warmUp = warmUp;
    }

    void run() throws IOException, InterruptedException, SQLException {
        Map<Long, RunningService> services = new LinkedHashMap<>();
        try {
            for (long size : options.sizes()) {
                services.put(size, RunningService.generated(size, options.javaOptions(), NO_CACHE));
            }
            measure("one treatment", services, size -> slugs(size, ""));
            measure("one treatment, what it links to embedded", services, size -> slugs(size, INCLUDE));
            measure("20 treatments, what they link to embedded", services, size -> List.of("/v1/treatments" + INCLUDE));
        } finally {
            for (RunningService service : services.values()) {
                service.close();
            }
        }
    }

    private static List<String> slugs(long size, String query) {
        return Sample.treatments(RunningService.plan(size), ENTITIES).stream()
                .map(slug -> "/v1/treatments/" + slug + query)
                .toList();
    }

    private void measure(String label, Map<Long, RunningService> services, LongFunction<List<String>> paths)
            throws IOException, InterruptedException {
        Map<Server, Requests> contestants = new LinkedHashMap<>();
        for (var entry : services.entrySet()) {
            var server = entry.getValue().server("%,d".formatted(entry.getKey()));
            var file = RunningService.FOLDER.resolve("paths-" + entry.getKey());
            var requests = Requests.inTurn(file, paths.apply(entry.getKey()));
            contestants.put(server, requests);
            warmUp.run("without a cache, " + label, server, requests);
        }
        for (int connections : options.connections()) {
            if (connections <= MOST_CONNECTIONS) {
                measure(label, contestants, connections);
            }
        }
    }

    /** Measures the sizes in turn, round by round. */
    private void measure(String label, Map<Server, Requests> contestants, int connections)
            throws IOException, InterruptedException {
        Map<Server, List<Measurement>> results = new LinkedHashMap<>();
        for (int round = 0; round < options.rounds(); round++) {
            for (var entry : contestants.entrySet()) {
                var measurement = Wrk.run(entry.getKey(), entry.getValue(), connections, options.duration());
                results.computeIfAbsent(entry.getKey(), key -> new ArrayList<>())
                        .add(measurement);
            }
        }
        var fewest = results.values().iterator().next();
        results.forEach((server, rounds) -> {
            Progress.tell("%s among %s, %d connections: done", label, server.name(), connections);
            table.add(
                    label,
                    server.name(),
                    Integer.toString(connections),
                    Series.of(rounds, Measurement::rate).format(0),
                    Series.of(rounds, Measurement::serverMillis).format(3),
                    Series.of(rounds, Measurement::databaseMillis).format(3),
                    Series.of(rounds, Measurement::processorMillis).format(3),
                    Series.of(rounds, Measurement::median).format(2),
                    Series.of(rounds, Measurement::tail).format(2),
                    Series.ratios(rounds, fewest, Measurement::median).format(2));
        });
    }

    @Override
    public String toString() {
        return table.isEmpty() ? "" : table.toString();
    }
}
