package org.cliniccontent.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.testing.Api;

/** A PostgreSQL that logs the execution of each statement, with several databases. */
final class ExplainedDatabase implements AutoCloseable {

    static final String USER = "postgres";

    private static final String SERVICE = "clinic-content";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path log;
    private final EmbeddedPostgres server;

    ExplainedDatabase(Path folder) throws IOException {
        log = folder.resolve("log").resolve("postgresql.json");
        server = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgresql"))
                .setServerConfig("session_preload_libraries", "auto_explain")
                .setServerConfig("auto_explain.log_analyze", "on")
                .setServerConfig("auto_explain.log_buffers", "on")
                .setServerConfig("auto_explain.log_timing", "off")
                .setServerConfig("auto_explain.log_format", "json")
                .setServerConfig("auto_explain.log_nested_statements", "on")
                .setServerConfig("logging_collector", "on")
                .setServerConfig("log_destination", "jsonlog")
                .setServerConfig("log_directory", log.getParent().toString())
                .setServerConfig("log_filename", "postgresql.log")
                .setServerConfig("log_rotation_age", "0")
                .setServerConfig("log_rotation_size", "0")
                .start();
    }

    String create(String name) throws SQLException {
        execute("create database " + name);
        return url(name);
    }

    private String url(String name) {
        return server.getJdbcUrl(USER, name);
    }

    /** Starts logging; the statements before are of no interest. */
    void explain() throws SQLException {
        set("auto_explain.log_min_duration", "0");
    }

    /** Sets a parameter, for existing sessions as well, as soon as they notice. */
    void set(String parameter, String value) throws SQLException {
        execute("alter system set %s = '%s'".formatted(parameter, value));
        execute("select pg_reload_conf()");
    }

    /** Returns the statements that the service executed in a database during an action. */
    List<Executed> during(String name, Callable<?> action) throws Exception {
        int before = mark().size();
        action.call();
        var lines = mark();
        List<Executed> executed = new ArrayList<>();
        for (String line : lines.subList(before, lines.size())) {
            var entry = Api.parse(line);
            if (entry.path("dbname").asText().equals(name)
                    && entry.path("application_name").asText().equals(SERVICE)) {
                plan(entry).forEach(plan -> executed.add(Executed.of(plan, entry.has("context"))));
            }
        }
        return executed;
    }

    private static List<JsonNode> plan(JsonNode entry) {
        var message = entry.path("message").asText();
        int start = message.indexOf("plan:\n");
        return start < 0 ? List.of() : List.of(Api.parse(message.substring(start + "plan:\n".length())));
    }

    /** Returns the log so far and marks its end. */
    private List<String> mark() throws Exception {
        try (var changes = log.getFileSystem().newWatchService()) {
            log.getParent().register(changes, StandardWatchEventKinds.ENTRY_MODIFY);
            var mark = "mark " + UUID.randomUUID();
            execute("do $$ begin raise log '%s'; end $$".formatted(mark));
            long end = System.nanoTime() + PATIENCE.toNanos();
            do {
                var lines = Files.readAllLines(log);
                for (int i = lines.size() - 1; i >= 0; i--) {
                    if (lines.get(i).contains(mark)) {
                        return lines.subList(0, i);
                    }
                }
                // Another process writes the log, a little later.
                var change = changes.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (change != null) {
                    change.reset();
                }
            } while (System.nanoTime() < end);
        }
        throw new AssertionError("PostgreSQL does not write its log");
    }

    private void execute(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url("postgres"));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
