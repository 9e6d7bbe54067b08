package org.cliniccontent.http.connection;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that wait for all clients together. If they become too many, those clients are cut that have taken nothing
 * for the longest time: an honest one has just taken something.
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

    /** Of a backlog that there was none of before. */
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

    /** Down to three quarters, so that it need not be done for each answer. One alone may have as much as it wants. */
    private void cut() {
        var oldest = backlogs.stream()
                .map(Standing::of)
                .sorted(Comparator.comparingLong(Standing::progress))
                .toList();
        long left = oldest.stream().mapToLong(Standing::bytes).sum();
        for (int i = 0; i < oldest.size() - 1 && left > max / 4 * 3; i++) {
            oldest.get(i).backlog().cut();
            left -= oldest.get(i).bytes();
        }
    }

    /** As it is while they are compared. */
    private record Standing(Backlog backlog, long progress, long bytes) {

        static Standing of(Backlog backlog) {
            return new Standing(backlog, backlog.progress(), backlog.isCut() ? 0 : backlog.bytes());
        }
    }
}
