package org.cliniccontent.generator;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A benchmark of releases over HTTP, by one and by several concurrent publishers, of one entity and of a thousand,
 * against generated content; and of reads of the past beside those of the present. It prints Markdown tables with a
 * column for each size. {@code --reuse} takes the databases of an earlier run, {@code --statements} prints the most
 * expensive statements.
 */
public final class ReleaseBenchmark {

    private static final long SEED = 2026;
    private static final int WARM_UP = 300;
    private static final int SINGLE = 1_200;
    private static final int MANY = 8;
    private static final int ENTITIES = 900;
    private static final Path FOLDER = Path.of("target", "bench");
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    private final Map<String, List<String>> table = new LinkedHashMap<>();
    private final Map<String, List<String>> past = new LinkedHashMap<>();
    private final boolean reuse;
    private final boolean statements;
    private BenchmarkDatabase database;
    private BenchmarkService service;

    private ReleaseBenchmark(boolean reuse, boolean statements) {
        this.reuse = reuse;
        this.statements = statements;
    }

    public static void main(String... args) throws Exception {
        var options = List.of(args);
        var sizes = options.stream()
                .filter(option -> !option.startsWith("--"))
                .map(Long::valueOf)
                .toList();
        var benchmark = new ReleaseBenchmark(options.contains("--reuse"), options.contains("--statements"));
        for (long size : sizes) {
            benchmark.run(size);
        }
        print("releases per second (median / p95 in ms)", sizes, benchmark.table);
        print("median / p95 in ms", sizes, benchmark.past);
    }

    private void run(long entities) throws Exception {
        Files.createDirectories(FOLDER);
        var plan = new Plan(SEED, entities);
        try (var opened = BenchmarkDatabase.start(FOLDER.resolve("releases-" + entities), reuse)) {
            database = opened;
            if (database.isEmpty()) {
                Load.run(database.jdbcUrl(), BenchmarkDatabase.USER, plan);
            }
            try (var started = BenchmarkService.start(JAR, FOLDER.resolve("service.log"), database.jdbcUrl());
                    var approved = new ApprovedDrafts(database.jdbcUrl())) {
                service = started;
                releases("warm-up", 4, approved.prepare(WARM_UP, 1));

                database.resetStatements();
                for (int publishers : List.of(1, 4, 8)) {
                    releases(
                            "1 entity each, publishers at once: %d".formatted(publishers),
                            publishers,
                            approved.prepare(SINGLE, 1));
                }
                printStatements(database);
                for (int i = 0; i < 2; i++) {
                    releases(
                            i == 0
                                    ? "many entities, warm-up"
                                    : "%d entities each, publishers at once: 1".formatted(ENTITIES),
                            1,
                            approved.prepareOneByOne(MANY, ENTITIES));
                }
                printStatements(database);
                past(plan);
            }
        }
    }

    private void printStatements(BenchmarkDatabase database) throws SQLException {
        if (statements) {
            database.statements().forEach((query, cost) -> progress(cost + "  " + query));
        }
        database.resetStatements();
    }

    /** @param bodies of the requests; each may prepare itself when its turn comes */
    private void releases(String label, int publishers, Queue<Callable<String>> bodies)
            throws InterruptedException, ExecutionException, IOException {
        int count = bodies.size();
        var times = new ConcurrentLinkedQueue<Long>();
        Callable<Long> publisher = () -> {
            long working = 0;
            for (var next = bodies.poll(); next != null; next = bodies.poll()) {
                var body = next.call();
                long start = System.nanoTime();
                service.release(body);
                times.add(System.nanoTime() - start);
                working += System.nanoTime() - start;
            }
            return working;
        };
        var threads = Executors.newFixedThreadPool(publishers);
        try {
            var serviceBefore = service.cpu();
            var databaseBefore = database.cpu();
            double longest = 0;
            for (var each : threads.invokeAll(java.util.Collections.nCopies(publishers, publisher))) {
                longest = Math.max(longest, each.get() / 1e9);
            }
            var sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
            var result = String.format(
                    Locale.ROOT,
                    "%.1f (%.1f / %.1f)",
                    count / longest,
                    sorted[count / 2] / 1e6,
                    sorted[count * 95 / 100] / 1e6);
            progress("%s: %s; processor ms each: %.1f service, %.1f database; load %.1f"
                    .formatted(
                            label,
                            result,
                            service.cpu().minus(serviceBefore).toNanos() / 1e6 / count,
                            database.cpu().minus(databaseBefore).toNanos() / 1e6 / count,
                            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
            if (!label.endsWith("warm-up")) {
                table.computeIfAbsent(label, key -> new ArrayList<>()).add(result);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void past(Plan plan) throws IOException, InterruptedException {
        long current = service.json("/v1").at("/release/number").asLong();
        var moment = Load.publishedAt(10);
        var times = new LinkedHashMap<String, String>();
        times.put("now", "");
        times.put("?release= (the last)", "release=" + current);
        times.put("?release= (the one before everything measured)", "release=10");
        times.put("?asOf= (the same)", "asOf=" + moment);
        for (var entry : times.entrySet()) {
            List<String> single = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                var place = new Plan.Place(Kind.CONDITION, i * plan.families() / 200, 0);
                single.add("/v1/conditions/" + Names.of(plan, place).slug() + '?' + entry.getValue());
            }
            measure("one condition, " + entry.getKey(), single);
            measure("treatments, first page, " + entry.getKey(), List.of("/v1/treatments?" + entry.getValue()));
        }
    }

    private void measure(String label, List<String> paths) throws IOException, InterruptedException {
        var whole = paths.stream()
                .map(path -> path.endsWith("?") ? path.substring(0, path.length() - 1) : path)
                .toList();
        var result = ReadBenchmark.measure(service, whole);
        progress(label + ": " + result);
        past.computeIfAbsent(label, key -> new ArrayList<>()).add(result);
    }

    private static void print(String head, List<Long> sizes, Map<String, List<String>> table) {
        System.out.println(sizes.stream()
                .map(size -> String.format(Locale.ROOT, " %,d |", size))
                .collect(Collectors.joining("", "| " + head + " |", "")));
        System.out.println("|---|" + "--:|".repeat(sizes.size()));
        table.forEach((label, results) -> System.out.printf("| %s | %s |%n", label, String.join(" | ", results)));
        System.out.println();
    }

    private static void progress(String message) {
        System.err.println(message);
    }
}
