package org.cliniccontent.faults;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.cliniccontent.testing.PackagedService;
import org.cliniccontent.testing.TcpProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A start before the database is up: it waits, and logs the reason. */
@Tag("faults")
class StartingIT {

    private static final String PASSWORD = "a-secret-of-this-test";
    private static final int TERMINATED = 143;

    @TempDir
    static Path folder;

    private static EmbeddedPostgres database;
    private static TcpProxy proxy;

    @BeforeAll
    static void start() throws Exception {
        database = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgresql"))
                .setCleanDataDirectory(false)
                .start();
        sql("create role clinic nologin");
        proxy = new TcpProxy(database.getPort());
    }

    @AfterAll
    static void stop() throws IOException {
        proxy.close();
        database.close();
    }

    private static void sql(String sql) throws Exception {
        try (var connection = database.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static PackagedService service() throws IOException {
        return new PackagedService(
                folder,
                Map.of(
                        "QUARKUS_DATASOURCE_JDBC_URL",
                        "jdbc:postgresql://localhost:" + proxy.port() + "/clinic",
                        "QUARKUS_DATASOURCE_USERNAME",
                        "clinic",
                        "QUARKUS_DATASOURCE_PASSWORD",
                        PASSWORD));
    }

    @Test
    void itWaitsForWhateverIsMissing() throws Exception {
        proxy.refuse();
        try (var service = service()) {
            service.awaitLog("Waiting for the database: it cannot be reached");
            proxy.listen();
            service.awaitLog("it refuses the user name or the password");
            sql("alter role clinic login");
            service.awaitLog("has no database of that name");
            sql("create database clinic owner clinic");
            service.started();
            assertThat(service.log().lines().filter(line -> line.contains("aiting for the database")))
                    .as("one line for each reason")
                    .hasSize(3);
            assertThat(service.log())
                    .contains("The database is there after ")
                    .doesNotContain(PASSWORD, "Exception", " ERROR ");
        }
    }

    @Test
    void aSignalEndsTheWait() throws Exception {
        var nobody = new TcpProxy(1);
        nobody.set(TcpProxy.Mode.HALF_OPEN);
        try (nobody;
                var service = new PackagedService(
                        folder,
                        Map.of(
                                "QUARKUS_DATASOURCE_JDBC_URL",
                                "jdbc:postgresql://localhost:" + nobody.port() + "/clinic"))) {
            service.awaitLog("Waiting for the database");
            service.process().destroy();
            assertThat(service.exitCode()).isEqualTo(TERMINATED);
        }
    }
}
