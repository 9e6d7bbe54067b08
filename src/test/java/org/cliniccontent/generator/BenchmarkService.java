package org.cliniccontent.generator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.access.KeyText;

/** The packaged service as a process of its own, and one connection to it. */
final class BenchmarkService implements AutoCloseable {

    private static final Duration START_WAIT = Duration.ofSeconds(90);
    private static final int STOP_WAIT_SECONDS = 30;
    private static final String KEY = KeyText.generate().secret();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final String base;

    private BenchmarkService(Process process, String base) {
        this.process = process;
        this.base = base;
    }

    static BenchmarkService start(Path jar, Path log, String jdbcUrl) throws IOException, InterruptedException {
        int port = freePort();
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        var environment = builder.environment();
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl);
        environment.put("QUARKUS_DATASOURCE_USERNAME", BenchmarkDatabase.USER);
        environment.put("CLINIC_ACCESS_ADMIN_KEY", KEY);
        // What is measured is not how much is let through.
        environment.put("CLINIC_LIMITS_CALLER_REQUESTS", "1000000000");
        environment.put("CLINIC_LIMITS_ADDRESS_REQUESTS", "1000000000");
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(freePort()));
        var process = builder.start();
        // It must not outlive a run that is interrupted.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        var service = new BenchmarkService(process, "http://127.0.0.1:" + port);
        service.awaitStart(log);
        return service;
    }

    private void awaitStart(Path log) throws IOException, InterruptedException {
        var deadline = Instant.now().plus(START_WAIT);
        while (Instant.now().isBefore(deadline) && process.isAlive()) {
            try {
                get("/v1");
                return;
            } catch (java.net.ConnectException e) {
                // Not yet: there is nothing else by which another process tells that it listens.
                process.waitFor(200, TimeUnit.MILLISECONDS);
            }
        }
        close();
        throw new IOException("the service does not start; see " + log);
    }

    /** @throws IOException unless the answer is 200 */
    byte[] get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(base + path)).build();
        var response = client.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("%d for %s: %s".formatted(response.statusCode(), path, new String(response.body())));
        }
        return response.body();
    }

    /** @throws IOException unless the answer is 201 */
    void release(String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(base + "/v1/releases"))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", '"' + UUID.randomUUID().toString() + '"')
                .POST(BodyPublishers.ofString(body))
                .build();
        var response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 201) {
            throw new IOException("%d: %s".formatted(response.statusCode(), response.body()));
        }
    }

    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(get(path));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_WAIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
