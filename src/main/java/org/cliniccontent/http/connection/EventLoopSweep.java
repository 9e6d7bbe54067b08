package org.cliniccontent.http.connection;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Checks all connections of one event loop on one timer. */
final class EventLoopSweep {

    private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int LOOKS_IN_A_TIMEOUT = 4;

    private static final FastThreadLocal<EventLoopSweep> OF_THREAD = new FastThreadLocal<>();

    private final Set<ClientConnection> connections = new LinkedHashSet<>();

    private EventLoopSweep() {}

    /** Returns the sweep of the event loop on whose thread this is called. */
    static EventLoopSweep of(EventLoop loop, Limits limits) {
        var sweep = OF_THREAD.get();
        if (sweep == null) {
            sweep = new EventLoopSweep();
            OF_THREAD.set(sweep);
            long shortest = Math.min(limits.headTimeout(), Math.min(limits.stallTimeout(), limits.idleTimeout()));
            long period = Math.max(1, Math.min(LONGEST, shortest / LOOKS_IN_A_TIMEOUT));
            loop.scheduleWithFixedDelay(sweep::checkLimits, period, period, TimeUnit.NANOSECONDS);
        }
        return sweep;
    }

    void add(ClientConnection connection) {
        connections.add(connection);
    }

    void remove(ClientConnection connection) {
        connections.remove(connection);
    }

    private void checkLimits() {
        long now = System.nanoTime();
        // A copy, because closed connections remove themselves during the iteration.
        List.copyOf(connections).forEach(connection -> connection.checkLimits(now));
    }
}
