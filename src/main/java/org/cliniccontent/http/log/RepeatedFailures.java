package org.cliniccontent.http.log;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.logging.LogRecord;

/**
 * Suppression of repeated log records of the same failure: of the records that follow one another within ten minutes
 * only the first is logged.
 */
final class RepeatedFailures {

    private static final long QUIET = Duration.ofMinutes(10).toNanos();

    private final String loggers;
    private final LongSupplier nanoTime;
    private long last;
    private long decided = -1;
    private boolean repeated;

    /** @param loggers the common prefix of the loggers' names */
    RepeatedFailures(String loggers, LongSupplier nanoTime) {
        this.loggers = loggers;
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong() - QUIET;
    }

    /** Decides whether a record is suppressed. Every handler that is offered the record gets the same decision. */
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
