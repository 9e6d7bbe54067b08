package org.cliniccontent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** The content of the service's heap before and after very many distinct requests. */
final class MemoryBenchmark {

    private static final long ENTITIES = 1_000;
    private static final int CLIENTS = 8;
    private static final int WARM_UP = 5_000;
    private static final int TELL_EVERY = 50_000;
    private static final int CLASSES = 15;
    private static final int MOST_FIELDS = 14;

    private final Options options;

    MemoryBenchmark(Options options) {
        this.options = options;
    }

    String run() throws IOException, InterruptedException, SQLException {
        var configuration = Map.of("CLINIC_CACHE_MAX_SIZE", options.cache());
        try (var running = RunningService.generated(ENTITIES, options.javaOptions(), configuration)) {
            var requests = requests(running);
            if (requests.count() < options.requests()) {
                throw new IOException("there are only %,d different requests".formatted(requests.count()));
            }
            for (int i = 0; i < WARM_UP; i++) {
                running.service().get("/v1/treatments/" + requests.slugs().get(0));
            }
            var before = state(running);
            int answers = ask(running, requests);
            var after = state(running);
            return """
                    %,d requests, each for something else, with %,d different answers; clinic.cache.max-size is %s.

                    Before:

                    ```
                    %s
                    ```

                    After:

                    ```
                    %s
                    ```
                    """.formatted(options.requests(), answers, options.cache(), before, after);
        }
    }

    /** Selects the members that every entity has, and that can be left out. */
    private static DistinctRequests requests(RunningService running) throws IOException, InterruptedException {
        List<JsonNode> items = new ArrayList<>();
        for (var next = "/v1/treatments?limit=200"; next != null; ) {
            var page = running.service().json(next);
            page.path("items").forEach(items::add);
            next = page.path("next").textValue();
        }
        var slugs = items.stream().map(item -> item.path("slug").asText()).toList();
        Set<String> fields = new LinkedHashSet<>(members(items.get(0)));
        items.forEach(item -> fields.retainAll(members(item)));
        fields.removeAll(members(running.service().json("/v1/treatments/" + slugs.get(0) + "?fields=id")));
        return new DistinctRequests(slugs, fields.stream().limit(MOST_FIELDS).toList());
    }

    private static Set<String> members(JsonNode item) {
        Set<String> members = new LinkedHashSet<>();
        item.fieldNames().forEachRemaining(members::add);
        return members;
    }

    /**
     * Sends all requests.
     *
     * @return the number of distinct responses
     */
    private int ask(RunningService running, DistinctRequests requests) throws IOException, InterruptedException {
        Set<Digest> answers = ConcurrentHashMap.newKeySet();
        var next = new AtomicLong();
        Callable<Void> client = () -> {
            for (long i = next.getAndIncrement(); i < options.requests(); i = next.getAndIncrement()) {
                answers.add(Digest.of(running.service().get(requests.path(i))));
                if (i % TELL_EVERY == 0) {
                    Progress.tell("%,d requests", i);
                }
            }
            return null;
        };
        var threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            for (Future<Void> each : threads.invokeAll(java.util.Collections.nCopies(CLIENTS, client))) {
                each.get();
            }
            return answers.size();
        } catch (ExecutionException e) {
            throw new IOException("a request failed", e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns a histogram of the heap; it counts reachable objects, so it collects first. */
    private static String state(RunningService running) throws IOException, InterruptedException {
        var process = running.service().process();
        Jcmd.run(process, "GC.run");
        var histogram = Jcmd.run(process, "GC.class_histogram")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        var heap = Jcmd.run(process, "GC.heap_info").lines().skip(1).limit(1).collect(Collectors.joining());
        var cache = running.service()
                .metrics()
                .lines()
                .filter(line -> line.startsWith("clinic_cache") || line.startsWith("cache_"))
                .collect(Collectors.joining("\n"));
        var top = histogram.stream().skip(1).limit(CLASSES + 2L).collect(Collectors.joining("\n"));
        return "%s%n%s%n%s%nresident: %.0f MB%n%s"
                .formatted(
                        top,
                        histogram.get(histogram.size() - 1),
                        heap.strip(),
                        ProcessStat.residentMebibytes(process),
                        cache.isEmpty() ? "the service has no metrics of a cache" : cache);
    }
}
