package org.cliniccontent.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** A real PostgreSQL for all tests of a run. It counts statements, so that tests can. */
public class PostgresResource implements QuarkusTestResourceLifecycleManager {

    private static final String USER = "postgres";
    private static final Duration STARTUP_WAIT = Duration.ofSeconds(60);

    private EmbeddedPostgres server;

    @Override
    public Map<String, String> start() {
        try {
            server = EmbeddedPostgres.builder()
                    // As in production; the library's default loses what was acknowledged.
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                    .setPGStartupWait(STARTUP_WAIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create schema statistics");
            statement.execute("create extension pg_stat_statements schema statistics");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return Map.of(
                "quarkus.datasource.jdbc.url",
                server.getJdbcUrl(USER, "postgres"),
                "quarkus.datasource.username",
                USER);
    }

    @Override
    public void stop() {
        try {
            new HistoryCheck(server.getJdbcUrl(USER, "postgres")).check();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            close();
        }
    }

    private void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
