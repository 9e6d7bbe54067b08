package org.cliniccontent.http.body;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * The memory that bodies may take, all together: of each its length times {@link #MULTIPLE}. A body that does not fit
 * waits for others to be done, and is refused if that takes too long. A small one takes nothing of it, so that it never
 * waits.
 */
@ApplicationScoped
public class BodyBudget {

    /**
     * What is made of a byte of a body: its tree, the working copies, and what would be published of them. Measured with
     * a dry run of a bundle of 6,000 conditions, which takes most.
     */
    static final int MULTIPLE = 10;

    /** How long a body may be that is not counted. There are no more of them than threads that work on them. */
    static final int SMALL = 32_768;

    private static final double SHARE_OF_HEAP = 0.5;

    private final long size;
    private final Duration maxWait;
    private long used;
    private long refused;

    @Inject
    BodyBudget(BodiesConfig config, MeterRegistry meters) {
        this(
                config.memory().map(memory -> memory.asLongValue()).orElse((long)
                        (Runtime.getRuntime().maxMemory() * SHARE_OF_HEAP)),
                config.maxWait());
        Gauge.builder("clinic.bodies.reserved", this, BodyBudget::used)
                .description("Memory that is reserved for bodies")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("clinic.bodies.memory", () -> size)
                .description("Memory that may be reserved for bodies")
                .baseUnit("bytes")
                .register(meters);
        FunctionCounter.builder("clinic.bodies.refused", this, BodyBudget::refused)
                .description("Bodies that were refused because others took the memory")
                .register(meters);
    }

    BodyBudget(long size, Duration maxWait) {
        this.size = size;
        this.maxWait = maxWait;
    }

    /** The longest body that there is memory for, if there is no other. */
    public long longest() {
        return Math.max(SMALL, size / MULTIPLE);
    }

    /**
     * Reserves memory for a body, or for more of one that grows.
     *
     * @param before how much of it has been reserved for
     * @param length how long it is, or has become
     * @throws ProblemException 413 if it never fits; 503 if others take its place for too long, and at once if it holds
     *     some itself: two that grow would wait for one another
     */
    public void reserve(long before, long length) {
        reserve(before, length, weight(before) > 0 ? Duration.ZERO : maxWait);
    }

    /** The same for what holds a connection of the database, which others need: it does not wait. */
    void reserveAtOnce(long before, long length) {
        reserve(before, length, Duration.ZERO);
    }

    private synchronized void reserve(long before, long length, Duration patience) {
        if (length > longest()) {
            throw new ProblemException(
                    ProblemType.CONTENT_TOO_LARGE, "The body must be at most " + longest() + " bytes long here");
        }
        long more = weight(length) - weight(before);
        long deadline = System.nanoTime() + patience.toNanos();
        while (used + more > size) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0 || !waited(left)) {
                refused++;
                throw ProblemException.unavailable("Other large bodies are being worked on");
            }
        }
        used += more;
    }

    private boolean waited(long millis) {
        try {
            wait(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Gives back what was reserved for a body. */
    public synchronized void release(long length) {
        used -= weight(length);
        notifyAll();
    }

    private static long weight(long length) {
        return length <= SMALL ? 0 : length * MULTIPLE;
    }

    synchronized long used() {
        return used;
    }

    private synchronized long refused() {
        return refused;
    }
}
