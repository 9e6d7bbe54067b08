package org.cliniccontent.nemesis;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Approvals;
import org.cliniccontent.testing.PackagedService;

import static org.assertj.core.api.Assertions.assertThat;

/** A database, instances of the packaged service on it, and callers with keys of their own. */
final class Scene implements AutoCloseable {

    final Tally tally = new Tally();
    final Approvals approvals = new Approvals();
    final List<PackagedService> instances = new CopyOnWriteArrayList<>();

    private final Path folder;
    private final EmbeddedPostgres database;
    private final String adminKey = ApiKeySecret.generate().secret();

    Scene(Path folder) throws IOException {
        this.folder = folder;
        this.database = EmbeddedPostgres.builder()
                // As in production; the library's default loses what was acknowledged.
                .setServerConfig("synchronous_commit", "on")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
        // What the first start publishes, nobody has to approve.
        approvals.addUnreviewed(1);
    }

    String jdbcUrl() {
        return database.getJdbcUrl("postgres", "postgres");
    }

    /** Starts another instance, and waits until it answers. */
    PackagedService startInstance() throws IOException, InterruptedException {
        var instance = instance(Map.of()).started();
        instances.add(instance);
        return instance;
    }

    /** Starts an instance that clients do not use. The caller must stop it. */
    PackagedService instance(Map<String, String> more) throws IOException {
        return new PackagedService(folder, environment(more));
    }

    /** Starts an instance of another build that clients do not use. */
    PackagedService instance(Path jar, Map<String, String> more) throws IOException {
        return new PackagedService(jar, folder, environment(more));
    }

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new TreeMap<>(more);
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", database.getJdbcUrl("postgres", "postgres"));
        environment.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
        environment.put("CLINIC_ACCESS_ADMIN_KEY", adminKey);
        environment.put("CLINIC_REVIEW_AUTHOR_MAY_APPROVE", "true");
        environment.put("CLINIC_LIMITS_CALLER_REQUESTS", "1000000000");
        environment.put("CLINIC_LIMITS_ADDRESS_REQUESTS", "1000000000");
        return environment;
    }

    Client client(String name, long seed, String... scopes) throws InterruptedException {
        return new Client(this, name, key(name, scopes), seed);
    }

    String key(String name, String... scopes) throws InterruptedException {
        var instance = instances.get(0);
        var body = "{\"name\": \"%s\", \"scopes\": [\"%s\"]}".formatted(name, String.join("\", \"", scopes));
        var made = instance.send(instance.request("/v1/api-keys")
                .header("Authorization", "Bearer " + adminKey)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        tally.wrote();
        return Api.parse(made.body()).path("key").asText();
    }

    /** Returns the errors in the logs of the instances, without stack frames. */
    String errors() {
        return instances.stream()
                .flatMap(instance -> instance.log().lines())
                .filter(line -> line.contains(" ERROR ") || line.contains("Caused by:"))
                .limit(20)
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() throws IOException {
        instances.forEach(PackagedService::close);
        database.close();
    }
}
