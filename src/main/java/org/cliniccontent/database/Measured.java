package org.cliniccontent.database;

import io.quarkus.narayana.jta.QuarkusTransaction;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Figures for monitoring that a background task reads from the database. Gauges report the last reading and never
 * query. A reading that is too old counts for nothing (NaN): an outdated figure would look like good news.
 *
 * @param <T> the figures of one reading
 */
public final class Measured<T> {

    /** The lifetime of a reading: several of the intervals at which it is made. */
    static final Duration LIFETIME = Duration.ofMinutes(5);

    private final LongSupplier nanoTime;
    private volatile Reading<T> last;

    public Measured() {
        this(System::nanoTime);
    }

    Measured(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Reading<T>(T figures, long nanos) {}

    /**
     * Makes a reading in a transaction of its own. A statement that exceeds the timeout of requests ({@code
     * clinic.database.statement-timeout}) is cancelled: monitoring must not be a load.
     *
     * @throws RuntimeException from the query; the previous reading stays
     */
    public void read(Supplier<T> query) {
        put(QuarkusTransaction.requiringNew().call(query::get));
    }

    void put(T figures) {
        last = new Reading<>(figures, nanoTime.getAsLong());
    }

    /** Returns a figure of the last reading; NaN if there is none, or if it is too old. */
    public double figure(ToDoubleFunction<T> figure) {
        var reading = last;
        return reading == null || nanoTime.getAsLong() - reading.nanos() > LIFETIME.toNanos()
                ? Double.NaN
                : figure.applyAsDouble(reading.figures());
    }
}
