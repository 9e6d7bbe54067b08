package org.cliniccontent.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Process statistics from Linux's /proc. */
public final class ProcessStat {

    /** The unit of all times there, on every relevant architecture. */
    private static final double MILLIS_PER_TICK = 10;

    private static final Path PROC = Path.of("/proc");

    // Counted after the command's closing parenthesis; see proc(5).
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final int CHILDREN_USER_TIME = 13;
    private static final int CHILDREN_SYSTEM_TIME = 14;

    private ProcessStat() {}

    /** Returns the processor time of a process and all its descendants, including ended ones. */
    static double processorMillis(ProcessHandle root) {
        long ended = ticks(PROC.resolve(Long.toString(root.pid())), CHILDREN_USER_TIME, CHILDREN_SYSTEM_TIME);
        long running = Stream.concat(Stream.of(root), root.descendants())
                .mapToLong(process -> ticks(PROC.resolve(Long.toString(process.pid())), USER_TIME, SYSTEM_TIME))
                .sum();
        return (ended + running) * MILLIS_PER_TICK;
    }

    /** Returns the processor time of a single process. */
    public static double processorMillisAlone(ProcessHandle process) {
        return ticks(PROC.resolve(Long.toString(process.pid())), USER_TIME, SYSTEM_TIME) * MILLIS_PER_TICK;
    }

    /**
     * Returns the processor time of each thread whose name has one of the prefixes. Linux truncates names to 15
     * characters.
     */
    static Map<String, Double> threadMillis(ProcessHandle process, String... prefixes) throws IOException {
        Map<String, Double> millis = new HashMap<>();
        try (var threads = Files.list(PROC.resolve(process.pid() + "/task"))) {
            for (Path thread : threads.toList()) {
                var name = read(thread.resolve("comm"));
                if (Stream.of(prefixes).anyMatch(name::startsWith)) {
                    millis.put(
                            thread.getFileName().toString(), ticks(thread, USER_TIME, SYSTEM_TIME) * MILLIS_PER_TICK);
                }
            }
        }
        return millis;
    }

    /** Returns the resident memory in mebibytes. */
    public static double residentMebibytes(ProcessHandle process) {
        return mebibytes(process, "VmRSS:");
    }

    /** Returns the peak of resident memory in mebibytes since the last reset. */
    public static double peakMebibytes(ProcessHandle process) {
        return mebibytes(process, "VmHWM:");
    }

    /** Resets the peak; see proc(5), clear_refs. */
    static void forgetPeak(ProcessHandle process) throws IOException {
        Files.writeString(PROC.resolve(process.pid() + "/clear_refs"), "5");
    }

    private static double mebibytes(ProcessHandle process, String name) {
        return read(PROC.resolve(process.pid() + "/status"))
                        .lines()
                        .filter(line -> line.startsWith(name))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElse(0)
                / 1024.0;
    }

    private static long ticks(Path folder, int... fields) {
        var stat = read(folder.resolve("stat"));
        if (stat.isEmpty()) {
            return 0;
        }
        // A command may have blanks and parentheses in it.
        var values = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long sum = 0;
        for (int field : fields) {
            sum += Long.parseLong(values[field]);
        }
        return sum;
    }

    /** Reads a file; empty if the process or thread has ended. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            // Between opening and reading it may end, too.
            if (Files.exists(file)) {
                throw new UncheckedIOException(e);
            }
            return "";
        }
    }
}
