package org.cliniccontent.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cliniccontent.generator.BenchmarkDatabase;
import org.cliniccontent.generator.BenchmarkService;
import org.cliniccontent.testing.FreePorts;

/** Repeated starts of the packaged service against a migrated database. bench/start runs it. */
final class StartBenchmark {

    private static final String PATH = "/v1/conditions";
    private static final int REQUESTS = 300;
    private static final Path LOG = RunningService.FOLDER.resolve("start.log").toAbsolutePath();

    private final String jdbcUrl;

    private StartBenchmark(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
    }

    public static void main(String... arguments) throws IOException, InterruptedException, SQLException {
        int starts;
        List<Variant> variants;
        try {
            var options = new Arguments(List.of(arguments));
            starts = options.number("--starts", 10);
            var given = options.rest().stream().map(Variant::parse).toList();
            variants = given.isEmpty() ? List.of(Variant.parse("plain=")) : given;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Files.createDirectories(RunningService.FOLDER);
        try (var database = BenchmarkDatabase.start(RunningService.FOLDER.resolve("start"), false)) {
            var benchmark = new StartBenchmark(database.jdbcUrl());
            // Migrates and fills the database, and has the files of each variant read once.
            for (Variant variant : variants) {
                benchmark.start(variant);
            }
            Map<Variant, List<Start>> results = new LinkedHashMap<>();
            for (int i = 0; i < starts; i++) {
                for (Variant variant : variants) {
                    var start = benchmark.start(variant);
                    Progress.tell("%s: %.0f ms", variant.name(), start.millis());
                    results.computeIfAbsent(variant, key -> new ArrayList<>()).add(start);
                }
            }
            print(results);
        }
    }

    private Start start(Variant variant) throws IOException, InterruptedException {
        int port = FreePorts.next();
        var builder = new ProcessBuilder(variant.command())
                .directory(variant.application().toFile())
                .redirectErrorStream(true)
                .redirectOutput(LOG.toFile());
        var environment = builder.environment();
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl);
        environment.put("QUARKUS_DATASOURCE_USERNAME", BenchmarkDatabase.USER);
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(FreePorts.next()));

        long begun = System.nanoTime();
        var process = Children.start(builder);
        try {
            Children.awaitListening(process, port, LOG);
            requireOk(port);
            double millis = (System.nanoTime() - begun) / 1e6;
            double resident = ProcessStat.residentMebibytes(process.toHandle());
            for (int i = 0; i < REQUESTS; i++) {
                requireOk(port);
            }
            return new Start(millis, resident, ProcessStat.residentMebibytes(process.toHandle()));
        } finally {
            BenchmarkService.stop(process);
        }
    }

    /** Sends a request by hand: a client's own first request takes longer than the service's. */
    private static void requireOk(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var request = "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(PATH);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new IOException("the first answer is not 200: "
                        + answer.lines().findFirst().orElse(""));
            }
        }
    }

    private static void print(Map<Variant, List<Start>> results) throws IOException, InterruptedException {
        System.out.println(Machine.hardware());
        System.out.println(Machine.commit());
        var table = new Table(
                "variant",
                "ms to the first answer",
                "of the first variant's",
                "resident MB then",
                "after %d requests".formatted(REQUESTS),
                "command");
        double first = median(results.values().iterator().next());
        results.forEach((variant, starts) -> table.add(
                variant.name(),
                Series.of(starts, Start::millis).format(0),
                "%.2f".formatted(median(starts) / first),
                Series.of(starts, Start::resident).format(0),
                Series.of(starts, Start::residentLater).format(0),
                "`"
                        + String.join(" ", variant.javaHome() + "/bin/java", String.join(" ", variant.flags()))
                                .strip() + "`"));
        System.out.printf("%n%s%nLoad average after: %s%n", table, Machine.load());
    }

    private static double median(List<Start> starts) {
        return Series.of(starts, Start::millis).median();
    }
}
