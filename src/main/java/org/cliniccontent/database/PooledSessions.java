package org.cliniccontent.database;

import io.agroal.api.AgroalPoolInterceptor;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The sessions of the pool, each with its bounds. A statement is ended by the server ({@code statement_timeout},
 * {@code lock_timeout}), which also frees what it held; where the server is silent, the wait for its answer ends a little
 * later on this side. What happens while the service starts (migrations, the first content) has no such bounds, and its
 * sessions are replaced when the start has ended.
 */
@Singleton
class PooledSessions implements AgroalPoolInterceptor {

    /** Beyond the server's own timeout, so that its answer arrives first. */
    private static final Duration GRACE = Duration.ofMillis(500);

    /** For the validation of a session that idled: it does nothing but answer. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    /** For statements of the start: migrations may take long. */
    private static final Duration START = Duration.ofMinutes(10);

    /** The driver sets the socket's own timeout and needs no thread for it. */
    private static final Executor NONE = Runnable::run;

    private enum Use {
        IDLE,
        USED
    }

    private final DatabaseConfig config;
    private final Map<Connection, Use> sessions = new ConcurrentHashMap<>();
    private volatile boolean bounded;

    PooledSessions(DatabaseConfig config) {
        this.config = config;
    }

    /** From now on new sessions are bounded. */
    void bound() {
        bounded = true;
    }

    @Override
    public void onConnectionCreate(Connection session) {
        sessions.put(session, Use.IDLE);
        if (!bounded) {
            await(session, START);
            return;
        }
        try (var statement = session.createStatement()) {
            session.setNetworkTimeout(NONE, millis(IDLE));
            statement.execute("set statement_timeout = " + millis(config.statementTimeout()) + "; set lock_timeout = "
                    + millis(config.lockTimeout()));
        } catch (SQLException e) {
            throw new Database.DatabaseException(e);
        }
    }

    @Override
    public void onConnectionAcquire(Connection session) {
        sessions.computeIfPresent(session, (key, use) -> Use.USED);
        if (bounded) {
            await(session, config.statementTimeout().plus(GRACE));
        }
    }

    @Override
    public void onConnectionReturn(Connection session) {
        sessions.computeIfPresent(session, (key, use) -> Use.IDLE);
        if (bounded) {
            await(session, IDLE);
        }
    }

    @Override
    public void onConnectionDestroy(Connection session) {
        sessions.remove(session);
    }

    /** How long answers of this session are waited for. */
    static void await(Connection session, Duration atMost) {
        try {
            session.setNetworkTimeout(NONE, millis(atMost));
        } catch (SQLException e) {
            // It is closed: whoever uses it is told.
            Log.tracef(e, "A session is closed already");
        }
    }

    static void awaitLong(Connection session, Duration statement) {
        await(session, statement.plus(GRACE));
    }

    /**
     * Ends the sessions that are in use: whoever waits for an answer gets an exception at once. The others are the pool's
     * to end, which would go on giving them out.
     */
    void abortUsed() {
        sessions.forEach((session, use) -> {
            if (use == Use.USED) {
                abort(session);
            }
        });
    }

    private static void abort(Connection session) {
        try {
            session.abort(NONE);
        } catch (SQLException e) {
            Log.tracef(e, "A session is closed already");
        }
    }

    private static int millis(Duration duration) {
        return (int) duration.toMillis();
    }
}
