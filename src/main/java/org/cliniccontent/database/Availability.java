package org.cliniccontent.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Whether the database answers, so that nobody waits for one that is known to be away. A probe asks it all the time, on a
 * connection of its own, and it alone decides:
 *
 * <ul>
 *   <li>if that connection is silent, the pool's idle sessions are ended, since they are probably as dead;
 *   <li>if it is silent or lost, and a new connection is not answered either, the database is away: all sessions of the
 *       pool are ended, and {@link #check} refuses at once, until the probe is answered again.
 * </ul>
 *
 * <p>So a statement that is slow, a table that is locked or a pool that is used up never makes the database "away". What a
 * server itself refuses (a wrong password, too many connections) is no reason to refuse others: their sessions may work, and
 * if they do not, they are told without a wait.
 */
@ApplicationScoped
public class Availability {

    /** After everything else that happens at the start. */
    private static final int LAST = Interceptor.Priority.LIBRARY_AFTER + 500;

    private static final String APPLICATION = "clinic-content probe";

    /** As the pool validates its sessions: a standby is not the database that is wanted. */
    private static final String QUERY = "select 1/(case when pg_is_in_recovery() then 0 else 1 end)";

    /** A division by zero: how {@link #QUERY} says so. */
    private static final String STANDBY = "22012";

    private static final String READ_ONLY = "25006";
    private static final String CONNECTION_LOST = "08006";

    private static final int CONNECT_SECONDS = 2;
    private static final Duration ANSWER = Duration.ofMillis(1_500);
    private static final Duration CALM = Duration.ofSeconds(2);
    /** So that it is soon known that it is over, however seldom the probe asks otherwise. */
    private static final Duration LONGEST_IN_OUTAGE = Duration.ofMillis(500);

    private static final Duration STOP_WAIT = Duration.ofSeconds(3);

    private final DirectConnections connections;
    private final PooledSessions sessions;
    private final AgroalDataSource pool;
    private final DatabaseConfig config;
    private final Semaphore doubts = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "database-probe");
    private final FailurePeriod outage = new FailurePeriod();
    private volatile Connection connection;
    private volatile boolean stopping;

    /** Whether the probe's last connection was not answered, rather than ended by the other side. */
    private boolean silent;

    /** The SQLSTATE by which the database is away; null while it is not. */
    private volatile String away;

    /** Whether the last probe was answered as it should be. */
    private volatile boolean answers = true;

    Availability(
            DirectConnections connections,
            PooledSessions sessions,
            AgroalDataSource pool,
            DatabaseConfig config,
            MeterRegistry meters) {
        this.connections = connections;
        this.sessions = sessions;
        this.pool = pool;
        this.config = config;
        Gauge.builder("clinic.database.available", () -> answers ? 1 : 0)
                .description("Whether the database answered the last probe (1) or not (0)")
                .register(meters);
    }

    void onStart(@Observes @Priority(LAST) StartupEvent event) {
        sessions.bound();
        pool.flush(FlushMode.GRACEFUL);
        thread.setDaemon(true);
        thread.start();
    }

    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        thread.interrupt();
        thread.join(STOP_WAIT.toMillis());
    }

    /** @throws SQLException at once if the database is known to be away */
    void check() throws SQLException {
        var state = away;
        if (state != null) {
            throw new SQLException("the database is known to be away", state);
        }
    }

    /** Whether there is an outage that has been logged, and need not be logged by others again. */
    public boolean isFailing() {
        return outage.lasts();
    }

    /**
     * Somebody met a failure of a kind that all others probably meet too. The first is logged, and has the probe look at
     * once.
     *
     * @param state the SQLSTATE; null if the pool had no connection to give
     */
    public void failed(String state) {
        if (outage.failed()) {
            Log.warnf("The database is away: %s", describe(state));
            doubts.release();
        }
    }

    /** Its sessions write no more, though they answer: as after a demotion. New ones may reach another server. */
    public void replaceSessions() {
        pool.flush(FlushMode.GRACEFUL);
    }

    private static String describe(String state) {
        return state == null ? "no connection" : "SQLSTATE " + state;
    }

    private void run() {
        while (!stopping) {
            probe();
            pause();
        }
        close();
    }

    private void probe() {
        try {
            if (ask()) {
                return;
            }
            if (silent) {
                sessions.abortIdle();
            }
            open();
            answered();
        } catch (SQLException e) {
            close();
            if (!stopping) {
                refused(e);
            }
        } catch (RuntimeException e) {
            // Whatever it is, the next probe may go well, and without one nothing would ever be noticed.
            close();
            Log.errorf(e, "The probe of the database failed");
        }
    }

    /** @return whether the connection of before is still answered */
    private boolean ask() {
        if (connection == null) {
            return false;
        }
        try {
            query();
            answered();
            return true;
        } catch (SQLException e) {
            Log.debugf(e, "The probe's connection is lost");
            silent = e.getCause() instanceof SocketTimeoutException;
            close();
            return false;
        }
    }

    private void open() throws SQLException {
        connection = connections.open(APPLICATION, Optional.empty(), CONNECT_SECONDS);
        PooledSessions.await(connection, ANSWER);
        query();
    }

    private void query() throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(QUERY)) {
            rows.next();
        }
    }

    private void answered() {
        answers = true;
        away = null;
        outage.ended(CALM).ifPresent(ended -> Log.infof("The database is back after %s", ended));
    }

    private void refused(SQLException failure) {
        answers = false;
        var state = failure.getSQLState();
        if (isFromServer(state)) {
            away = null;
        } else {
            boolean begins = away == null;
            away = STANDBY.equals(state) ? READ_ONLY : CONNECTION_LOST;
            if (begins) {
                sessions.abortAll();
            }
        }
        failed(state);
    }

    /** A server that starts or is a standby answers, too, but no session of the pool can be of use. */
    private static boolean isFromServer(String state) {
        return state != null && (state.startsWith("28") || state.startsWith("3D") || state.startsWith("53"));
    }

    private void pause() {
        try {
            var interval = config.probeEvery();
            if (outage.lasts() && interval.compareTo(LONGEST_IN_OUTAGE) > 0) {
                interval = LONGEST_IN_OUTAGE;
            }
            if (doubts.tryAcquire(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                doubts.drainPermits();
            }
        } catch (InterruptedException e) {
            // Only who stops it interrupts it, and the loop looks for that.
            Log.tracef(e, "The probe ends");
        }
    }

    private void close() {
        var open = connection;
        connection = null;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                Log.tracef(e, "The probe's connection is closed already");
            }
        }
    }
}
