package org.cliniccontent.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Drives a virtual machine until its compilers are idle. On few processors the compiler threads starve under load, and
 * a server that is not compiled shows half of its capacity: hence the few connections, and the wait for these threads.
 */
final class WarmUp {

    private static final int CONNECTIONS = 4;
    private static final Duration STEP = Duration.ofSeconds(2);
    private static final int FLAT_STEPS = 3;
    /** The compilers' time per step, below which they count as idle. */
    private static final double FLAT_MILLIS = 40;

    private final Duration most;
    private final List<String> notes = new ArrayList<>();

    /** @param most the maximum time for each */
    WarmUp(Duration most) {
        this.most = most;
    }

    /**
     * Warms up a server.
     *
     * @param label the purpose, for the report
     */
    void run(String label, Server server, Requests requests) throws IOException, InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        var before = compilers(server);
        int flat = 0;
        while (flat < FLAT_STEPS && System.nanoTime() < end) {
            Wrk.drive(server, requests, CONNECTIONS, STEP);
            var after = compilers(server);
            flat = spent(before, after) <= FLAT_MILLIS ? flat + 1 : 0;
            before = after;
        }
        if (flat < FLAT_STEPS) {
            notes.add("%s, %s: its compilers were still busy when it was measured".formatted(label, server.name()));
        }
        Progress.tell("%s, %s: %s", label, server.name(), flat < FLAT_STEPS ? "not quite warm" : "warm");
    }

    private static Map<String, Double> compilers(Server server) throws IOException {
        return ProcessStat.threadMillis(server.process(), "C1 CompilerThre", "C2 CompilerThre");
    }

    /** Sums the time thread by thread, because the virtual machine ends idle compiler threads and starts others. */
    private static double spent(Map<String, Double> before, Map<String, Double> after) {
        return after.entrySet().stream()
                .mapToDouble(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0.0))
                .sum();
    }

    /** Lists the servers that could not be warmed up in time. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        notes.forEach(note -> text.append("- ").append(note).append('\n'));
        return text.toString();
    }
}
