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
 * Sends queries to a standby, as far as it has what they are about, and to the primary otherwise; without a standby, all
 * to the primary. Only what runs within {@link #read} may go there, and of that only queries: never what writes, and
 * nothing in a transaction.
 *
 * <p>Whether the standby answers is found out by a check of its own in the background, which a failure wakes. One that does
 * not answer is not asked again before the check finds that it does.
 */
@ApplicationScoped
public class Reader {

    /**
     * A point in the history of what is stored. A database that has it has all before it.
     *
     * @param number grows from point to point, and stands for one only; 0: before the first
     * @param mark tells it from a point of another history
     */
    public record Point(long number, String mark) {

        /** What every database has. */
        static final Point NONE = new Point(0, "");
    }

    /** Finds points. */
    public interface Points {

        /** The latest that a connection's database has; negative if the one that is wanted is not in its history. */
        long latest(Connection connection, Point wanted) throws SQLException;
    }

    /** Why the primary is asked in its place. */
    private enum Fallback {
        /** It has not received, or not replayed, what is to be read. */
        BEHIND,
        /** It cannot be reached, or does not answer in time. */
        AWAY,
        /** It ended the query because of what it had to replay. */
        CONFLICT,
        /** It answered with another error. */
        FAILED;

        static Fallback of(String state) {
            if (BEHIND_STATE.equals(state)) {
                return BEHIND;
            }
            // A pool that has no connection says so without a state.
            if (state == null || state.startsWith("08") || state.startsWith("53") || state.startsWith("57P")) {
                return AWAY;
            }
            return state.startsWith("40") || state.equals("57014") ? CONFLICT : FAILED;
        }
    }

    /** Of our own: no database has it. */
    private static final String BEHIND_STATE = "CC001";

    private static final String THREAD = "reader-check";

    /** What is read in this thread, if it is read from the standby. */
    private static final ThreadLocal<Point> WANTED = new ThreadLocal<>();

    private final Optional<ReaderPool> pool;
    private final ReaderConfig config;
    private final Points points;
    private final MeterRegistry meters;

    /** How far the database of each connection was when it was asked last: one URL may stand for several standbys. */
    private final Map<PGConnection, Long> known = Collections.synchronizedMap(new WeakHashMap<>());

    private final AtomicLong latest = new AtomicLong();
    private final ScheduledExecutorService checks = new ScheduledThreadPoolExecutor(
            1,
            task -> {
                var thread = new Thread(task, THREAD);
                thread.setDaemon(true);
                return thread;
            },
            // A read that fails while the service stops wakes nobody.
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
                    .description("Whether the reader, a standby that reads may go to, answers (1) or not (0)")
                    .register(meters);
            Gauge.builder("clinic.reader.release", latest, AtomicLong::get)
                    .description("The release that the reader has replayed, as far as it was asked")
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

    /** However many reads fail, one check tells what is behind it. */
    private void wakeCheck() {
        if (woken.compareAndSet(false, true)) {
            checks.execute(this::check);
        }
    }

    /** One query, on a connection of its own: those of the pool may all be waiting. */
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
                Log.debug("A connection that is broken does not close", e);
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
     * Reads from the standby, if there is one that has the point and answers, and otherwise from the primary.
     *
     * @param point what is read, or is part of it
     * @param work without effects: it is begun anew on the primary if the standby fails
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
            // One slow query, or a pool that is used up, is not yet a standby that does not answer.
            wakeCheck();
        } else if (reason == Fallback.FAILED) {
            Log.warnf("The reader answers with SQLSTATE %s, and the primary is asked", state);
        }
    }

    /** What has to be known for sure, within {@link #read}, too. */
    public <T> T onPrimary(Supplier<T> work) {
        var before = WANTED.get();
        WANTED.remove();
        try {
            return work.get();
        } finally {
            restore(before);
        }
    }

    /** What is read from here on, within {@link #read}, is about this point, too. */
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
     * A connection for a query of this thread, if it is to go to the standby.
     *
     * @throws SQLException if the standby is away or behind
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
