package org.cliniccontent.http.log;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.logging.Level;
import org.cliniccontent.authentication.ApiKeySecret;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The console's output of a record, in the configured format. */
class LogRedactionTest {

    private static final String FORGED = "x\r\n12:00:00 ERROR [Fake] all is lost\u001b[2J";

    private static String print(String message, Throwable thrown, Object... parameters) {
        var record = new ExtLogRecord(Level.WARNING, message, ExtLogRecord.FormatStyle.PRINTF, "Test");
        record.setParameters(parameters);
        record.setThrown(thrown);
        assertThat(new LogRedaction().isLoggable(record)).isTrue();
        var printed = new PatternFormatter(pattern()).format(record);
        // Whichever handler is next sees what the first saw.
        assertThat(new LogRedaction().isLoggable(record)).isTrue();
        assertThat(new PatternFormatter(pattern()).format(record)).isEqualTo(printed);
        return printed;
    }

    private static String pattern() {
        try (InputStream file = LogRedactionTest.class.getResourceAsStream("/application.properties")) {
            var properties = new Properties();
            properties.load(file);
            assertThat(properties.getProperty("quarkus.log.console.filter")).isEqualTo(LogRedaction.NAME);
            return properties.getProperty("quarkus.log.console.format");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aMessageIsOneLine() {
        assertThat(print("Title %s: %d", null, FORGED, 5).lines())
                .singleElement()
                .asString()
                .endsWith(": 5");
        assertThat(print(FORGED, null)).doesNotContain("\u001b").contains("\\u001B");
    }

    @Test
    void anExceptionPrintsAsBeforeButForItsMessages() {
        var cause = new IllegalArgumentException("cause " + FORGED);
        cause.addSuppressed(new IllegalStateException("suppressed " + FORGED));
        var printed = print("Failed", new IllegalStateException("outer " + FORGED, cause));
        assertThat(printed.lines()
                        .filter(line -> !line.isBlank() && !line.matches("\\s+(at |\\.\\.\\. |Suppressed: ).*")))
                .hasSize(2)
                .anyMatch(line -> line.contains("Caused by: java.lang.IllegalArgumentException: cause x\\r\\n12:00"));
        assertThat(printed)
                .contains("java.lang.IllegalStateException: outer x\\r\\n12:00")
                .contains("Suppressed: java.lang.IllegalStateException: suppressed x\\r\\n12:00")
                .contains("at " + LogRedactionTest.class.getName())
                .doesNotContain("\u001b", "CleanThrowable");
    }

    @Test
    void anExceptionWithoutAnythingToHideStaysItself() {
        var record = new ExtLogRecord(Level.WARNING, "m", "Test");
        var thrown = new IllegalStateException("plain", new IOException());
        record.setThrown(thrown);
        new LogRedaction().isLoggable(record);
        assertThat(record.getThrown()).isSameAs(thrown);
    }

    @Test
    void causesInACircleEnd() {
        var inner = new IllegalStateException(FORGED);
        inner.initCause(new IllegalArgumentException("b", inner));
        assertThat(print("m", inner)).contains("b").doesNotContain("\u001b");
    }

    @Test
    void noSecretIsShown() {
        var key = ApiKeySecret.generate().secret();
        assertThat(print("GET /v1?key=%s", new IllegalStateException("Bearer " + key), key))
                .doesNotContain(key.substring(3));
    }

    @Test
    void aLongMessageIsCut() {
        assertThat(print("%s", null, "x".repeat(1_000_000))).hasSizeLessThan(LogRedaction.MAX_LENGTH + 100);
    }
}
