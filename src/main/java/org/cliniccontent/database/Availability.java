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
 * Whether the database answers, so that nobody waits for one that is known to be away. A probe asks it all the time, on a
 * connection of its own, and it alone decides:
 *
 * <ul>
 *   <li>if that connection is silent, the pool's idle sessions are ended, since they are probably as dead;
 *   <li>if it is silent or lost, and a new connection is not answered either, the database is away: idle sessions are
 *       ended, and {@link #check} refuses at once, until the probe is answered again;
 *   <li>if the next new connection is not answered either, sessions in use are ended, too. One attempt that fails says
 *       nothing about a session that has been at work for a minute.
 * </ul>
 *
 * <p>It asks the server itself where that is known ({@code clinic.releases.listen-url}), since a pooler that has no session
 * to spare is silent as well, and otherwise, or if that way is closed, as the pool does.
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

    /** Also what the driver does not understand, which is how it says that it was interrupted. */
    private static final Set<String> NOT_FROM_SERVER = Set.of(STANDBY, READ_ONLY, "99999");

    /** New connections that are not answered until sessions in use are given up. */
    private static final int ATTEMPTS = 2;

    private static final int CONNECT_SECONDS = 2;
    private static final Duration ANSWER = Duration.ofMillis(1_500);
    private static final Duration CALM = Duration.ofSeconds(2);
    /** So that it is soon known that it is over, however seldom the probe asks otherwise. */
    private static final Duration LONGEST_IN_OUTAGE = Duration.ofMillis(500);

    /** So that writes which are refused one after the other do not empty the pool each time. */
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

    /** Whether the probe's last connection was not answered, rather than ended by the other side. */
    private boolean silent;

    /** The SQLSTATE by which the database is away; null while it is not. */
    private volatile String away;

    /** How many new connections in a row were not answered; for the probe. */
    private int unanswered;

    /** Whether the last probe was answered as it should be. */
    private volatile boolean answers = true;

    /** @param server the URL of the server itself, if the pool goes through something else */
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
     * Its sessions write no more, though they answer: as after a demotion. New ones may reach another server. However often
     * it is called, they are replaced only now and then.
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
            if (ask()) {
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
        if (server.isPresent()) {
            try {
                open(server);
                return;
            } catch (SQLException e) {
                // Only this way may be closed, and requests do not take it.
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
     * Whether a server answers, and only does not do what is asked. One that starts or is a standby answers, too, but no
     * session of the pool can be of use.
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
