package org.cliniccontent.database;

import io.quarkus.narayana.jta.QuarkusTransaction;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Figures for monitoring that a background task reads from the database. Gauges answer from the last reading and never
 * query. A reading that is too old counts for nothing (NaN): a figure that stands still would look like good news.
 *
 * @param <T> the figures of one reading
 */
public final class Measured<T> {

    /** How long a reading counts: several of the intervals at which it is made. */
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
     * Makes a reading in a transaction of its own. A statement of it that takes longer than those of requests may
     * ({@code clinic.database.statement-timeout}) is given up: monitoring must not be a load.
     *
     * @throws RuntimeException as the query throws it; the reading before it stays
     */
    public void read(Supplier<T> query) {
        put(QuarkusTransaction.requiringNew().call(query::get));
    }

    void put(T figures) {
        last = new Reading<>(figures, nanoTime.getAsLong());
    }

    /** @return one figure of the last reading; NaN if there is none, or none that still counts */
    public double figure(ToDoubleFunction<T> figure) {
        var reading = last;
        return reading == null || nanoTime.getAsLong() - reading.nanos() > LIFETIME.toNanos()
                ? Double.NaN
                : figure.applyAsDouble(reading.figures());
    }
}
