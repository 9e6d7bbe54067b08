package org.cliniccontent.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cliniccontent.access.Scope;
import org.cliniccontent.bench.ProcessStat;
import org.cliniccontent.deployment.Dockerfile;
import org.cliniccontent.startup.EmbeddedPrograms;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.PackagedService;

import static org.assertj.core.api.Assertions.assertThat;

/** The service under attack, with a database of its own and the bundled document. */
final class Target implements AutoCloseable {

    /** The limit of the container whose heap the service gets here. */
    static final int CONTAINER_MEBIBYTES = 512;

    private static final Pattern DATABASE_PORT = Pattern.compile("Embedded PostgreSQL on port (\\d+)");

    private final PackagedService service;
    private final Path data;

    Target(Path folder, Map<String, String> more) throws IOException, InterruptedException {
        data = folder.resolve("data");
        EmbeddedPrograms.linkInto(data.resolve("binaries"));
        Map<String, String> environment = new TreeMap<>(more);
        environment.put("JDK_JAVA_OPTIONS", Dockerfile.javaOptions(CONTAINER_MEBIBYTES));
        environment.put("MALLOC_ARENA_MAX", "2");
        environment.put("CLINIC_DATA_FOLDER", data.toString());
        environment.put("CLINIC_REVIEW_AUTHOR_MAY_APPROVE", "false");
        environment.put("CLINIC_WEBHOOKS_ALLOWED_NETWORKS", "127.0.0.0/8");
        service = new PackagedService(folder, environment).started();
    }

    PackagedService service() {
        return service;
    }

    int port() {
        return service.port();
    }

    String adminKey() {
        try {
            return Files.readString(data.resolve("admin-key")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a new key, which is a caller of its own. */
    String key(Scope... scopes) throws InterruptedException {
        var wanted =
                Arrays.stream(scopes).map(scope -> '"' + scope.value() + '"').collect(Collectors.joining(", "));
        var made = post(
                adminKey(), "/v1/api-keys", "application/json", "{\"name\": \"attack\", \"scopes\": [" + wanted + "]}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Api.parse(made.body()).path("key").asText();
    }

    HttpResponse<String> post(String key, String path, String type, String body, String... headers)
            throws InterruptedException {
        return send("POST", key, path, type, body, headers);
    }

    HttpResponse<String> send(String method, String key, String path, String type, String body, String... headers)
            throws InterruptedException {
        var request = service.request(path)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        return service.send(headers.length == 0 ? request : request.headers(headers));
    }

    /** Returns the resident memory of the service alone, without its database. */
    double residentMebibytes() {
        return ProcessStat.residentMebibytes(service.process());
    }

    /** Returns the processor time of the service alone, in milliseconds. */
    double processorMillis() {
        return ProcessStat.processorMillisAlone(service.process());
    }

    /** Returns one number from the service's own database. */
    long count(String sql) throws SQLException {
        var port = DATABASE_PORT.matcher(service.log());
        assertThat(port.find()).isTrue();
        var url = "jdbc:postgresql://127.0.0.1:" + port.group(1) + "/postgres?user=postgres";
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
        // A service that an attack has ended could not stop its database.
        var pid = data.resolve("postgresql/postmaster.pid");
        if (Files.exists(pid)) {
            ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).get(0))).ifPresent(left -> {
                left.destroy();
                left.onExit().join();
            });
        }
    }
}
