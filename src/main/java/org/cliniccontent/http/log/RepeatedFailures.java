package org.cliniccontent.http.log;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.logging.LogRecord;

/**
 * The records of loggers that report the same outage over and over: of those that follow one another within ten minutes
 * the first is enough.
 */
final class RepeatedFailures {

    private static final long QUIET = Duration.ofMinutes(10).toNanos();

    private final String loggers;
    private final LongSupplier nanoTime;
    private long last;
    private long decided = -1;
    private boolean repeated;

    /** @param loggers how their names begin */
    RepeatedFailures(String loggers, LongSupplier nanoTime) {
        this.loggers = loggers;
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong() - QUIET;
    }

    /** The same for each handler that is asked to write a record. */
    boolean isRepeated(LogRecord record) {
        var logger = record.getLoggerName();
        return logger != null && logger.startsWith(loggers) && decide(record.getSequenceNumber());
    }

    private synchronized boolean decide(long record) {
        if (record != decided) {
            long now = nanoTime.getAsLong();
            repeated = now - last < QUIET;
            last = now;
            decided = record;
        }
        return repeated;
    }
}
