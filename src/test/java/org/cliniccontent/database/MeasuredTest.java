package org.cliniccontent.database;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MeasuredTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
    private final Measured<Long> measured = new Measured<>(nanos::get);

    @Test
    void aFigureThatIsTooOldIsNone() {
        assertThat(measured.figure(Long::doubleValue)).as("before the first").isNaN();
        measured.put(7L);
        nanos.addAndGet(Measured.LIFETIME.toNanos());
        assertThat(measured.figure(Long::doubleValue)).isEqualTo(7);
        nanos.incrementAndGet();
        assertThat(measured.figure(Long::doubleValue)).isNaN();
        measured.put(8L);
        assertThat(measured.figure(Long::doubleValue)).isEqualTo(8);
    }
}
