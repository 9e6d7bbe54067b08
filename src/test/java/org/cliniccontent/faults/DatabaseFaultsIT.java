package org.cliniccontent.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;
import org.cliniccontent.testing.TcpProxy.Mode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/**
 * A database outage of any kind: requests that need the database get a 503 within 5 s, the first as the hundredth;
 * cached content is served as ever, the replica stays ready, the log has one line, and afterwards everything recovers.
 */
@Tag("faults")
class DatabaseFaultsIT {

    private static final int MANY = 60;

    /** A number of writes whose credentials must be verified, which takes computation. */
    private static final int MANY_WRITES = 15;

    @TempDir
    static Path folder;

    private static Rig rig;

    @BeforeAll
    static void start() throws Exception {
        rig = new Rig(folder);
    }

    @AfterAll
    static void stop() throws IOException {
        if (rig != null) {
            rig.close();
        }
    }

    /** The ways in which the database disappears and returns. */
    enum Way {
        SILENT {
            @Override
            void begin() {
                rig.proxy.set(Mode.SILENT);
            }
        },
        NO_ANSWERS {
            @Override
            void begin() {
                rig.proxy.set(Mode.NO_ANSWERS);
            }
        },
        RESET {
            @Override
            void begin() throws IOException {
                rig.proxy.set(Mode.RESET);
                rig.proxy.resetAll();
            }
        },
        NOBODY_LISTENS {
            @Override
            void begin() throws IOException {
                rig.proxy.refuse();
            }

            @Override
            void end() throws IOException {
                rig.proxy.listen();
            }
        };

        abstract void begin() throws Exception;

        void end() throws Exception {
            rig.proxy.set(Mode.OPEN);
        }
    }

    static Stream<Way> ways() {
        return rounds(Way.values());
    }

    static Stream<Refusal> refusals() {
        return rounds(Refusal.values());
    }

