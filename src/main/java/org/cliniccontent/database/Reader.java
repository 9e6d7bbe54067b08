package org.cliniccontent.database;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.cliniccontent.database.Database.StandbyException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.postgresql.PGConnection;

/**
 * Routes queries to a standby if it has received the data that they need, and otherwise to the primary; without a
 * standby, always to the primary. Only queries within {@link #read} may go to the standby: never writes, and nothing in
 * a transaction.
 *
 * <p>A check in the background, which a failure triggers, finds out whether the standby answers. A standby that does
 * not is not queried before the check succeeds.
 */
@ApplicationScoped
public class Reader {

    /**
     * A point in the history of the stored data. A database that has received it has received everything before it.
     *
     * @param number increases with each point and identifies only one; 0: before the first
     * @param mark distinguishes it from a point of another history
     */
    public record Point(long number, String mark) {

        /** The point that every database has received. */
        static final Point NONE = new Point(0, "");
    }

    /** A lookup of the points that a database has received. */
    public interface Points {

        /** Returns the latest point of a connection's database; negative if the wanted one is not in its history. */
        long latest(Connection connection, Point wanted) throws SQLException;
    }

    /** The reason for falling back to the primary. */
    private enum Fallback {
        /** The standby has not received or replayed the requested point. */
        BEHIND,
        /** The standby cannot be reached, or does not answer in time. */
        AWAY,
        /** The standby cancelled the query because of what it had to replay. */
        CONFLICT,
        /** The standby answered with another error. */
        FAILED;

        static Fallback of(String state) {
            if (BEHIND_STATE.equals(state)) {
                return BEHIND;
            }
            // A pool without a connection throws an exception without an SQLSTATE.
            if (state == null || state.startsWith("08") || state.startsWith("53") || state.startsWith("57P")) {
                return AWAY;
            }
            return state.startsWith("40") || state.equals("57014") ? CONFLICT : FAILED;
        }
    }

    /** A SQLSTATE of the service's own, which no database uses. */
    private static final String BEHIND_STATE = "CC001";

    private static final String THREAD = "reader-check";

    /** The point that the current thread needs, if it may read from the standby. */
    private static final ThreadLocal<Point> WANTED = new ThreadLocal<>();

    private final Optional<ReaderPool> pool;
    private final ReaderConfig config;
    private final Points points;
    private final MeterRegistry meters;

    /** The latest known point of each connection's database: one URL may stand for several standbys. */
    private final Map<PGConnection, Long> known = Collections.synchronizedMap(new WeakHashMap<>());

    private final AtomicLong latest = new AtomicLong();
    private final ScheduledExecutorService checks = new ScheduledThreadPoolExecutor(
            1,
            task -> {
                var thread = new Thread(task, THREAD);
                thread.setDaemon(true);
                return thread;
            },
            // A read that fails during the shutdown triggers no check.
            new ThreadPoolExecutor.DiscardPolicy());

    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean available;
    private Connection checked;

    Reader(
            ReaderConfig config,
            Points points,
            MeterRegistry meters,
            @ConfigProperty(name = "quarkus.datasource.username") Optional<String> username,
            @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password)
            throws SQLException {
        this.config = config;
        this.points = points;
        this.meters = meters;
        this.pool = config.url().isEmpty()
                ? Optional.empty()
                : Optional.of(new ReaderPool(
                        config.url().get(),
                        config.username().or(() -> username).orElse(""),
                        config.password().or(() -> password).orElse(""),
                        config));
        if (pool.isPresent()) {
            for (Fallback reason : Fallback.values()) {
                fallbacks(reason);
            }
            Gauge.builder("clinic.reader.available", () -> available ? 1 : 0)
                    .description("1 if the reader, a standby for reads, answers, otherwise 0")
                    .register(meters);
            Gauge.builder("clinic.reader.release", latest, AtomicLong::get)
                    .description("The latest release known to be replayed by the reader")
                    .register(meters);
        }
    }

