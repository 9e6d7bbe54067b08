package org.cliniccontent.generator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.testing.FreePorts;

/** The packaged service as a separate process, and one connection to it. */
public final class BenchmarkService implements AutoCloseable {

    private static final Duration START_WAIT = Duration.ofSeconds(90);
    private static final int STOP_WAIT_SECONDS = 30;
    private static final String KEY = ApiKeySecret.generate().secret();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final String base;
    private final String management;

    private BenchmarkService(Process process, String base, String management) {
        this.process = process;
        this.base = base;
        this.management = management;
    }

    static BenchmarkService start(Path jar, Path log, String jdbcUrl) throws IOException, InterruptedException {
        return start(jar, log, jdbcUrl, List.of(), Map.of());
    }

    /**
     * @param javaOptions of the virtual machine
     * @param configuration environment variables, besides those that every benchmark needs
     */
    public static BenchmarkService start(
            Path jar, Path log, String jdbcUrl, List<String> javaOptions, Map<String, String> configuration)
            throws IOException, InterruptedException {
        int port = FreePorts.next();
        int managementPort = FreePorts.next();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.addAll(List.of("-jar", jar.toString()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        var environment = builder.environment();
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl);
        environment.put("QUARKUS_DATASOURCE_USERNAME", BenchmarkDatabase.USER);
        environment.put("CLINIC_ACCESS_ADMIN_KEY", KEY);
        // What is measured is not how much is let through.
        environment.put("CLINIC_LIMITS_CALLER_REQUESTS", "1000000000");
        environment.put("CLINIC_LIMITS_ADDRESS_REQUESTS", "1000000000");
        environment.put("CLINIC_SYNC_MAX_STREAMS_PER_CALLER", "1000000");
        environment.put("CLINIC_CONCURRENCY_PER_CALLER", "1000000");
        environment.put("CLINIC_CONCURRENCY_READS_MAX_WAIT", "60s");
        environment.put("CLINIC_CONCURRENCY_VERIFICATIONS_MAX_WAIT", "60s");
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        environment.putAll(configuration);
        var process = builder.start();
        // It must not outlive a run that is interrupted.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        var service = new BenchmarkService(process, "http://127.0.0.1:" + port, "http://127.0.0.1:" + managementPort);
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
    public byte[] get(String path) throws IOException, InterruptedException {
        return body(base + path);
    }

    /** Returns the metrics in the format of Prometheus. */
    public String metrics() throws IOException, InterruptedException {
        return new String(body(management + "/q/metrics"), StandardCharsets.UTF_8);
    }

    private byte[] body(String address) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address)).build();
        var response = client.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(
                    "%d for %s: %s".formatted(response.statusCode(), address, new String(response.body())));
        }
        return response.body();
    }

    /** @throws IOException unless the answer is 201 */
    public void release(String body) throws IOException, InterruptedException {
        post("/v1/releases", body);
    }

    /** @throws IOException unless the answer is 201 */
    public void post(String path, String body) throws IOException, InterruptedException {
        var request = request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", '"' + UUID.randomUUID().toString() + '"')
                .POST(BodyPublishers.ofString(body));
        var response = client.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() != 201) {
            throw new IOException("%d: %s".formatted(response.statusCode(), response.body()));
        }
    }

    /** Returns a request with a key of all scopes. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + KEY);
    }

    /** @throws IOException unless the answer is 200 */
    public byte[] getWithKey(String path) throws IOException, InterruptedException {
        return send(request(path), BodyHandlers.ofByteArray()).body();
    }

    /** @throws IOException unless the answer is 200 */
    public <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        var response = client.send(request.build(), handler);
        if (response.statusCode() != 200) {
            throw new IOException("%d for %s".formatted(response.statusCode(), response.uri()));
        }
        return response;
    }

    public String base() {
        return base;
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    public JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(get(path));
    }

    @Override
    public void close() {
        stop(process);
    }

    /** Waits for its end, with a time limit. */
    public static void stop(Process process) {
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
