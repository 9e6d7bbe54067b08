package org.cliniccontent.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A benchmark of reads over HTTP, on one connection, against generated content; it prints a Markdown table with a
 * column for each size. {@code --reuse} measures the database of an earlier run.
 */
public final class ReadBenchmark {

    private static final long SEED = 2026;
    private static final int REQUESTS = 200;
    private static final int WARM_UP = 40;
    /** The time per case. Slow cases are requested less often, but never less than ten times. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int LEAST = 10;
    private static final Path FOLDER = Path.of("target", "bench");
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    private final Map<String, List<String>> table = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final boolean reuse;

    private ReadBenchmark(boolean reuse) {
        this.reuse = reuse;
    }

    public static void main(String... args) throws IOException, InterruptedException, SQLException {
        var options = List.of(args);
        var sizes = options.stream()
                .filter(option -> !option.startsWith("--"))
                .map(Long::valueOf)
                .toList();
        var benchmark = new ReadBenchmark(options.contains("--reuse"));
        for (long size : sizes) {
            benchmark.run(size);
        }
        benchmark.print(sizes);
    }

    private void run(long entities) throws IOException, InterruptedException, SQLException {
        Files.createDirectories(FOLDER);
        var plan = new Plan(SEED, entities);
        try (var database = BenchmarkDatabase.start(FOLDER.resolve("db-" + entities), reuse)) {
            if (database.isEmpty()) {
                long start = System.nanoTime();
                Load.run(database.jdbcUrl(), BenchmarkDatabase.USER, plan);
                notes.add("%,d entities: loaded in %d s"
                        .formatted(entities, (System.nanoTime() - start) / 1_000_000_000));
                progress(notes.get(notes.size() - 1));
            }
            database.sizes().forEach((name, size) -> notes.add("%,d entities: %s %s".formatted(entities, name, size)));
            try (var service = BenchmarkService.start(JAR, FOLDER.resolve("service.log"), database.jdbcUrl())) {
                progress("measuring");
                for (var each : Cases.of(plan, service).entrySet()) {
                    var result = measure(service, each.getValue());
                    progress(each.getKey() + ": " + result);
                    table.computeIfAbsent(each.getKey(), key -> new ArrayList<>())
                            .add(result);
                }
            }
        }
    }

    static String measure(BenchmarkService service, List<String> paths) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        // More than five, after which the driver prepares statements on the server and plans may become generic.
        for (int i = 0; i < WARM_UP && (i < LEAST || System.nanoTime() - begun < PATIENCE.toNanos()); i++) {
            service.get(paths.get(i % paths.size()));
        }
        begun = System.nanoTime();
        var times = new long[REQUESTS];
        int done = 0;
        while (done < REQUESTS && (done < LEAST || System.nanoTime() - begun < PATIENCE.toNanos())) {
            long start = System.nanoTime();
            service.get(paths.get(done % paths.size()));
            times[done++] = System.nanoTime() - start;
        }
        Arrays.sort(times, 0, done);
        return String.format(Locale.ROOT, "%.1f / %.1f", times[done / 2] / 1e6, times[done * 95 / 100] / 1e6);
    }

    private void print(List<Long> sizes) {
        var out = System.out;
        out.print("| median / p95 in ms |");
        sizes.forEach(size -> out.printf(Locale.ROOT, " %,d |", size));
        out.print("\n|---|");
        sizes.forEach(size -> out.print("--:|"));
        out.println();
        table.forEach((label, results) -> out.printf("| `%s` | %s |%n", label, String.join(" | ", results)));
        out.println();
        notes.forEach(note -> out.println("- " + note));
    }

    private static void progress(String message) {
        System.err.println(message);
    }
}
