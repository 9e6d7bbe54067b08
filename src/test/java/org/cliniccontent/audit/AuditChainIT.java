package org.cliniccontent.audit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The audit log in the database: its migration, its partitions, its chain of seals, and how it is pruned. */
class AuditChainIT {

    /** As every version before V6 writes it. */
    private static final String OLD_INSERT = """
            insert into audit_event (at, caller, caller_name, address, method, path, status, problem, detail, trace_id)
            values (%s, 'anonymous', 'anonymous', '::1', 'GET', '%s', 401, 'unauthorized', null, repeat('0', 32))
            """;

    private static final String USER = "postgres";
    private static final AtomicInteger COPIES = new AtomicInteger();

    private static EmbeddedPostgres server;

    private DataSource database;

    /** Once; each test has a copy. */
    @BeforeAll
    static void migrateWithEvents() throws IOException, SQLException {
        server = EmbeddedPostgres.start();
        execute(server.getPostgresDatabase(), true, "create database migrated");
        var migrated = server.getDatabase(USER, "migrated");
        migrate(migrated, "5");
        for (int i = 0; i < 3; i++) {
            execute(migrated, false, OLD_INSERT.formatted("now() - interval '40 days'", "/before/" + i));
        }
        migrate(migrated, "latest");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void copy() throws SQLException {
        var name = "copy" + COPIES.incrementAndGet();
        execute(server.getPostgresDatabase(), true, "create database " + name + " template migrated");
        database = server.getDatabase(USER, name);
    }

    private static void migrate(DataSource database, String target) {
        Flyway.configure().dataSource(database).target(target).load().migrate();
    }

    private static void execute(DataSource database, boolean autoCommit, String... statements) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(autoCommit);
            for (String each : statements) {
                statement.execute(each);
            }
            if (!autoCommit) {
                connection.commit();
            }
        }
    }

    private void execute(String... statements) throws SQLException {
        execute(database, false, statements);
    }

    private List<String> texts(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    private String text(String query) throws SQLException {
        return texts(query).get(0);
    }

    /** What no trigger sees, as a superuser may. */
    private void tamper(String statement) throws SQLException {
        execute("set local session_replication_role = replica", statement);
    }

    private void event(String at, String path) throws SQLException {
        execute(OLD_INSERT.formatted(at, path));
    }

    private int seal(int most) throws SQLException {
        return Integer.parseInt(text("select seal_audit_events(" + most + ", now())"));
    }

    private void sealAll() throws SQLException {
        while (seal(2) > 0) {
            // The next batch.
        }
    }

    private List<String> faults() throws SQLException {
        return texts("select number || ' ' || fault from check_audit_seals(1, 1000) where fault is not null");
    }

    private String month(String months) {
        return "(date_trunc('month', now() at time zone 'UTC') + interval '" + months + "')";
    }

    @Test
    void whatWasRecordedBeforeIsKeptAndNumbersGoOn() throws SQLException {
        event("now()", "/after");
        assertThat(texts("select path || ' ' || id || ' ' || count from audit_event order by id"))
                .containsExactly("/before/0 1 1", "/before/1 2 1", "/before/2 3 1", "/after 4 1");
        assertThat(texts("select path from audit_event where until is null")).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_event set caller = 'x'",
                "delete from audit_event",
                "truncate audit_event",
                "truncate audit_event_default",
                "delete from audit_event_default",
                "update audit_event_seal set number = 7",
                "delete from audit_event_seal",
                "truncate audit_event_seal",
                "truncate audit_event_anchor"
            })
    void nothingCanBeChanged(String statement) throws SQLException {
        event("now() + interval '2 years'", "/far");
        sealAll();
        assertThatThrownBy(() -> execute(statement)).hasMessageContaining("append-only");
    }

    @Test
    void noPartitionCanBeEmptiedByItself() throws SQLException {
        for (String partition : texts(
                "select inhrelid::regclass::text from pg_inherits " + "where inhparent = 'audit_event'::regclass")) {
            assertThatThrownBy(() -> execute("truncate " + partition)).hasMessageContaining("append-only");
        }
    }

    @Test
    void anEventGoesToItsMonthOrToTheDefaultPartitionAndFromThereToItsMonth() throws SQLException {
        event("now()", "/now");
        event(month("1 month 3 days"), "/next");
        event(month("7 months 3 days"), "/far");
        sealAll();
        var partitions = "select tableoid::regclass::text from audit_event where path = '%s'";
        assertThat(text(partitions.formatted("/now"))).startsWith("audit_event_to_2");
        assertThat(text(partitions.formatted("/next"))).startsWith("audit_event_2");
        assertThat(text(partitions.formatted("/far"))).isEqualTo("audit_event_default");
        assertThat(text("select make_audit_partition(" + month("7 months") + "::date)"))
                .isEqualTo("t");
        assertThat(text("select make_audit_partition(" + month("7 months") + "::date)"))
                .isEqualTo("f");
        assertThat(text("select make_audit_partition(now()::date)")).isEqualTo("f");
        assertThat(text(partitions.formatted("/far"))).startsWith("audit_event_2");
        assertThat(faults()).isEmpty();
        assertThatThrownBy(() -> execute("delete from audit_event where path = '/far'"))
                .hasMessageContaining("append-only");
    }

    @Test
    void everyEventIsSealedOnce() throws SQLException {
        for (int i = 0; i < 4; i++) {
            event("now()", "/p" + i);
        }
        assertThat(seal(2)).isEqualTo(2);
        sealAll();
        assertThat(texts("select unnest(events) from audit_event_seal order by number"))
                .containsExactly("1", "2", "3", "4", "5", "6", "7");
        assertThat(text("select count(*) from audit_event_unsealed")).isEqualTo("0");
        assertThat(faults()).isEmpty();
    }

    @Test
    void anEventThatIsCommittedLateIsSealedAllTheSame() throws SQLException {
        try (Connection late = database.getConnection();
                var statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute(OLD_INSERT.formatted("now()", "/late"));
            event("now()", "/early");
            sealAll();
            assertThat(text("select count(*) from audit_event_unsealed")).isEqualTo("0");
            late.commit();
        }
        assertThat(seal(10)).isEqualTo(1);
        assertThat(faults()).isEmpty();
    }

    @Test
    void aHashIsThatOfTheSealBeforeAndOfWhatIsSealed() throws SQLException {
        sealAll();
        var content = sha256(
                new byte[0],
                text("select string_agg(audit_text(e), '' order by id) from audit_event e" + " where id <= 2"));
        assertThat(text("select encode(content, 'hex') from audit_event_seal where number = 1"))
                .isEqualTo(HexFormat.of().formatHex(content));
        assertThat(text("select audit_text(e) from audit_event e where id = 1"))
                .startsWith("1:1,16:")
                .endsWith(",9:anonymous,9:anonymous,3:::1,3:GET,9:/before/0,3:401,12:unauthorized,-,32:"
                        + "0".repeat(32) + ",1:1,-,");
        var fields = text("select audit_field(number::text) || audit_field(sealed_at) || audit_field(month::text) "
                + "|| audit_field(first_at) || audit_field(last_at) || audit_field(array_to_string(events, ' ')) "
                + "|| audit_field(encode(content, 'hex')) from audit_event_seal where number = 1");
        assertThat(text("select encode(hash, 'hex') from audit_event_seal where number = 1"))
                .isEqualTo(HexFormat.of().formatHex(sha256(new byte[32], fields)));
    }

    private static byte[] sha256(byte[] before, String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(before);
            return digest.digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_event set path = '/other' where id = 3",
                "update audit_event set caller = 'anonymous9:anonymous', caller_name = '' where id = 3",
                "update audit_event set at = at + interval '1 microsecond' where id = 3",
                "update audit_event set count = 2 where id = 3",
                "delete from audit_event where id = 3",
                "update audit_event_seal set sealed_at = sealed_at + interval '1 day' where number = 2",
                "update audit_event_seal set events = '{1}' where number = 2",
                "update audit_event_seal set hash = sha256('') where number = 2"
            })
    void whatIsChangedOrDeletedShows(String statement) throws SQLException {
        event("now()", "/now");
        sealAll();
        assertThat(faults()).isEmpty();
        tamper(statement);
        assertThat(faults()).isNotEmpty().first().asString().startsWith("2 ");
    }

    @Test
    void aSealThatIsMissingShows() throws SQLException {
        event("now()", "/now");
        sealAll();
        tamper("delete from audit_event_seal where number = 2");
        assertThat(faults()).containsExactly("3 the seal before it is missing");
        tamper("delete from audit_event_seal where number < 3");
        assertThat(faults()).containsExactly("3 the seal before it is missing");
    }

    @Test
    void whatIsPrunedLeavesAnAnchorAndTheChainHolds() throws SQLException {
        event("now()", "/now");
        event(month("1 month 3 days"), "/next");
        event(month("2 months 3 days"), "/after next");
        sealAll();
        var hashes = texts("select number || ' ' || encode(hash, 'hex') from audit_event_seal order by number");
        assertThat(text("select prune_audit_events((" + month("1 month") + ")::date, now(), 'a test')"))
                .isEqualTo("t");
        assertThat(texts("select path from audit_event order by id")).containsExactly("/next", "/after next");
        assertThat(text("select seal || ' ' || encode(hash, 'hex') from audit_event_anchor"))
                .isEqualTo(hashes.get(hashes.size() - 3));
        assertThat(text("select events || ' ' || reason from audit_event_anchor"))
                .isEqualTo("4 a test");
        assertThat(faults()).isEmpty();
        assertThat(text("select prune_audit_events((" + month("1 month") + ")::date, now(), 'a test')"))
                .isEqualTo("f");
        assertThat(text("select prune_audit_events((" + month("3 months") + ")::date, now(), 'a test')"))
                .isEqualTo("t");
        event("now()", "/later");
        sealAll();
        assertThat(texts("select path from audit_event")).containsExactly("/later");
        assertThat(texts("select number from check_audit_seals(1, 10)"))
                .containsExactly(Integer.toString(hashes.size() + 1));
        assertThat(faults()).isEmpty();
    }

    @Test
    void sealsOfMonthsThatFollowOneAnotherLateAreKeptUntilTheLast() throws SQLException {
        event(month("1 month 3 days"), "/next");
        sealAll();
        event("now()", "/late");
        sealAll();
        event(month("1 month 4 days"), "/next again");
        sealAll();
        execute("select prune_audit_events((" + month("1 month") + ")::date, now(), 'a test')");
        assertThat(texts("select path from audit_event")).containsExactly("/next", "/next again");
        assertThat(text("select count(*) from audit_event_seal")).isEqualTo("3");
        assertThat(faults()).isEmpty();
        tamper("update audit_event set path = '/x' where path = '/next again'");
        assertThat(faults()).hasSize(1);
    }

    @Test
    void aMonthIsPrunedAgainWhenAnEventOfItWasRecordedLate() throws SQLException {
        event(month("1 month 3 days"), "/next");
        sealAll();
        assertThat(text("select prune_audit_events((" + month("1 month") + ")::date, now(), 'a test')"))
                .isEqualTo("t");
        var anchor = text("select audit_event_anchor::text from audit_event_anchor");
        event("now()", "/late");
        sealAll();
        assertThat(text("select make_audit_partition(now()::date)")).isEqualTo("t");
        assertThat(text("select prune_audit_events((" + month("1 month") + ")::date, now(), 'again')"))
                .isEqualTo("t");
        assertThat(texts("select path from audit_event")).containsExactly("/next");
        assertThat(texts("select audit_event_anchor::text from audit_event_anchor"))
                .containsExactly(anchor);
        assertThat(faults()).isEmpty();
        assertThat(text("select prune_audit_events((" + month("2 months") + ")::date, now(), 'all')"))
                .isEqualTo("t");
        assertThat(texts("select path from audit_event")).isEmpty();
        event(month("2 months"), "/later");
        sealAll();
        assertThat(faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null::date", "'2020-01-01'::date", "'2999-01-01'::date"})
    void aPartitionThatNothingNeedsIsNotMade(String month) {
        assertThatThrownBy(() -> {
                    execute("drop table " + text("select name from audit_partition where name like '%_to_%'"));
                    text("select make_audit_partition(" + month + ")");
                })
                .hasMessageContaining("no partition of the audit log is needed");
    }

    @Test
    void whatIsDroppedWithoutAnAnchorShows() throws SQLException {
        event(month("1 month 3 days"), "/next");
        sealAll();
        execute("drop table " + text("select tableoid::regclass::text from audit_event where path = '/next'"));
        assertThat(faults()).hasSize(1).first().asString().contains("missing");
    }

    @Test
    void whatWaitsForItsSealIsNotPruned() throws SQLException {
        assertThat(text("select prune_audit_events((" + month("1 month") + ")::date, now(), 'a test')"))
                .isEqualTo("f");
        assertThat(texts("select path from audit_event")).hasSize(3);
    }

    @Test
    void oneReplicaSealsAndOneMakesAPartition() throws SQLException {
        try (Connection other = database.getConnection();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select seal_audit_events(1, now())");
            assertThat(seal(10)).isZero();
            other.commit();
        }
        assertThat(seal(10)).isEqualTo(2);
        assertThat(faults()).isEmpty();
    }
}