    private static <T> Stream<T> rounds(T[] all) {
        return Stream.generate(() -> all).limit(Rig.ROUNDS).flatMap(Arrays::stream);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whileItCannotBeReached(Way way) throws Exception {
        rig.recovered();
        rig.warm();
        var cached = rig.service.get(Rig.CACHED).body();
        int logged = rig.service.log().length();
        way.begin();
        try {
            // Those that come before anybody can know, and find sessions that idle.
            var first = rig.all(4, rig::read);
            first.forEach(Rig::assertUnavailable);
            Rig.assertUnavailable(rig.write());
            await("it is known", () -> rig.service.metric("clinic_database_available") == 0);

            // Not one of them waits for a database that is known to be away.
            var known = rig.all(MANY, rig::read);
            known.forEach(Rig::assertUnavailable);
            rig.all(MANY_WRITES, rig::write).forEach(Rig::assertUnavailable);
            System.out.println(way + ": first " + Rig.longest(first) + " ms, later " + Rig.longest(known) + " ms");
            assertThat(rig.service.get(Rig.CACHED).body()).isEqualTo(cached);
            assertThat(rig.readiness()).isEqualTo(200);
            assertThat(rig.service.metric("clinic_database_failures_total")).isGreaterThan(MANY);
        } finally {
            way.end();
        }
        var took = rig.recovered();
        System.out.println(way + ": recovered after " + took.toMillis() + " ms");
        assertThatItIsSaidOnce(logged);
        assertThat(rig.service.metric("clinic_database_available")).isEqualTo(1);
    }

    /**
     * Asserts that the log has one line at the beginning and one at the end; the end of other outages is logged, too.
     */
    private static void assertThatItIsSaidOnce(int logged) throws Exception {
        await("it says so", () -> rig.service.log().substring(logged).contains("The database is back"));
        assertThat(rig.service.log().substring(logged).lines())
                .filteredOn(line -> !line.contains("No requests fail any more") && !line.contains("[AuditSeals]"))
                .hasSize(2)
                .first()
                .asString()
                .contains("WARN", "The database is away");
    }

    /** Refusals by the server, caused with an administrator's permission. */
    enum Refusal {
        /** SQLSTATE 28000, as with a wrong password. */
        ROLE_MAY_NOT("alter role clinic nologin", "alter role clinic login"),

        /** SQLSTATE 53300. */
        TOO_MANY("alter role clinic connection limit 0", "alter role clinic connection limit -1"),

        /** SQLSTATE 55000. */
        DATABASE_TAKES_NOBODY(
                "alter database clinic allow_connections false", "alter database clinic allow_connections true");

        private final String begin;
        private final String end;

        Refusal(String begin, String end) {
            this.begin = begin;
            this.end = end;
        }
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whileItLetsNobodyIn(Refusal refusal) throws Exception {
        rig.recovered();
        int logged = rig.service.log().length();
        rig.sql(refusal.begin);
        try {
            rig.endSessions();
            rig.all(10, rig::read).forEach(Rig::assertUnavailable);
            rig.all(4, rig::write).forEach(Rig::assertUnavailable);
            assertThat(rig.service.get(Rig.CACHED).statusCode()).isEqualTo(200);
            assertThat(rig.readiness()).isEqualTo(200);
        } finally {
            rig.sql(refusal.end);
        }
        rig.recovered();
        assertThatItIsSaidOnce(logged);
    }

    /** Checks that reads go on after a demotion to a standby. */
    @Test
    void whileItIsReadOnly() throws Exception {
        rig.recovered();
        rig.sql("alter database clinic set default_transaction_read_only = on");
        rig.endSessions();
        try {
            await("sessions are new", () -> rig.write().status() == 503);
            rig.all(10, rig::write).forEach(Rig::assertUnavailable);
            assertThat(rig.read().status()).isEqualTo(200);
        } finally {
            rig.sql("alter database clinic set default_transaction_read_only = off");
        }
        rig.recovered();
    }

    /** Checks a lock held as long as the migration of someone who did not read our manual. */
    @Test
    void whileATableIsLocked() throws Exception {
        rig.recovered();
        try (Connection locking = rig.superuser();
                var statement = locking.createStatement()) {
            locking.setAutoCommit(false);
            statement.execute("lock table published_item in access exclusive mode");
            var locked = java.util.concurrent.CompletableFuture.supplyAsync(() -> readMany());
            // What needs another table goes on meanwhile.
            for (int i = 0; i < 10; i++) {
                var other = rig.write();
                assertThat(other.status()).as(other.response().body()).isEqualTo(201);
                Rig.assertInTime(other);
            }
            assertThat(rig.service.get(Rig.CACHED).statusCode()).isEqualTo(200);
            assertThat(rig.readiness()).isEqualTo(200);
            assertThat(locked.get()).isTrue();
            assertThat(rig.service.metric("clinic_database_available"))
                    .as("a lock is no outage")
                    .isEqualTo(1);
            locking.rollback();
        }
        rig.recovered();
    }

    /** Sends many reads. Each is refused because of the database, or because too many of one client are in progress. */
    private static boolean readMany() {
        try {
            var answers = rig.all(30, rig::read);
            answers.forEach(Rig::assertInTime);
            assertThat(answers).allMatch(answer -> answer.status() == 503 || answer.status() == 429);
            assertThat(answers).anyMatch(answer -> answer.response().body().contains("Other requests"));
            return true;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Checks a commit whose answer is lost: nobody knows the result, and a repetition tells. */
    @Test
    void whenTheAnswerToACommitIsLost() throws Exception {
        rig.recovered();
        try (Connection connection = rig.superuser();
                var statement = connection.createStatement()) {
            statement.execute("create function wait_at_commit() returns trigger language plpgsql as "
                    + "$$ begin perform pg_advisory_xact_lock(4711); return null; end $$");
            statement.execute("create constraint trigger wait_at_commit after insert on api_key "
                    + "deferrable initially deferred for each row execute function wait_at_commit()");
            connection.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(4711)");
            var key = UUID.randomUUID().toString();
            var lost = java.util.concurrent.CompletableFuture.supplyAsync(() -> writeOnce(key));
            try (var watching = rig.superuser();
                    var waiting = watching.createStatement()) {
                await("it commits", () -> {
                    try (var rows = waiting.executeQuery(
                            "select count(*) from pg_locks where locktype = 'advisory' and not granted")) {
                        rows.next();
                        return rows.getInt(1) == 1;
                    }
                });
            }
            rig.proxy.set(Mode.NO_ANSWERS);
            connection.commit();
            var answer = lost.get();
            Rig.assertUnavailable(answer);
            assertThat(answer.response().body()).contains("not known", "Idempotency-Key");
            rig.proxy.set(Mode.OPEN);
            statement.execute("drop trigger wait_at_commit on api_key");
            statement.execute("drop function wait_at_commit");
            connection.commit();
            await("it is answered again", () -> writeOnce(key).status() != 503);
            var again = writeOnce(key);
            assertThat(again.status()).isEqualTo(201);
            assertThat(again.response().headers().firstValue("Idempotent-Replayed"))
                    .contains("true");
        } finally {
            rig.proxy.set(Mode.OPEN);
        }
        rig.recovered();
    }

    private static Rig.Timed writeOnce(String key) {
        try {
            return rig.ask(rig.keyRequest().header("Idempotency-Key", key));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
