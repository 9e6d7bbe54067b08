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
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Detection of database outages, so that no request waits for a database that is known to be down. A probe queries it
 * continuously on a connection of its own, and decides alone: <ul> <li>if that connection is silent, the pool's idle
 * sessions are closed, since they are probably dead too; <li>if it is silent or lost, and a new connection is not
 * answered either, the database is down: idle sessions are closed, and {@link #check} refuses at once, until the probe
 * succeeds again; <li>if the next new connection is not answered either, sessions in use are closed, too. A single
 * failed attempt says nothing about a session that has been at work for a minute. </ul>
 *
 * <p>The probe connects to the server itself if its URL is known ({@code clinic.releases.listen-url}), since a pooler
 * without a spare session is silent as well, and otherwise, or if that URL fails, by the pool's URL.
 *
 * <p>A slow statement, a locked table or an exhausted pool therefore never counts as an outage. A refusal by the server
 * itself (a wrong password, too many connections) is no reason to refuse requests: existing sessions may work, and if
 * they do not, they fail without a wait.
 */
@ApplicationScoped
public class Availability {

    /** The priority after all other startup observers. */
    private static final int LAST = Interceptor.Priority.LIBRARY_AFTER + 500;

    private static final String APPLICATION = "clinic-content probe";

    /**
     * The query by which the pool also validates its sessions. It fails on a standby, which is not the database that is
     * wanted.
     */
    private static final String QUERY = "select 1/(case when pg_is_in_recovery() then 0 else 1 end)";

    /** The SQLSTATE of a division by zero, by which {@link #QUERY} reports a standby. */
    private static final String STANDBY = "22012";

    private static final String READ_ONLY = "25006";
    private static final String CONNECTION_LOST = "08006";

    /**
     * The SQLSTATEs that do not come from a usable server: those of a standby, and the driver's own for a reply that it
     * does not understand, which is also how it reports an interrupt.
     */
    private static final Set<String> NOT_FROM_SERVER = Set.of(STANDBY, READ_ONLY, "99999");

    /** The number of unanswered new connections after which sessions in use are closed. */
    private static final int ATTEMPTS = 2;

    private static final int CONNECT_SECONDS = 2;
    private static final Duration ANSWER = Duration.ofMillis(1_500);
    private static final Duration CALM = Duration.ofSeconds(2);
    /**
     * The maximum interval between probes in an outage, so that its end is noticed soon, however long the configured
     * interval.
     */
    private static final Duration LONGEST_IN_OUTAGE = Duration.ofMillis(500);

    /**
     * The minimum interval between replacements of the sessions, so that a series of refused writes does not empty the
     * pool each time.
     */
    private static final Duration BETWEEN_REPLACEMENTS = Duration.ofSeconds(5);

    private static final Duration STOP_WAIT = Duration.ofSeconds(3);

    private final DirectConnections connections;
    private final PooledSessions sessions;
    private final AgroalDataSource pool;
    private final DatabaseConfig config;
    private final Optional<String> server;
    private final AtomicLong replaced = new AtomicLong(System.nanoTime() - BETWEEN_REPLACEMENTS.toNanos());
    private final Semaphore doubts = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "database-probe");
    private final FailurePeriod outage = new FailurePeriod();
    private volatile Connection connection;
    private volatile boolean stopping;

    /** True if the probe's last connection timed out, rather than being closed by the other side. */
    private boolean silent;

    /** The SQLSTATE of the outage; null if there is none. */
    private volatile String away;

    /** The number of consecutive new connections that were not answered. Only the probe uses it. */
    private int unanswered;

    /** True if the last probe succeeded. */
    private volatile boolean answers = true;

    /** @param server the URL of the server itself, if the pool connects through something else */
    Availability(
            DirectConnections connections,
            PooledSessions sessions,
            AgroalDataSource pool,
            DatabaseConfig config,
            @ConfigProperty(name = "clinic.releases.listen-url") Optional<String> server,
            MeterRegistry meters) {
        this.connections = connections;
        this.sessions = sessions;
        this.pool = pool;
        this.config = config;
        this.server = server;
        Gauge.builder("clinic.database.available", () -> answers ? 1 : 0)
                .description("1 if the database answered the last probe, otherwise 0")
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

    /**
     * Fails at once if the database is known to be down.
     *
     * @throws SQLException if it is
     */
    void check() throws SQLException {
        var state = away;
        if (state != null) {
            throw new SQLException("the database is known to be down", state);
        }
    }

    /** Checks whether there is an outage that has been logged, which callers need not log again. */
    public boolean isFailing() {
        return outage.lasts();
    }

    /**
     * Reports a failure that probably affects every session. The first report is logged, and triggers a probe at once.
     *
     * @param state the SQLSTATE; null if the pool had no connection to give
     */
    public void failed(String state) {
        if (begins(state)) {
            doubts.release();
        }
    }

    private boolean begins(String state) {
        boolean begins = outage.failed();
        if (begins) {
            Log.warnf("The database is away: %s", describe(state));
        }
        return begins;
    }

    /**
     * Replaces the pool's sessions, which answer but no longer accept writes, as after a demotion. New sessions may
     * reach another server. Frequent calls replace them only now and then.
     */
    public void replaceSessions() {
        long now = System.nanoTime();
        long last = replaced.get();
        if (now - last >= BETWEEN_REPLACEMENTS.toNanos() && replaced.compareAndSet(last, now)) {
            pool.flush(FlushMode.GRACEFUL);
        }
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
            if (answersProbe()) {
                return;
            }
            if (silent) {
                pool.flush(FlushMode.IDLE);
            }
            open();
            answered();
        } catch (SQLException e) {
            close();
            if (!stopping) {
                refused(e);
            }
        } catch (RuntimeException e) {
            // The loop must survive any failure: the next probe may succeed, and without one no change would be
            // noticed.
            close();
            Log.errorf(e, "The probe of the database failed");
        }
    }

    /**
     * Probes the database.
     *
     * @return whether the existing connection still answers
     */
    private boolean answersProbe() {
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
        if (server.isPresent()) {
            try {
                open(server);
                return;
            } catch (SQLException e) {
                // Only this route may be closed, and requests do not use it.
                Log.debugf(e, "The server itself does not answer the probe");
                close();
            }
        }
        open(Optional.empty());
    }

    private void open(Optional<String> url) throws SQLException {
        connection = connections.open(APPLICATION, url, CONNECT_SECONDS);
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
        unanswered = 0;
        outage.ended(CALM).ifPresent(ended -> Log.infof("The database is back after %s", ended));
    }

    private void refused(SQLException failure) {
        answers = false;
        var state = failure.getSQLState();
        if (isFromServer(state)) {
            away = null;
            unanswered = 0;
        } else {
            away = STANDBY.equals(state) ? READ_ONLY : CONNECTION_LOST;
            unanswered++;
            if (unanswered <= ATTEMPTS) {
                pool.flush(FlushMode.IDLE);
            }
            if (unanswered == ATTEMPTS) {
                sessions.abortUsed();
            }
        }
        begins(state);
    }

    /**
     * Checks whether a server answered and merely refused the statement. One that is starting or is a standby answers,
     * too, but is of no use to any session of the pool.
     */
    static boolean isFromServer(String state) {
        return state != null && !state.startsWith("08") && !state.startsWith("57P") && !NOT_FROM_SERVER.contains(state);
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
            // The interrupt comes only with the stop, which the loop's condition checks.
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
                Log.tracef(e, "The probe's connection is already closed");
            }
        }
    }
}
