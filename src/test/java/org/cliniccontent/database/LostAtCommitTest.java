package org.cliniccontent.database;

import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/**
 * A database that fails for a moment, in a statement or at the commit: 503, nothing half done, and a repetition
 * succeeds.
 */
@ServiceTest
class LostAtCommitTest {

    /** The ways in which PostgreSQL ends a correct transaction, as PL/pgSQL. */
    enum Failure {
        CONNECTION_ENDED("perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(5);"),
        SERIALIZATION_FAILURE(raise("40001")),
        DEADLOCK(raise("40P01")),
        LOCK_TIMEOUT(raise("55P03")),
        STATEMENT_CANCELED(raise("57014")),
        ADMIN_SHUTDOWN(raise("57P01")),
        CRASH_SHUTDOWN(raise("57P02")),
        TOO_MANY_CONNECTIONS(raise("53300")),
        DISK_FULL(raise("53100")),
        READ_ONLY(raise("25006")),
        IDLE_TIMEOUT(raise("25P03")),
        CONNECTION_FAILURE(raise("08006"));

        private final String statements;

        Failure(String statements) {
            this.statements = statements;
        }

        private static String raise(String state) {
            return "raise exception 'of a test' using errcode = '%s';".formatted(state);
        }
    }

    private final Database database;
    private final String own = Bundles.unique();

    @Inject
    LostAtCommitTest(Database database) {
        this.database = database;
    }

    /** Lets the first transaction on this test's rows fail, and no other. */
    private void failOnce(String table, String condition, String timing, Failure failure) {
        database.update("create sequence %s_failures".formatted(own));
        database.update("""
                create function %1$s_fail() returns trigger language plpgsql as $$
                begin
                    if nextval('%1$s_failures') = 1 then %2$s end if;
                    return null;
                end $$
                """.formatted(own, failure.statements));
        database.update("create constraint trigger %1$s after insert or update on %2$s %3$s for each row when (%4$s) "
                        .formatted(own, table, timing, condition)
                + "execute function %s_fail()".formatted(own));
    }

    @AfterEach
    void dropTheTrigger() {
        database.update("drop function if exists %s_fail() cascade".formatted(own));
        database.update("drop sequence if exists %s_failures".formatted(own));
    }

    @ParameterizedTest
    @EnumSource
    void whatFailsAtCommitIs503AndARepeatHasOneEffect(Failure failure) {
        failOnce("api_key", "new.name = '%s'".formatted(own), "initially deferred", failure);
        repeatedOnce();
    }

    @ParameterizedTest
    @EnumSource
    void whatFailsInAStatementIs503AndARepeatHasOneEffect(Failure failure) {
        failOnce("api_key", "new.name = '%s'".formatted(own), "", failure);
        repeatedOnce();
    }

    /**
     * Repeats the creation of a key, which is plain SQL, so that a failure of the statement and one at the commit are
     * distinct.
     */
    private void repeatedOnce() {
        var idempotencyKey = UUID.randomUUID().toString();
        requireUnavailable(createKey(idempotencyKey));
        assertThat(keys()).isEmpty();
        assertThat(createKey(idempotencyKey).statusCode()).isEqualTo(201);
        assertThat(createKey(idempotencyKey).header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(keys()).hasSize(1);
    }

    private Response createKey(String idempotencyKey) {
        return Api.as(Keys.with(Scope.ADMIN))
                .header("Idempotency-Key", idempotencyKey)
                .contentType("application/json")
                .body("{\"name\": \"%s\", \"scopes\": [\"content:read\"]}".formatted(own))
                .post("/v1/api-keys");
    }

    private List<String> keys() {
        return database.query("select id from api_key where name = ?", row -> row.getString(1), own);
    }

    /** Checks Hibernate's writes, which happen at a flush or before the commit. */
    @ParameterizedTest
    @EnumSource(names = {"CONNECTION_ENDED", "SERIALIZATION_FAILURE", "DEADLOCK", "LOCK_TIMEOUT"})
    void aWorkingCopyIsWrittenByTheRepeat(Failure failure) {
        for (var table : List.of("draft", "condition")) {
            // A batch on a connection that is lost is an AssertionError of the driver where assertions are on, as here.
            boolean atCommitOnly = failure == Failure.CONNECTION_ENDED;
            for (var timing : atCommitOnly ? List.of("initially deferred") : List.of("", "initially deferred")) {
                Editor.created("documents/" + own, Editor.document(own));
                failOnce(table, "new.slug = '%s'".formatted(own), timing, failure);
                requireUnavailable(Editor.create("conditions/" + own, Editor.condition(own, own)));
                Api.problem(Editor.get("conditions/" + own), 404, "not-found");
                Editor.created("conditions/" + own, Editor.condition(own, own));
                assertThat(Editor.discard("conditions/" + own).statusCode()).isEqualTo(204);
                assertThat(Editor.discard("documents/" + own).statusCode()).isEqualTo(204);
                dropTheTrigger();
            }
        }
    }

    /** Checks that a background task succeeds the next time, once, with a line in the log. */
    @ParameterizedTest
    @EnumSource(names = {"CONNECTION_ENDED", "SERIALIZATION_FAILURE", "STATEMENT_CANCELED"})
    void aScheduledReleaseIsMadeTheNextTime(Failure failure) {
        Editor.created("references/" + own, Editor.reference(own));
        Editor.approved("references/" + own);
        failOnce("release", "new.message = '%s'".formatted(own), "initially deferred", failure);
        List<LogRecord> traces = new CopyOnWriteArrayList<>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord log) {
                if (log.getThrown() != null) {
                    traces.add(log);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var logger = Logger.getLogger("");
        logger.addHandler(handler);
        try {
            var response =
                    Editor.release("{\"message\": \"%1$s\", \"drafts\": [\"references/%1$s\"], \"publishAt\": \"%2$s\"}"
                            .formatted(own, Instant.now().plusMillis(500)));
            assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
            await("it is released", () -> releases() > 0);
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(releases()).isEqualTo(1);
        assertThat(failures()).isGreaterThan(1);
        assertThat(traces).isEmpty();
    }

    private long releases() {
        return database.queryOne("select count(*) from release where message = ?", row -> row.getLong(1), own)
                .orElseThrow();
    }

    private long failures() {
        return database.queryOne("select last_value from %s_failures".formatted(own), row -> row.getLong(1))
                .orElseThrow();
    }

    @Test
    void whatIsNoPassingFailureStaysAFaultOfTheService() {
        database.update("create sequence %s_failures".formatted(own));
        database.update("""
                create function %s_fail() returns trigger language plpgsql as $$
                begin raise exception 'of a test' using errcode = '22012'; end $$
                """.formatted(own));
        database.update(
                "create constraint trigger %1$s after insert on api_key initially deferred for each row ".formatted(own)
                        + "when (new.name = '%1$s') execute function %1$s_fail()".formatted(own));
        Api.problem(createKey(UUID.randomUUID().toString()), 500, "internal");
        assertThat(keys()).isEmpty();
    }

    private static void requireUnavailable(Response response) {
        Api.problem(response, 503, "unavailable");
        assertThat(response.header("Retry-After")).matches("[1-9][0-9]?");
    }
}
