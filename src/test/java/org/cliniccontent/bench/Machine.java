package org.cliniccontent.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The description of the machine, without which figures mean nothing. */
final class Machine {

    private Machine() {}

    static String hardware() throws IOException {
        return "- %d processors (%s), %d GB, Linux %s; load average before: %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        line(Path.of("/proc/cpuinfo"), "model name"),
                        Long.parseLong(line(Path.of("/proc/meminfo"), "MemTotal")
                                        .replaceAll("\\D", ""))
                                >> 20,
                        System.getProperty("os.version"),
                        load());
    }

    /** Returns the versions of the servers, the client and the commit. */
    static String programs() throws IOException, InterruptedException {
        return "- Java %s (%s), %s, %s\n%s"
                .formatted(
                        System.getProperty("java.version"),
                        System.getProperty("java.vendor"),
                        first("nginx", "-v"),
                        first("wrk", "-v"),
                        commit());
    }

    static String commit() throws IOException, InterruptedException {
        return "- commit " + first("git", "describe", "--always", "--dirty");
    }

    static String load() {
        var average = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return String.format(Locale.ROOT, "%.1f", average);
    }

    private static String line(Path file, String name) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }

    private static String first(String... command) throws IOException, InterruptedException {
        var process = Children.start(new ProcessBuilder(command).redirectErrorStream(true));
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines().findFirst().orElse("unknown").replaceAll(" Copyright.*", "");
    }
}
