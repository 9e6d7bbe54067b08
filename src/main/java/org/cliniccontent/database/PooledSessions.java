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
 * The sessions of the pool, with their timeouts. The server ends a statement ({@code statement_timeout}, {@code
 * lock_timeout}), which also releases its locks; if the server is silent, the client gives up a little later. During
 * the service's start (migrations, the first content) there are no such timeouts, and these sessions are replaced
 * afterwards.
 */
@Singleton
class PooledSessions implements AgroalPoolInterceptor {

    /** The time beyond the server's own timeout, so that its answer arrives first. */
    private static final Duration GRACE = Duration.ofMillis(500);

    /** The timeout for validating an idle session, whose query takes no time. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    /** The timeout for statements during the start: migrations may take long. */
    private static final Duration START = Duration.ofMinutes(10);

    /** A placeholder: the driver sets the socket's own timeout and needs no thread for it. */
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

    /** Sets the timeouts on sessions created from now on. */
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

    /** Sets the time to wait for answers of this session. */
    static void await(Connection session, Duration atMost) {
        try {
            session.setNetworkTimeout(NONE, millis(atMost));
        } catch (SQLException e) {
            // The session is closed already, and its user gets an exception.
            Log.tracef(e, "The session is already closed");
        }
    }

    static void awaitLong(Connection session, Duration statement) {
        await(session, statement.plus(GRACE));
    }

    /**
     * Closes the sessions in use: their callers get an exception at once. Idle sessions are left to the pool, which
     * would otherwise go on giving them out.
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
            Log.tracef(e, "The session is already closed");
        }
    }

    private static int millis(Duration duration) {
        return (int) duration.toMillis();
    }
}
