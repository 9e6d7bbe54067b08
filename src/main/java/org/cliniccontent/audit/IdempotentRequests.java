package org.cliniccontent.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.cliniccontent.access.Caller;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.DatabaseFailure;
import org.cliniccontent.database.DatabaseJob;
import org.cliniccontent.database.Sql;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/** What was answered to requests with an {@code Idempotency-Key}, kept with their effect, for a week. */
@ApplicationScoped
class IdempotentRequests {

    static final Duration KEPT = Duration.ofDays(7);

    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};
    private static final Sql KEEP = Sql.of("""
            insert into idempotent_request (caller, key, request, status, headers, body, created_at)
            values (:caller, :key, :request, :status, :headers::jsonb, :body, :now)
            """);

    private final Database database;
    private final Clock clock;
    private final ObjectMapper json;

    IdempotentRequests(Database database, Clock clock, ObjectMapper json) {
        this.database = database;
        this.clock = clock;
        this.json = json;
    }

    /** An answer as it can be given again. */
    record Answer(int status, Map<String, String> headers, byte[] body) {}

    private record Stored(String request, Answer answer) {}

    /**
     * Holds a caller's key until the end of the transaction.
     *
     * @param request the hash of the request
     * @return what was answered to the request before, if it was
     * @throws ProblemException if the key is held by another, or stands for another request
     */
    Optional<Answer> begin(Caller caller, String key, String request) {
        boolean held = database.queryOne(
                        "select pg_try_advisory_xact_lock(hashtextextended('idempotent-request ' || ? || ' ' || ?, 0))",
                        row -> row.getBoolean(1),
                        caller.id(),
                        key)
                .orElseThrow();
        if (!held) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "An earlier request with this Idempotency-Key is still being answered");
        }
        // A statement of its own, which sees what the one that held the key before has committed.
        var stored = database.queryOne(
                """
                select request, status, headers, body from idempotent_request
                where caller in (?, ?) and key = ? order by caller = ? desc limit 1
                """,
                this::stored,
                caller.id(),
                // As older versions kept it, which may still run beside this one.
                caller.credential(),
                key,
                caller.id());
        if (stored.isPresent() && !stored.get().request().equals(request)) {
            throw new ProblemException(
                    ProblemType.IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key stands for another request");
        }
        return stored.map(Stored::answer);
    }

    void keep(Caller caller, String key, String request, Answer answer) {
        try {
            database.update(KEEP.with("caller", caller.id())
                    .with("key", key)
                    .with("request", request)
                    .with("status", answer.status())
                    .with("headers", json.writeValueAsString(answer.headers()))
                    .with("body", answer.body())
                    .with("now", Timestamp.from(clock.instant())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers are strings", e);
        }
    }

    @DatabaseJob
    @Scheduled(every = "1h")
    void purge() {
        try {
            QuarkusTransaction.requiringNew().run(() -> {
                database.allowLongStatements();
                database.update(
                        "delete from idempotent_request where created_at < ?",
                        Timestamp.from(clock.instant().minus(KEPT)));
            });
        } catch (RuntimeException e) {
            // What is left is deleted the next time.
            Log.logf(
                    DatabaseFailure.level(e),
                    "Old answers to requests with an Idempotency-Key cannot be deleted now: %s",
                    DatabaseFailure.describe(e));
        }
    }

    private Stored stored(ResultSet row) throws SQLException {
        try {
            var headers = json.readValue(row.getString("headers"), HEADERS);
            return new Stored(
                    row.getString("request"), new Answer(row.getInt("status"), headers, row.getBytes("body")));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the headers of a stored answer cannot be read", e);
        }
    }
}
