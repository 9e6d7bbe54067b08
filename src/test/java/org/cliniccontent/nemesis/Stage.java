package org.cliniccontent.nemesis;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.cliniccontent.partner.Service;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.PackagedService;
import org.cliniccontent.testing.TcpProxy;

import static org.cliniccontent.testing.Await.await;

/** Two replicas, one of which lags, with random publications and a partner's key. */
final class Stage implements AutoCloseable {

    /** Options of short-lived processes, for which optimising does not pay. */
    private static final Map<String, String> SHORT_LIVED = Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");

    private static final int RECOVERY_SECONDS = 30;

    final Scene scene;
    final Published published;
    final Publications publications;
    final String key;

    private final PackagedService publisher;
    private final Path folder = Files.createTempDirectory("following");
    private final TcpProxy wire;

    private PackagedService lagging;

    Stage() throws Exception {
        scene = new Scene(folder);
        wire = new TcpProxy(Integer.parseInt(scene.jdbcUrl().replaceAll(".*:([0-9]+)/.*", "$1")));
        wire.set(TcpProxy.Mode.SILENT);
        publisher = scene.instance(SHORT_LIVED);
        lagging = startLagging();
        scene.instances.add(publisher.started());
        published = new Published(scene.jdbcUrl());
        var client = scene.client("publisher", 1, "drafts:write", "drafts:review", "releases:publish");
        publications = new Publications(client, published);
        key = scene.key("partner", "sync:read");
        lagging.started();
    }

    /** Starts a replica without notifications: it learns of a release when a request requires it. */
    private PackagedService startLagging() throws IOException {
        var listenUrl = scene.jdbcUrl().replaceAll(":[0-9]+/", ":" + wire.port() + "/");
        Map<String, String> environment = new HashMap<>(SHORT_LIVED);
        environment.put("CLINIC_RELEASES_POLL_EVERY", "1h");
        environment.put("CLINIC_RELEASES_LISTEN_URL", listenUrl);
        return scene.instance(environment);
    }

    Path newFolder() throws IOException {
        return Files.createTempDirectory(folder, "partner");
    }

    private static String url(PackagedService instance) {
        return instance.request("").build().uri().toString();
    }

    Service publisher() {
        return new Service(url(publisher), key);
    }

    Service lagging() {
        return new Service(url(lagging), key);
    }

    /** Kills the other replica without warning. */
    void killLagging() throws InterruptedException {
        lagging.kill();
    }

    /** Starts another replica in its place. */
    void replaceLagging() throws IOException, InterruptedException {
        lagging = startLagging().started();
    }

    /** Sends a partner's request exactly as written. */
    HttpResponse<String> get(String path) throws InterruptedException {
        return publisher.get(path, key);
    }

    /** Copies the database, to be restored later. The services lose their connections. */
    Backup backUp() throws SQLException, InterruptedException {
        var backup = Backup.of(scene.jdbcUrl());
        awaitPublisher();
        return backup;
    }

    /** Restores a backup while the publisher runs on. */
    void restore(Backup backup) throws SQLException, InterruptedException {
        backup.restore();
        awaitPublisher();
    }

    /** Waits until the publisher has connections again, and serves the present release. */
    private void awaitPublisher() throws SQLException, InterruptedException {
        long release = published.current();
        await(RECOVERY_SECONDS, "the publisher recovers", () -> {
            var answer = get("/v1/digest");
            return answer.statusCode() == 200
                    && Api.parse(answer.body()).path("release").asLong() == release;
        });
    }

    @Override
    public void close() throws IOException, SQLException {
        lagging.close();
        published.close();
        scene.close();
        wire.close();
    }
}
