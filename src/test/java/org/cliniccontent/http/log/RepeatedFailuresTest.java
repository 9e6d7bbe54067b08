package org.cliniccontent.http.log;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RepeatedFailuresTest {

    private final AtomicLong nanos = new AtomicLong();
    private final RepeatedFailures failures = new RepeatedFailures("exporter.", nanos::get);

    private static LogRecord of(String logger) {
        var record = new LogRecord(Level.WARNING, "Failed to export");
        record.setLoggerName(logger);
        return record;
    }

    @Test
    void anOutageIsReportedOnceHoweverLongItLasts() {
        assertThat(failures.isRepeated(of("exporter.Http"))).isFalse();
        for (int i = 0; i < 1_000; i++) {
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
            assertThat(failures.isRepeated(of("exporter.Grpc"))).isTrue();
        }
        nanos.addAndGet(Duration.ofMinutes(10).toNanos());
        assertThat(failures.isRepeated(of("exporter.Http")))
                .as("another failure")
                .isFalse();
    }

    @Test
    void eachHandlerWritesTheFirst() {
        var first = of("exporter.Http");
        assertThat(failures.isRepeated(first)).isFalse();
        assertThat(failures.isRepeated(first)).isFalse();
        assertThat(failures.isRepeated(of("exporter.Http"))).isTrue();
    }

    @Test
    void othersAreNone() {
        for (int i = 0; i < 3; i++) {
            assertThat(failures.isRepeated(of("org.cliniccontent.Other"))).isFalse();
            assertThat(failures.isRepeated(of(null))).isFalse();
        }
    }
}
