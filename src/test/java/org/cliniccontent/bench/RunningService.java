package org.cliniccontent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cliniccontent.generator.BenchmarkDatabase;
import org.cliniccontent.generator.BenchmarkService;
import org.cliniccontent.generator.Load;
import org.cliniccontent.generator.Plan;

/** The packaged service with a database of its own. */
final class RunningService implements AutoCloseable {

    static final Path FOLDER = Path.of("target", "bench");

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    /** The seed of bench/reads, so that both find the same content. */
    private static final long SEED = 2026;

    private static final int CONNECTIONS = 32;

    private static final String SCRATCH = "scratch";

    private final BenchmarkDatabase database;
    private final String jdbcUrl;
    private final BenchmarkService service;

    private RunningService(BenchmarkDatabase database, String jdbcUrl, BenchmarkService service) {
        this.database = database;
        this.jdbcUrl = jdbcUrl;
        this.service = service;
    }

    /** Starts a service with the bundled document, published as at any first start. */
    static RunningService bundled(List<String> javaOptions) throws IOException, InterruptedException, SQLException {
        var database = BenchmarkDatabase.start(FOLDER.resolve("bundled"), false);
        return start(database, database.jdbcUrl(), javaOptions, Map.of());
    }

    /** Starts a service with so many entities, perhaps from an earlier run. They are only read. */
    static RunningService generated(long entities, List<String> javaOptions, Map<String, String> configuration)
            throws IOException, InterruptedException, SQLException {
        var database = loaded(plan(entities));
        return start(database, database.jdbcUrl(), javaOptions, configuration);
    }

    /** Starts a service on a copy of those entities, which may be changed; the original stays for the next run. */
    static RunningService scratch(long entities, List<String> javaOptions, Map<String, String> configuration)
            throws IOException, InterruptedException, SQLException {
        var database = loaded(plan(entities));
        try {
            Load.migrate(database.jdbcUrl(), BenchmarkDatabase.USER);
            database.resetStatements();
            Progress.tell("copying the database of %,d entities", entities);
            return start(database, database.copy(SCRATCH), javaOptions, configuration);
        } catch (SQLException e) {
            database.close();
            throw e;
        }
    }

    static Plan plan(long entities) {
        return new Plan(SEED, entities);
    }

    private static BenchmarkDatabase loaded(Plan plan) throws IOException, SQLException {
        var folder = FOLDER.resolve("db-" + plan.entities());
        Files.createDirectories(FOLDER);
        var left = BenchmarkDatabase.start(folder, true);
        if (left.hasRelease()) {
            return left;
        }
        left.close();
        var database = BenchmarkDatabase.start(folder, false);
        Progress.tell("loading %,d entities", plan.entities());
        Load.run(database.jdbcUrl(), BenchmarkDatabase.USER, plan);
        return database;
    }

    private static RunningService start(
            BenchmarkDatabase database, String jdbcUrl, List<String> javaOptions, Map<String, String> configuration)
            throws IOException, InterruptedException {
        var log = FOLDER.resolve("service.log");
        try {
            var service = BenchmarkService.start(JAR, log, jdbcUrl, javaOptions, configuration);
            return new RunningService(database, jdbcUrl, service);
        } catch (IOException e) {
            database.close();
            throw e;
        }
    }

    Server server(String name) throws IOException {
        return new Server(name, service.base(), service.process(), Optional.of(database.process()));
    }

    BenchmarkService service() {
        return service;
    }

    BenchmarkDatabase database() {
        return database;
    }

    String jdbcUrl() {
        return jdbcUrl;
    }

    /** Returns the last release. */
    long release() throws IOException, InterruptedException {
        return service.json("/v1").at("/release/number").asLong();
    }

    /** Resets the statistics of statements. */
    void resetStatements() throws SQLException {
        database.resetStatements();
    }

    /** Returns the time that the database spent on statements since the reset. */
    double statementMillis() throws SQLException {
        return database.statementMillis();
    }

    /** Returns the number of event loops that answer requests, counted after all of them had to. */
    int eventLoops(String path) throws IOException, InterruptedException {
        Wrk.drive(server("service"), Requests.one(path), CONNECTIONS, Duration.ofSeconds(1));
        return ProcessStat.threadMillis(service.process(), "vert.x-eventloo").size();
    }

    @Override
    public void close() throws IOException {
        service.close();
        try {
            database.drop(SCRATCH);
        } catch (SQLException e) {
            throw new IOException("a copy of the database is left", e);
        } finally {
            database.close();
        }
    }
}