    private Counter fallbacks(Fallback reason) {
        return Counter.builder("clinic.reader.fallbacks")
                .description("Reads for which the primary was asked because the reader was behind, was away, ended the "
                        + "query for a conflict with what it replays, or failed otherwise")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    void onStart(@Observes StartupEvent event) {
        if (pool.isPresent()) {
            checks.scheduleWithFixedDelay(this::check, 0, config.checkEvery().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    void onStop(@Observes ShutdownEvent event) {
        checks.shutdownNow();
        pool.ifPresent(ReaderPool::close);
    }

    /** Triggers one check, however many reads fail. */
    private void triggerCheck() {
        if (woken.compareAndSet(false, true)) {
            checks.execute(this::check);
        }
    }

    /** Checks the standby with one query on a connection of its own: those of the pool may all be waiting. */
    private void check() {
        try {
            if (checked == null) {
                checked = pool.orElseThrow().open();
            }
            latest.set(points.latest(checked, Point.NONE));
            if (!available) {
                Log.info("The reader answers: reads go to it");
            }
            available = true;
        } catch (SQLException | RuntimeException e) {
            closeChecked();
            away(e instanceof SQLException sql ? sql.getSQLState() : e.toString());
        } finally {
            woken.set(false);
        }
    }

    private void closeChecked() {
        if (checked != null) {
            try {
                checked.close();
            } catch (SQLException e) {
                Log.debug("A broken connection cannot be closed", e);
            }
            checked = null;
        }
    }

    private void away(String reason) {
        if (available) {
            Log.warnf("The reader does not answer (%s): all reads go to the primary until it does", reason);
            available = false;
            pool.orElseThrow().forgetIdle();
        }
    }

    /**
     * Reads from the standby if it has received the point and answers, and otherwise from the primary.
     *
     * @param point the point that is read, or a later one
     * @param work a function without side effects: it restarts on the primary if the standby fails
     */
    public <T> T read(Point point, Supplier<T> work) {
        if (pool.isEmpty()) {
            return work.get();
        }
        if (!available) {
            fallbacks(Fallback.AWAY).increment();
            return work.get();
        }
        var before = WANTED.get();
        WANTED.set(point);
        try {
            return work.get();
        } catch (StandbyException e) {
            failed(e);
        } finally {
            restore(before);
        }
        return onPrimary(work);
    }

    private void failed(StandbyException e) {
        var state = e.state();
        var reason = Fallback.of(state);
        fallbacks(reason).increment();
        if (reason == Fallback.AWAY) {
            // One slow query, or an exhausted pool, does not mean that the standby is down.
            triggerCheck();
        } else if (reason == Fallback.FAILED) {
            Log.warnf("The reader answers with SQLSTATE %s, and the primary is asked", state);
        }
    }

    /** Reads data that must be up to date from the primary, even within {@link #read}. */
    public <T> T onPrimary(Supplier<T> work) {
        var before = WANTED.get();
        WANTED.remove();
        try {
            return work.get();
        } finally {
            restore(before);
        }
    }

    /** Requires this point, too, for the rest of the enclosing {@link #read}. */
    public void include(Point point) {
        var wanted = WANTED.get();
        if (wanted != null && wanted.number() < point.number()) {
            WANTED.set(point);
        }
    }

    private static void restore(Point before) {
        if (before == null) {
            WANTED.remove();
        } else {
            WANTED.set(before);
        }
    }

    /**
     * Returns a connection to the standby if this thread's query may go there.
     *
     * @throws SQLException if the standby is down or behind
     */
    Optional<Connection> connection() throws SQLException {
        var wanted = WANTED.get();
        if (wanted == null) {
            return Optional.empty();
        }
        var connection = pool.orElseThrow().get();
        try {
            if (!has(connection, wanted)) {
                throw new SQLException("The reader is behind", BEHIND_STATE);
            }
            return Optional.of(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private boolean has(Connection connection, Point wanted) throws SQLException {
        var physical = connection.unwrap(PGConnection.class);
        var before = known.get(physical);
        if (before != null && before >= wanted.number()) {
            return true;
        }
        long now = points.latest(connection, wanted);
        known.put(physical, now);
        return now >= wanted.number();
    }
}
