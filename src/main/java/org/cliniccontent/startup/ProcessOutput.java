package org.cliniccontent.startup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The exit code of a PostgreSQL program, and the end of its output. */
record ProcessOutput(int exitCode, List<String> lines) {

    private static final Logger LOG = Logger.getLogger(ProcessOutput.class);
    private static final int KEPT_LINES = 50;
    private static final long LONGEST_RUN_SECONDS = 300;
    private static final long OUTPUT_WAIT_MILLIS = 2_000;

    /** The prefixes of lines in which PostgreSQL gives a reason. */
    private static final List<String> REASONS =
            List.of("FATAL:", "PANIC:", "invalid value for parameter", "DETAIL:", "HINT:", "error:", "detail:");

    boolean successful() {
        return exitCode == 0;
    }

    boolean contains(String text) {
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    /** Returns the reasons in one line, or the last line if none is marked. */
    String reason() {
        var reasons = lines.stream()
                .filter(line -> REASONS.stream().anyMatch(line::contains))
                .map(line -> line.replaceFirst("^\\d{4}-\\S+ \\S+ \\S+ \\[\\d+] ", "")
                        .strip())
                .collect(Collectors.joining("; "));
        if (!reasons.isEmpty()) {
            return reasons;
        }
        return lines.isEmpty() ? "exit code " + exitCode : lines.get(lines.size() - 1);
    }

    static ProcessOutput of(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        clearEnvironment(builder);
        var process = builder.start();
        process.getOutputStream().close();
        Deque<String> lines = new ArrayDeque<>();
        var reader = new Thread(() -> drain(process, lines), "postgresql-output");
        reader.setDaemon(true);
        reader.start();
        try {
            if (!process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(
                        command.get(command.size() - 1) + " did not end in " + LONGEST_RUN_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                // A server that was started inherits the output and keeps it open.
                reader.join(OUTPUT_WAIT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        synchronized (lines) {
            return new ProcessOutput(process.exitValue(), List.copyOf(lines));
        }
    }

    /** Removes the locale, the time zone and the settings for other clients of PostgreSQL from the environment. */
    private static void clearEnvironment(ProcessBuilder builder) {
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("PG")
                        || name.startsWith("LC_")
                        || name.startsWith("LANG")
                        || name.equals("TZ"));
        builder.environment().put("LC_ALL", "C");
    }

    /**
     * Reads the output to its end, because a program whose output nobody reads blocks. A server's output does not
     * belong in our log.
     */
    private static void drain(Process process, Deque<String> lines) {
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                synchronized (lines) {
                    lines.addLast(line);
                    if (lines.size() > KEPT_LINES) {
                        lines.removeFirst();
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("The output of a program of PostgreSQL ended", e);
        }
    }
}
