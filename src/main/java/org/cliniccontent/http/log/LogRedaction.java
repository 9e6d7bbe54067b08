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
 * What every record passes before a handler writes it, whichever library logs it: its message is one line, the messages
 * of its exceptions too, and no secret is in either; and it says which request it is about. It lets every record pass,
 * but for repetitions of a failure to export traces.
 */
@LoggingFilter(name = LogRedaction.NAME)
public final class LogRedaction implements Filter {

    /** As the handlers' configuration calls it. */
    static final String NAME = "redaction";

    /** A message that is longer is cut: what clients send must not fill a disk. */
    static final int MAX_LENGTH = 10_000;

    private static final int MAX_CAUSES = 50;

    /** The exporter logs a line for each batch, every few seconds, for as long as its collector is away. */
    private static final RepeatedFailures EXPORT_FAILURES =
            new RepeatedFailures("io.quarkus.opentelemetry.runtime.exporter.otlp.sender", System::nanoTime);

    /** The message with its parameters, in whichever style the record has. */
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
            // A record is never lost, whatever it says.
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

    /** Prints like the exception that it stands for. */
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
