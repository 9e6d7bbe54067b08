package org.cliniccontent.nemesis;

import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** The responses, counted by action and status. */
final class Tally {

    /** The expected statuses of well-formed, permitted requests while others are at work. */
    private static final Set<Integer> EXPECTED = Set.of(200, 201, 202, 204, 308, 404, 409, 410, 412, 422, 428);

    /**
     * The expected faults: a link to something renamed or discarded meanwhile, a random link, a time that has passed.
     */
    private static final Set<String> FAULTS = Set.of("there is no", "is the condition itself", "must be in the future");

    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private final Set<Long> releases = ConcurrentHashMap.newKeySet();
    private final LongAdder writes = new LongAdder();

    void answered(String action, int status, String body) {
        counts.computeIfAbsent(action + ' ' + status, key -> new LongAdder()).increment();
        if (!EXPECTED.contains(status) && !(status == 400 && FAULTS.stream().anyMatch(body::contains))) {
            unexpected.add("%s: %d %s".formatted(action, status, body));
        }
    }

    /** Counts a write that had an effect. */
    void wrote() {
        writes.increment();
    }

    void released(long number) {
        if (!releases.add(number)) {
            unexpected.add("release %d was acknowledged twice".formatted(number));
        }
    }

    Queue<String> unexpected() {
        return unexpected;
    }

    Set<Long> releases() {
        return releases;
    }

    long writes() {
        return writes.sum();
    }

    /** Returns the number of responses with a status to actions with a prefix. */
    long count(String action, int status) {
        return counts.entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith(action) && entry.getKey().endsWith(" " + status))
                .mapToLong(entry -> entry.getValue().sum())
                .sum();
    }

    @Override
    public String toString() {
        var lines = new StringBuilder();
        counts.forEach((key, count) -> lines.append("%n  %s: %d".formatted(key, count.sum())));
        return lines.toString();
    }
}
