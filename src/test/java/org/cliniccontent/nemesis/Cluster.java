package org.cliniccontent.nemesis;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.startup.PostgresServer;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.PackagedService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** A primary with its streaming standbys, and replicas of the service that know all of them by one URL. */
final class Cluster implements AutoCloseable {

    private final Path folder;
    private final String adminKey = ApiKeySecret.generate().secret();
    private final List<PostgresServer> servers = new ArrayList<>();
    private final List<PackagedService> services = new ArrayList<>();
    private String key;

    /** An acknowledged release with something new in it. */
    record Published(long number, String hash, String path) {}

    private Cluster(Path folder) {
        this.folder = folder;
    }

    /**
     * Starts a cluster.
     *
     * @param standbys the number of standbys
     */
    static Cluster start(Path folder, int standbys) throws IOException {
        var cluster = new Cluster(folder);
        var primary = PostgresServer.create(folder, "primary");
        cluster.servers.add(primary);
        for (int i = 1; i <= standbys; i++) {
            cluster.servers.add(primary.standby("standby" + i));
        }
        for (PostgresServer server : cluster.servers) {
            server.start();
        }
        return cluster;
    }

    PostgresServer server(int index) {
        return servers.get(index);
    }

    /** Returns a replica of the service that writes to whichever server is the primary. */
    PackagedService service(Map<String, String> more) throws IOException, InterruptedException {
        Map<String, String> environment = new TreeMap<>();
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", url(servers.stream()) + "?targetServerType=primary");
        environment.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
        environment.put("CLINIC_ACCESS_ADMIN_KEY", adminKey);
        environment.put("CLINIC_REVIEW_AUTHOR_MAY_APPROVE", "true");
        environment.put("CLINIC_LIMITS_ADDRESS_REQUESTS", "1000000000");
        environment.putAll(more);
        var service = new PackagedService(folder, environment);
        services.add(service);
        service.started();
        if (key == null) {
            key = key(service);
        }
        return service;
    }

    static String url(Stream<PostgresServer> servers) {
        return servers.map(PostgresServer::address).collect(Collectors.joining(",", "jdbc:postgresql://", "/postgres"));
    }

    private String key(PackagedService service) throws InterruptedException {
        var body = "{\"name\": \"publisher\", \"scopes\": "
                + "[\"drafts:write\", \"drafts:review\", \"releases:publish\", \"sync:read\"]}";
        var made = service.send(service.request("/v1/api-keys")
                .header("Authorization", "Bearer " + adminKey)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Api.parse(made.body()).path("key").asText();
    }

    String key() {
        return key;
    }

    HttpResponse<String> post(PackagedService service, String path, String type, String body)
            throws InterruptedException {
        return service.send(service.request(path)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Requests a release of something new, and returns whatever response there is. */
    HttpResponse<String> release(PackagedService service, String slug) throws InterruptedException {
        var bundle = Bundles.document(slug) + "conditions:\n" + Bundles.condition(slug, "Name");
        return post(service, "/v1/imports?release=true&message=One", "application/yaml", bundle);
    }

    Published publish(PackagedService service) throws InterruptedException {
        var slug = Bundles.unique();
        var answer = release(service, slug);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return published(answer, slug);
    }

    static Published published(HttpResponse<String> answer, String slug) {
        var release = Api.parse(answer.body()).path("release");
        return new Published(
                release.path("number").asLong(), release.path("hash").asText(), "/v1/conditions/" + slug);
    }

    /** Waits until the standby has replayed everything that the primary has written. */
    static void awaitReplayed(PostgresServer primary, PostgresServer standby) throws Exception {
        var written = primary.ask("select pg_current_wal_lsn()");
        await(30, "the standby follows", () -> standby.ask(
                        "select pg_last_wal_replay_lsn() >= '" + written + "'::pg_lsn")
                .equals("t"));
    }

    @Override
    public void close() throws IOException {
        services.forEach(PackagedService::close);
        for (PostgresServer server : servers) {
            server.close();
        }
    }
}
