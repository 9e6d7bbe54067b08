package org.cliniccontent.startup;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The behaviour of Flyway on a schema that is newer, was tampered with, or where a migration failed half-way. */
class MigrationRulesIT {

    private static final String TABLE = "create table a (x integer);";
    private static final String COLUMN = "alter table a add column y integer not null default 1;";
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static EmbeddedPostgres server;

    @TempDir
    Path folder;

    private DataSource database;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void createDatabase() throws SQLException {
        var name = "rules" + DATABASES.incrementAndGet();
        execute(server.getPostgresDatabase(), "create database " + name);
        database = server.getDatabase("postgres", name);
    }

    private static void execute(DataSource database, String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                var each = connection.createStatement()) {
            each.execute(statement);
        }
    }

    private String text(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Starts a release with these migrations. */
    private void start(Map<String, String> migrations) throws IOException {
        var release = Files.createTempDirectory(folder, "release");
        for (var migration : migrations.entrySet()) {
            Files.writeString(release.resolve(migration.getKey()), migration.getValue());
        }
        FluentConfiguration configuration =
                Flyway.configure().dataSource(database).locations("filesystem:" + release);
        MigrationRules.apply(configuration);
        configuration.load().migrate();
    }

    @Test
    void aReleaseStartsOnTheSchemaOfALaterOne() throws Exception {
        start(Map.of("V1__a.sql", TABLE, "V2__b.sql", COLUMN));
        start(Map.of("V1__a.sql", TABLE));
        assertThat(text("select count(*) from flyway_schema_history where success"))
                .isEqualTo("2");
    }

    @Test
    void aMigrationThatWasEditedFails() throws Exception {
        start(Map.of("V1__a.sql", TABLE, "V2__b.sql", COLUMN));
        assertThatThrownBy(() -> start(Map.of("V1__a.sql", TABLE + " select 1;")))
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("checksum mismatch");
    }

    @Test
    void anEarlierMigrationThatIsMissingFails() throws Exception {
        start(Map.of("V1__a.sql", TABLE, "V2__b.sql", COLUMN));
        assertThatThrownBy(() -> start(Map.of("V2__b.sql", COLUMN, "V3__c.sql", "select 1;")))
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("not resolved locally: 1");
    }

    @Test
    @Timeout(60)
    void anIndexIsBuiltAndDroppedConcurrently() throws Exception {
        start(Map.of(
                "V1__a.sql", TABLE,
                "V2__b.sql", "create index concurrently a_by_x on a (x);",
                "V3__c.sql", "drop index concurrently if exists a_by_x;",
                "V4__d.sql", "create index concurrently a_by_x on a (x);"));
        assertThat(text("select count(*) from pg_index where indexrelid = 'a_by_x'::regclass and indisvalid"))
                .isEqualTo("1");
    }

    @Test
    void anIndexThatCouldNotBeBuiltIsBuiltByTheNextStart() throws Exception {
        var migrations = Map.of(
                "V1__a.sql",
                TABLE,
                "V2__b.sql",
                "drop index concurrently if exists a_by_x; create unique index concurrently a_by_x on a (x);");
        start(Map.of("V1__a.sql", TABLE));
        execute(database, "insert into a values (1), (1)");
        assertThatThrownBy(() -> start(migrations)).isInstanceOf(FlywayException.class);
        assertThat(text("select count(*) from flyway_schema_history where not success"))
                .isEqualTo("1");
        execute(database, "delete from a");
        start(migrations);
        assertThat(text("select count(*) from pg_index where indexrelid = 'a_by_x'::regclass and indisvalid"))
                .isEqualTo("1");
    }
}
