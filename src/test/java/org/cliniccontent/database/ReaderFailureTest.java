package org.cliniccontent.database;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.cliniccontent.testing.ServiceTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cliniccontent.testing.Await.await;

/** The attribution of failures where the database is its own standby. */
@ServiceTest
class ReaderFailureTest {

    private static final Reader.Points ALL = new Reader.Points() {
        @Override
        public long latest(Connection connection, Reader.Point wanted) throws SQLException {
            try (var statement = connection.createStatement()) {
                statement.execute("select 1");
            }
            return Long.MAX_VALUE;
        }
    };

    private final AgroalDataSource pool;
    private final Availability availability;
    private final DatabaseConfig config;
    private final TransactionSynchronizationRegistry transactions;
    private final String url;
    private final Optional<String> username;
    private final Optional<String> password;
    private SimpleMeterRegistry meters;
    private Reader reader;
    private Database database;

    @Inject
    ReaderFailureTest(
            AgroalDataSource pool,
            Availability availability,
            DatabaseConfig config,
            TransactionSynchronizationRegistry transactions,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") Optional<String> username,
            @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
        this.pool = pool;
        this.availability = availability;
        this.config = config;
        this.transactions = transactions;
        this.url = url;
        this.username = username;
        this.password = password;
    }

    /** Settings with a check at the start, and on request. */
    private record Settings(Optional<String> url) implements ReaderConfig {

        @Override
        public Optional<String> username() {
            return Optional.empty();
        }

        @Override
        public Optional<String> password() {
            return Optional.empty();
        }

        @Override
        public int maxSize() {
            return 2;
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration checkEvery() {
            return Duration.ofHours(1);
        }
    }

    @BeforeEach
    void untilItAnswers() throws SQLException {
        meters = new SimpleMeterRegistry();
        reader = new Reader(new Settings(Optional.of(url)), ALL, meters, username, password);
        database = new Database(pool, reader, availability, config, transactions);
        reader.onStart(new StartupEvent());
        await("the reader answers", () -> available() > 0);
    }

    @AfterEach
    void stop() {
        reader.onStop(new ShutdownEvent());
    }

    private double available() {
        return meters.get("clinic.reader.available").gauge().value();
    }

    private double fallbacks() {
        return meters.get("clinic.reader.fallbacks").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private String application() {
        return database.queryOne("show application_name", row -> row.getString(1))
                .orElseThrow();
    }

    @Test
    void whatThePrimaryFailsWithIsNotTheReaders() {
        List<String> asked = new ArrayList<>();
        Supplier<String> work = () -> {
            asked.add(application());
            return reader.onPrimary(() ->
                    database.queryOne("select 1 / 0", row -> row.getString(1)).orElseThrow());
        };
        assertThatThrownBy(() -> reader.read(Reader.Point.NONE, work)).isInstanceOf(Database.DatabaseException.class);
        assertThat(asked).as("once, and not anew on the primary").containsExactly("clinic-content reader");
        assertThat(fallbacks()).isZero();
    }

    @Test
    void oneSlowQueryTakesTheReaderFromNobody() {
        List<String> asked = new ArrayList<>();
        reader.read(Reader.Point.NONE, () -> {
            asked.add(application());
            // Longer than the reader may take, and shorter than the primary may.
            return database.query("select pg_sleep(2)", row -> row.getString(1));
        });
        assertThat(asked).hasSize(2);
        assertThat(fallbacks()).isEqualTo(1);
        assertThat(available()).isEqualTo(1);
        assertThat(reader.read(Reader.Point.NONE, this::application)).isEqualTo("clinic-content reader");
    }
}
