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
    /** As in bench/reads, so that what one loads the other finds. */
    private static final long SEED = 2026;

    private static final int CONNECTIONS = 32;

    private final BenchmarkDatabase database;
    private final BenchmarkService service;

    private RunningService(BenchmarkDatabase database, BenchmarkService service) {
        this.database = database;
        this.service = service;
    }

    /** With the bundled document, published as at any first start. */
    static RunningService bundled(List<String> javaOptions) throws IOException, InterruptedException, SQLException {
        return start(BenchmarkDatabase.start(FOLDER.resolve("bundled"), false), javaOptions, Map.of());
    }

    /** With so many entities, which an earlier run may have left. They are only read. */
    static RunningService generated(long entities, List<String> javaOptions, Map<String, String> configuration)
            throws IOException, InterruptedException, SQLException {
        return start(loaded(plan(entities)), javaOptions, configuration);
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
            BenchmarkDatabase database, List<String> javaOptions, Map<String, String> configuration)
            throws IOException, InterruptedException {
        var log = FOLDER.resolve("service.log");
        try {
            var service = BenchmarkService.start(JAR, log, database.jdbcUrl(), javaOptions, configuration);
            return new RunningService(database, service);
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

    /** How many event loops answer requests: looked up when all of them had to. */
    int eventLoops(String path) throws IOException, InterruptedException {
        Wrk.drive(server("service"), Requests.one(path), CONNECTIONS, Duration.ofSeconds(1));
        return ProcessStat.threadMillis(service.process(), "vert.x-eventloo").size();
    }

    @Override
    public void close() throws IOException {
        service.close();
        database.close();
    }
}
