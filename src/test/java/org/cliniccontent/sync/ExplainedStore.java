package org.cliniccontent.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.database.Database;
import org.cliniccontent.generator.ApprovedDrafts;
import org.cliniccontent.generator.Load;
import org.cliniccontent.generator.Plan;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.PackagedService;

import static org.assertj.core.api.Assertions.assertThat;

/** A service on a generated store, a partner that follows it, and the execution of its statements. */
final class ExplainedStore implements AutoCloseable {

    /**
     * The number of executions after which the driver prepares a statement on the server, where its plan may become
     * generic.
     */
    private static final int OFTEN = 6;

    private static final long SEED = 2026;
    private static final int CHANGES = 10;
    private static final String KEY = ApiKeySecret.generate().secret();

    private final ExplainedDatabase database;
    private final String name;
    private final String url;
    private final PackagedService service;
    private final ApprovedDrafts drafts;
    private String token;

    ExplainedStore(ExplainedDatabase database, Path folder, int entities) throws IOException, SQLException {
        this.database = database;
        name = "of_" + entities;
        url = database.create(name);
        Load.run(url, ExplainedDatabase.USER, new Plan(SEED, entities));
        drafts = new ApprovedDrafts(url);
        service = new PackagedService(
                folder,
                Map.of(
                        "QUARKUS_DATASOURCE_JDBC_URL", url,
                        "QUARKUS_DATASOURCE_USERNAME", ExplainedDatabase.USER,
                        "CLINIC_ACCESS_ADMIN_KEY", KEY));
    }

    /** Takes a complete copy, and follows until the statements are prepared. */
    void begin() throws Exception {
        service.started();
        token = "";
        for (boolean more = true; more; ) {
            var page = get("/v1/changes?limit=1000" + (token.isEmpty() ? "" : "&token=" + token));
            token = page.path("next").asText();
            more = page.path("more").asBoolean();
        }
        for (int i = 0; i < OFTEN; i++) {
            release(drafts.prepareOneByOne(1, CHANGES).remove().call());
            follow();
        }
    }

    ApprovedDrafts drafts() {
        return drafts;
    }

    JsonNode get(String path) throws InterruptedException {
        var answer = service.get(path, KEY);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Api.parse(answer.body());
    }

    /**
     * Follows the feed.
     *
     * @return the number of changes
     */
    int follow() throws InterruptedException {
        var page = get("/v1/changes?limit=1000&token=" + token);
        assertThat(page.path("more").asBoolean()).isFalse();
        token = page.path("next").asText();
        return page.path("changes").size();
    }

    void release(String body) throws InterruptedException {
        var answer = service.send(service.request("/v1/releases")
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", '"' + UUID.randomUUID().toString() + '"')
                .POST(BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    /** Returns the statements of an action, without those that a service executes regularly. */
    List<Executed> during(Callable<?> action) throws Exception {
        return database.during(name, action).stream()
                .filter(Executed::touchesContent)
                .toList();
    }

    List<Executed> ofRelease(String body) throws Exception {
        return during(() -> {
            release(body);
            return null;
        });
    }

    /**
     * Returns the statements of a delta.
     *
     * @param changes the expected number of changes
     */
    List<Executed> ofDelta(int changes) throws Exception {
        return during(() -> assertThat(follow()).isEqualTo(changes));
    }

    List<UUID> ids(String sql) throws SQLException {
        return query(sql, row -> row.getObject(1, UUID.class));
    }

    long number(String sql) throws SQLException {
        return query(sql, row -> row.getLong(1)).get(0);
    }

    private <T> List<T> query(String sql, Database.Row<T> row) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(row.of(rows));
            }
            return found;
        }
    }

    @Override
    public void close() throws SQLException {
        drafts.close();
        service.close();
    }
}
