package org.cliniccontent.http.log;

import io.quarkus.logging.LoggingFilter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;

/**
 * A filter for every log record, whichever library logs it, before a handler writes it. It makes the message and those
 * of its exceptions one line without secrets, and adds the fields of the request. It drops nothing except repeated
 * failures to export traces.
 */
@LoggingFilter(name = LogRedaction.NAME)
public final class LogRedaction implements Filter {

    /** The filter's name in the handlers' configuration. */
    static final String NAME = "redaction";

    /** The maximum length of a message; longer ones are cut, because clients must not be able to fill a disk. */
    static final int MAX_LENGTH = 10_000;

    private static final int MAX_CAUSES = 50;

    /**
     * A suppressor for the trace exporter, which logs a line for each batch, every few seconds, while its collector is
     * unavailable.
     */
    private static final RepeatedFailures EXPORT_FAILURES =
            new RepeatedFailures("io.quarkus.opentelemetry.runtime.exporter.otlp.sender", System::nanoTime);

    /** A formatter that inserts a record's parameters into its message, in either style. */
    private static final ExtFormatter MESSAGES = new ExtFormatter() {
        @Override
        public String format(ExtLogRecord record) {
            return formatMessage(record);
        }
    };

    @Override
    public boolean isLoggable(LogRecord record) {
        try {
            redact(record);
        } catch (RuntimeException | StackOverflowError e) {
            // A record is never dropped, whatever its content.
            setMessage(record, "A message that cannot be shown (" + e.getClass().getName() + ")");
            record.setThrown(null);
        }
        return !EXPORT_FAILURES.isRepeated(record);
    }

    private static void redact(LogRecord record) {
        if (record instanceof ExtLogRecord extended) {
            LogFields.addTo(extended);
        }
        var message = Objects.toString(MESSAGES.format(record), "");
        var clean = Redaction.clean(message, MAX_LENGTH);
        if (!clean.equals(message)) {
            setMessage(record, clean);
        }
        var thrown = record.getThrown();
        if (thrown != null && needsCleaning(thrown, identitySet())) {
            record.setThrown(clean(thrown, identitySet()));
        }
    }

    private static void setMessage(LogRecord record, String message) {
        if (record instanceof ExtLogRecord extended) {
            extended.setMessage(message, FormatStyle.NO_FORMAT);
        } else {
            record.setMessage(message);
        }
        record.setParameters(null);
    }

    private static Set<Throwable> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private static boolean needsCleaning(Throwable thrown, Set<Throwable> seen) {
        if (thrown == null || !seen.add(thrown)) {
            return false;
        }
        if (seen.size() > MAX_CAUSES) {
            return true;
        }
        var text = thrown.toString();
        if (!Redaction.clean(text, MAX_LENGTH).equals(text) || needsCleaning(thrown.getCause(), seen)) {
            return true;
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (needsCleaning(suppressed, seen)) {
                return true;
            }
        }
        return false;
    }

    private static Throwable clean(Throwable thrown, Set<Throwable> seen) {
        if (thrown == null || seen.size() >= MAX_CAUSES || !seen.add(thrown)) {
            return null;
        }
        var clean = new CleanThrowable(thrown, clean(thrown.getCause(), seen));
        for (Throwable suppressed : thrown.getSuppressed()) {
            var cleanSuppressed = clean(suppressed, seen);
            if (cleanSuppressed != null) {
                clean.addSuppressed(cleanSuppressed);
            }
        }
        return clean;
    }

    /** A copy of an exception that prints like the original, cleaned. */
    private static final class CleanThrowable extends Throwable {

        private static final long serialVersionUID = 1L;

        private final String text;

        CleanThrowable(Throwable original, Throwable cause) {
            super(original.getMessage() == null ? null : Redaction.clean(original.getMessage(), MAX_LENGTH), cause);
            text = Redaction.clean(original.toString(), MAX_LENGTH);
            setStackTrace(original.getStackTrace());
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
