package org.cliniccontent.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Waits for a condition that another thread or process brings about. Between two looks the processor is left to whoever
 * is waited for.
 */
public final class Await {

    private static final int DEFAULT_SECONDS = 180;
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /**
     * A condition that may fail to be looked at.
     *
     * @param <E> inferred from the condition: unchecked if it throws nothing that is checked
     */
    @FunctionalInterface
    public interface Condition<E extends Exception> {
        boolean holds() throws E;
    }

    private Await() {}

    /** Waits with the patience that a busy machine needs. */
    public static <E extends Exception> void await(String what, Condition<E> condition) throws E {
        await(DEFAULT_SECONDS, what, condition);
    }

    /** Waits for so many seconds at most. */
    public static <E extends Exception> void await(long seconds, String what, Condition<E> condition) throws E {
        await(seconds, () -> what, condition);
    }

    /** Waits for so many seconds at most. The description is made when the condition did not come. */
    public static <E extends Exception> void await(long seconds, Supplier<String> what, Condition<E> condition)
            throws E {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
