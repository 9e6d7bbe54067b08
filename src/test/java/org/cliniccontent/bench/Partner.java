package org.cliniccontent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import org.cliniccontent.generator.ApprovedDrafts;

/** A partner of a service of its own, which makes releases for it to follow. */
final class Partner implements AutoCloseable {

    static final int CHANGES = 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final long entities;
    private final RunningService running;
    private final ApprovedDrafts approved;
    private String token = "";

    private Partner(long entities, RunningService running, ApprovedDrafts approved) {
        this.entities = entities;
        this.running = running;
        this.approved = approved;
    }

    /** Creates a partner of a service on a copy of the database with so many entities, which is deleted afterwards. */
    static Partner of(long entities, SyncOptions options, Map<String, String> configuration) throws Exception {
        var running = RunningService.scratch(entities, options.javaOptions(), configuration);
        try {
            return new Partner(entities, running, new ApprovedDrafts(running.jdbcUrl()));
        } catch (SQLException e) {
            running.close();
            throw e;
        }
    }

    long entities() {
        return entities;
    }

    RunningService running() {
        return running;
    }

    String token() {
        return token;
    }

    /** Takes a complete copy, and discards it. */
    void copy() throws IOException, InterruptedException {
        token = "";
        while (follow(1_000).path("more").asBoolean()) {
            // A pass has as many pages as it has.
        }
    }

    /** Returns the next page after the previous one. */
    JsonNode follow(int limit) throws IOException, InterruptedException {
        var page = page(limit);
        token = page.path("next").asText();
        return page;
    }

    /** Returns the same page on every call. */
    JsonNode page(int limit) throws IOException, InterruptedException {
        var path = "/v1/changes?limit=%d%s".formatted(limit, token.isEmpty() ? "" : "&token=" + token);
        return JSON.readTree(running.service().getWithKey(path));
    }

    /** Prepares a request for a release without sending it. */
    String release(int changes) throws IOException {
        Queue<Callable<String>> bodies = approved.prepareOneByOne(1, changes);
        try {
            return bodies.remove().call();
        } catch (Exception e) {
            throw new IOException("a release could not be prepared", e);
        }
    }

    /**
     * Publishes a release.
     *
     * @return the milliseconds until the response
     */
    double publish(String body) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        running.service().release(body);
        return (System.nanoTime() - begun) / 1e6;
    }

    @Override
    public void close() throws IOException {
        try {
            approved.close();
        } catch (SQLException e) {
            throw new IOException(e);
        } finally {
            running.close();
        }
    }
}
