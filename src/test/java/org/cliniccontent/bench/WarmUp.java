package org.cliniccontent.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Drives a virtual machine until it has compiled what there is to compile. On few processors the compiler's threads starve
 * under load, and a server that is not compiled yet shows half of what it can do: so with few connections, and until these
 * threads have nothing left to do.
 */
final class WarmUp {

    private static final int CONNECTIONS = 4;
    private static final Duration STEP = Duration.ofSeconds(2);
    private static final int FLAT_STEPS = 3;
    /** In a step, of all compiler threads. */
    private static final double FLAT_MILLIS = 40;

    private final Duration most;
    private final List<String> notes = new ArrayList<>();

    /** @param most that is waited for each */
    WarmUp(Duration most) {
        this.most = most;
    }

    /** @param label what it is warmed for */
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

    /** Thread by thread, because the machine ends compiler threads that it does not need, and starts others. */
    private static double spent(Map<String, Double> before, Map<String, Double> after) {
        return after.entrySet().stream()
                .mapToDouble(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0.0))
                .sum();
    }

    /** Who could not be warmed in time. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        notes.forEach(note -> text.append("- ").append(note).append('\n'));
        return text.toString();
    }
}
