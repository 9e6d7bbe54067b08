package org.cliniccontent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.cliniccontent.generator.BenchmarkDatabase;
import org.cliniccontent.generator.BenchmarkService;
import org.cliniccontent.generator.Load;
import org.cliniccontent.startup.PostgresServer;

/**
 * The load that a standby takes off the primary: uncached reads with one database and with two, in turn. On one machine
 * both share its processors, so the time per read says more than the rate.
 */
public final class StandbyBenchmark {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final int CONNECTIONS = 32;
    private static final int DISTINCT = 500;
    private static final Duration WARM_UP = Duration.ofSeconds(30);

    private StandbyBenchmark() {}

    /** @param arguments the number of entities, rounds, and seconds per round */
    public static void main(String[] arguments) throws Exception {
        long entities = Long.parseLong(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        var duration = Duration.ofSeconds(Long.parseLong(arguments[2]));
        var folder = Files.createTempDirectory(Files.createDirectories(RunningService.FOLDER), "standby");
        try (var primary = PostgresServer.create(folder, "primary").start()) {
            Progress.tell("loading %,d entities", entities);
            Load.run(primary.url(), BenchmarkDatabase.USER, RunningService.plan(entities));
            primary.stop();
            try (var standby = primary.standby("standby")) {
                primary.start();
                standby.start();
                measure(folder, primary, standby, rounds, duration);
            }
        }
    }

    private static void measure(
            Path folder, PostgresServer primary, PostgresServer standby, int rounds, Duration duration)
            throws IOException, InterruptedException {
        try (var one = service(folder, primary, Map.of());
                var two = service(folder, primary, Map.of("CLINIC_READER_URL", standby.url()))) {
            var requests = Requests.inTurn(
                    folder.resolve("paths"),
                    IntStream.range(0, DISTINCT)
                            .mapToObj(
                                    i -> String.format(Locale.ROOT, "/v1/conditions?limit=%d&total=true", 1 + i % 100))
                            .toList());
            var alone = server("one database", one, primary);
            var shared = server("two databases", two, primary);
            for (Server server : List.of(alone, shared)) {
                new WarmUp(WARM_UP).run(server.name(), server, requests);
            }
            System.out.println("| databases | reads/s | ms of the primary a read | ms of the standby a read |");
            System.out.println("| --- | ---: | ---: | ---: |");
            for (int round = 0; round < rounds; round++) {
                for (Server server : List.of(alone, shared)) {
                    double before = ProcessStat.processorMillis(standby.process());
                    var measured = Wrk.run(server, requests, CONNECTIONS, duration);
                    double millis = ProcessStat.processorMillis(standby.process()) - before;
                    System.out.printf(
                            Locale.ROOT,
                            "| %s | %.0f | %.2f | %.2f |%n",
                            server.name(),
                            measured.rate(),
                            measured.databaseMillis(),
                            millis / (measured.rate() * duration.toSeconds()));
                }
            }
        }
    }

    private static BenchmarkService service(Path folder, PostgresServer primary, Map<String, String> more)
            throws IOException, InterruptedException {
        var configuration = new TreeMap<>(more);
        configuration.put("CLINIC_CACHE_MAX_SIZE", "0");
        return BenchmarkService.start(
                JAR,
                Files.createTempFile(folder, "service", ".log"),
                primary.url(),
                List.of("-Xmx512m"),
                configuration);
    }

    private static Server server(String name, BenchmarkService service, PostgresServer primary) throws IOException {
        return new Server(name, service.base(), service.process(), Optional.of(primary.process()));
    }
}
