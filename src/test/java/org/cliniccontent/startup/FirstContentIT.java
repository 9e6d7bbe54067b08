package org.cliniccontent.startup;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.Map;
import org.cliniccontent.testing.PackagedService;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The first start fills the database however long that takes, and not within the time of a transaction of a request. */
class FirstContentIT {

    @TempDir
    Path folder;

    @Test
    void aFirstStartMayTakeLongerThanATransactionOfARequest() throws Exception {
        try (var database = EmbeddedPostgres.start()) {
            Flyway.configure().dataSource(database.getPostgresDatabase()).load().migrate();
            try (var connection = database.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("""
                        create function slow() returns trigger language plpgsql as $$
                        begin
                            perform pg_sleep(3);
                            return new;
                        end $$
                        """);
                statement.execute("create trigger slow before insert on release for each row execute function slow()");
            }
            var environment = Map.of(
                    "QUARKUS_DATASOURCE_JDBC_URL", database.getJdbcUrl("postgres", "postgres"),
                    "QUARKUS_DATASOURCE_USERNAME", "postgres",
                    "QUARKUS_TRANSACTION_MANAGER_DEFAULT_TRANSACTION_TIMEOUT", "1S");
            try (var service = new PackagedService(folder, environment).started()) {
                assertThat(service.get("/v1").body()).contains("\"number\":1,");
            }
        }
    }
}
