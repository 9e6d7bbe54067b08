package org.cliniccontent.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged service as a separate process on free ports. */
public final class PackagedService implements AutoCloseable {

    private static final Path JAR =
            Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    private static final int WAIT_SECONDS = 240;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final Path log;
    private final int port;
    private final int managementPort;

    public PackagedService(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        this(JAR, folder, environment, arguments);
    }

    /** @param jar the jar of another build */
    public PackagedService(Path jar, Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        port = FreePorts.next();
        managementPort = FreePorts.next();
        log = Files.createTempFile(folder, "service", ".log");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                // It lives for a minute: what a compiler optimises would take more than it gives.
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** Waits until the service answers. */
    public PackagedService started() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                if (get("/v1").statusCode() == 200) {
                    return this;
                }
            } catch (UncheckedIOException e) {
                // Not listening yet: the process is asked again until it does, or ends.
                process.waitFor(100, TimeUnit.MILLISECONDS);
            }
        }
        // Nobody else can: who waits here does not have this object yet.
        close();
        throw new AssertionError("the service did not start:\n" + log());
    }

    public HttpResponse<String> get(String path) throws InterruptedException {
        return send(request(path));
    }

    /** Sends a request with an API key. */
    public HttpResponse<String> get(String path, String key) throws InterruptedException {
        return send(request(path).header("Authorization", "Bearer " + key));
    }

    public int port() {
        return port;
    }

    public int managementPort() {
        return managementPort;
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    /** Returns the metrics. */
    public String metrics() throws InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://localhost:" + managementPort + "/q/metrics")))
                .body();
    }

    /** Returns the value of a meter, or the sum if it has several. */
    public double metric(String name) throws InterruptedException {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /**
     * Sends a request.
     *
     * @throws UncheckedIOException if there is no response
     */
    public HttpResponse<String> send(HttpRequest.Builder request) throws InterruptedException {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the log contains a text. */
    public void awaitLog(String text) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!log().contains(text)) {
            if (System.nanoTime() > end || process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the service does not say '" + text + "':\n" + log());
            }
        }
    }

    public int exitCode() throws InterruptedException {
        if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the service did not end:\n" + log());
        }
        return process.exitValue();
    }

    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    }
}
