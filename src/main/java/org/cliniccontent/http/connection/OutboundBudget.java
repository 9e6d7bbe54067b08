package org.cliniccontent.http.connection;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes queued for all clients together. Beyond the limit, the connections that have made no progress for the
 * longest time are closed; an honest client has just made some.
 */
final class OutboundBudget {

    private final long max;
    private final AtomicLong waiting = new AtomicLong();
    private final Set<Backlog> backlogs = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean cutting = new AtomicBoolean();

    OutboundBudget(long max) {
        this.max = max;
    }

    long waiting() {
        return waiting.get();
    }

    /** Adds a backlog that was empty before. */
    void begin(Backlog backlog) {
        backlogs.add(backlog);
    }

    void end(Backlog backlog) {
        backlogs.remove(backlog);
    }

    void change(long bytes) {
        if (waiting.addAndGet(bytes) > max && bytes > 0 && cutting.compareAndSet(false, true)) {
            try {
                cut();
            } finally {
                cutting.set(false);
            }
        }
    }

    /**
     * Closes connections until three quarters of the limit are left, so that this does not recur with every response. A
     * single connection may use the whole budget.
     */
    private void cut() {
        var oldest = backlogs.stream()
                .map(Snapshot::of)
                .sorted(Comparator.comparingLong(Snapshot::progress))
                .toList();
        long left = oldest.stream().mapToLong(Snapshot::bytes).sum();
        for (int i = 0; i < oldest.size() - 1 && left > max / 4 * 3; i++) {
            oldest.get(i).backlog().cut();
            left -= oldest.get(i).bytes();
        }
    }

    /** A snapshot for the comparison. */
    private record Snapshot(Backlog backlog, long progress, long bytes) {

        static Snapshot of(Backlog backlog) {
            return new Snapshot(backlog, backlog.progress(), backlog.isCut() ? 0 : backlog.bytes());
        }
    }
}
