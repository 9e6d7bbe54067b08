package org.cliniccontent.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides of each refusal whether it gets a row of its own or is counted, so that a flood of refusals is not one of rows.
 * A known caller has some rows of its own in a window; of an anonymous client the first refusal of a kind has one, while
 * there are some left for all. Nothing is left out: what gets no row is counted, with others that are alike. What it
 * keeps is bounded, however many there are.
 */
final class RefusalWindow {

    /** Callers that are told apart in a window, and counted each in a row. */
    private static final int MAX_CALLERS = 1_000;

    private final int rowsPerCaller;
    private final int anonymousRows;
    private final int anonymousGroups;

    private final Map<String, Integer> rowsOfCallers = new HashMap<>();
    private final Map<Key, Counted> anonymous = new LinkedHashMap<>();
    private final Map<Key, Counted> callers = new LinkedHashMap<>();
    private final Map<Key, Counted> anyone = new LinkedHashMap<>();
    private int rowsOfAnonymous;

    RefusalWindow(int rowsPerCaller, int anonymousRows, int anonymousGroups) {
        this.rowsPerCaller = rowsPerCaller;
        this.anonymousRows = anonymousRows;
        this.anonymousGroups = anonymousGroups;
    }

    /** What refusals that are counted together have in common. */
    private record Key(
            String caller,
            String client,
            String method,
            String path,
            int status,
            Optional<String> problem,
            Optional<String> detail) {

        static Key of(AuditEvent event) {
            return new Key(
                    event.caller().id(),
                    event.client(),
                    event.method(),
                    event.path(),
                    event.status(),
                    event.problem(),
                    event.detail());
        }
    }

    /** Refusals that are alike. */
    record Counted(AuditEvent first, Instant at, Instant until, int count) {

        private Counted and(Counted other) {
            return count == 0
                    ? other
                    : new Counted(
                            first,
                            at.isBefore(other.at) ? at : other.at,
                            until.isAfter(other.until) ? until : other.until,
                            (int) Math.min(Integer.MAX_VALUE, (long) count + other.count));
        }
    }

    /** What is made of a refusal. */
    enum Kept {
        /** It is to be written in a row of its own. */
        ROW,
        /** It is counted with those that are alike. */
        COUNTED,
        /** It is counted with all that were refused for the same reason. */
        FOLDED
    }

    synchronized Kept add(AuditEvent event, Instant at) {
        return event.isAnonymous() ? addAnonymous(event, at) : addOfCaller(event, at);
    }

    private Kept addAnonymous(AuditEvent event, Instant at) {
        var client = event.ofClient();
        var key = Key.of(client);
        if (!anonymous.containsKey(key) && anonymous.size() < anonymousGroups && rowsOfAnonymous < anonymousRows) {
            rowsOfAnonymous++;
            anonymous.put(key, new Counted(client, at, at, 0));
            return Kept.ROW;
        }
        return count(new Counted(event, at, at, 1));
    }

    private Kept addOfCaller(AuditEvent event, Instant at) {
        var id = event.caller().id();
        if (rowsOfCallers.containsKey(id) || rowsOfCallers.size() < MAX_CALLERS) {
            if (rowsOfCallers.merge(id, 1, Integer::sum) <= rowsPerCaller) {
                return Kept.ROW;
            }
        }
        return count(new Counted(event, at, at, 1));
    }

    /** Of one that had a row, which could not be written. */
    synchronized Kept addUnwritten(AuditEvent event, Instant at) {
        return count(new Counted(event, at, at, 1));
    }

    private Kept count(Counted some) {
        var event = some.first();
        boolean known = event.isAnonymous()
                ? count(anonymous, anonymousGroups, event.ofClient(), some)
                : count(callers, MAX_CALLERS, event.ofCaller(), some);
        if (!known) {
            count(anyone, Integer.MAX_VALUE, event.ofAnyone(), some);
        }
        return known ? Kept.COUNTED : Kept.FOLDED;
    }

    private static boolean count(Map<Key, Counted> groups, int most, AuditEvent group, Counted some) {
        var key = Key.of(group);
        if (!groups.containsKey(key) && groups.size() >= most) {
            return false;
        }
        groups.merge(key, new Counted(group, some.at(), some.until(), some.count()), Counted::and);
        return true;
    }

    /** What was counted, which is forgotten here, and begins a new window. */
    synchronized List<Counted> drain() {
        List<Counted> drained = new ArrayList<>();
        for (Map<Key, Counted> groups : groups()) {
            groups.values().stream().filter(each -> each.count() > 0).forEach(drained::add);
            groups.clear();
        }
        rowsOfCallers.clear();
        rowsOfAnonymous = 0;
        return drained;
    }

    /** Takes back what could not be written, within the same bounds. */
    synchronized void restore(List<Counted> unwritten) {
        unwritten.forEach(this::count);
    }

    /** How many refusals wait to be written. */
    synchronized long waiting() {
        return groups().stream()
                .flatMap(groups -> groups.values().stream())
                .mapToLong(Counted::count)
                .sum();
    }

    /** In how many rows. */
    synchronized int size() {
        return groups().stream().mapToInt(Map::size).sum();
    }

    private List<Map<Key, Counted>> groups() {
        return List.of(anonymous, callers, anyone);
    }
}
