package org.cliniccontent.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Load by wrk; bench/wrk.lua tells it the requests and the report. */
final class Wrk {

    private static final Path SCRIPT = Path.of("bench", "wrk.lua");
    private static final String RESULT = "result ";

    private static final int LOOK_EVERY_MILLIS = 100;
    private static final double IDLE_MILLIS = 10;
    private static final int MOST_LOOKS = 100;

    private Wrk() {}

    /**
     * Drives a server.
     *
     * @throws IOException if any response was not 2xx or 3xx, or missing, or a connection failed
     */
    static Measurement run(Server server, Requests requests, int connections, Duration duration)
            throws IOException, InterruptedException {
        var measurement = drive(server, requests, connections, duration);
        if (measurement.rate() == 0) {
            throw new IOException("%s, %d connections, %s: no answer within %d s"
                    .formatted(server.name(), connections, requests.path(), duration.toSeconds()));
        }
        return measurement;
    }

    /** Drives a server that may still be cold and need longer for its first response. */
    static Measurement drive(Server server, Requests requests, int connections, Duration duration)
            throws IOException, InterruptedException {
        int threads = Math.min(connections, Runtime.getRuntime().availableProcessors());
        List<String> command = new ArrayList<>(List.of("wrk", "--script", SCRIPT.toString(), "--timeout", "30s"));
        command.addAll(List.of("--threads", Integer.toString(threads)));
        command.addAll(List.of("--connections", Integer.toString(connections)));
        command.addAll(List.of("--duration", Math.max(1, duration.toSeconds()) + "s"));
        for (String header : requests.headers()) {
            command.addAll(List.of("--header", header));
        }
        command.add(server.base() + requests.path());
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        requests.more().ifPresent(file -> builder.environment().put("PATHS", file.toString()));

        double before = server.processorMillis();
        double databaseBefore = server.databaseMillis();
        var process = Children.start(builder);
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        double millis = server.processorMillis() - before;
        double databaseMillis = server.databaseMillis() - databaseBefore;

        var result = output.lines().filter(line -> line.startsWith(RESULT)).findFirst();
        if (exitCode != 0 || result.isEmpty()) {
            throw new IOException("wrk failed for %s: %s".formatted(server.name(), output));
        }
        var numbers = result.get().substring(RESULT.length()).split(" ");
        var errors = List.of(numbers).subList(5, 10);
        if (!errors.stream().allMatch("0"::equals)) {
            throw new IOException("%s, %d connections, %s: errors to connect, read, write, by status, by time: %s"
                    .formatted(server.name(), connections, requests.path(), errors));
        }
        settle(server);
        double count = Double.parseDouble(numbers[0]);
        return new Measurement(
                count / (Double.parseDouble(numbers[1]) / 1e6),
                millis / count,
                databaseMillis / count,
                Double.parseDouble(numbers[3]) / 1e3,
                Double.parseDouble(numbers[4]) / 1e3,
                Double.parseDouble(numbers[2]) / count);
    }

    /**
     * Waits until the server has finished the requests that wrk abandoned, which would otherwise disturb the next run.
     */
    private static void settle(Server server) throws InterruptedException {
        double before = server.processorMillis() + server.databaseMillis();
        for (int i = 0; i < MOST_LOOKS; i++) {
            Thread.sleep(LOOK_EVERY_MILLIS);
            double now = server.processorMillis() + server.databaseMillis();
            if (now - before <= IDLE_MILLIS) {
                return;
            }
            before = now;
        }
    }
}
