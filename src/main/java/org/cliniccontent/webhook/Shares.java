package org.cliniccontent.webhook;

import java.util.HashMap;
import java.util.Map;

/**
 * Slots that several holders share. A holder has no more than its limit, and takes another only while what it has is a
 * small part of what is free: the fewer are free, the fewer anybody takes. So some are left for whoever comes next,
 * however greedy those before were: with 512 slots and a reserve of 8, up to forty of them.
 */
final class Shares<K> {

    private final int slots;
    private final int limit;
    private final int reserve;
    private final Map<K, Integer> held = new HashMap<>();
    private int used;

    /**
     * @param limit of one holder
     * @param reserve how many slots must be free for each that a holder has, before it gets another
     */
    Shares(int slots, int limit, int reserve) {
        this.slots = slots;
        this.limit = Math.min(slots, limit);
        this.reserve = reserve;
    }

    synchronized boolean isFull(K holder) {
        int own = held(holder);
        int free = slots - used;
        return own >= limit || free <= 0 || own * reserve >= free;
    }

    synchronized boolean tryAcquire(K holder) {
        if (isFull(holder)) {
            return false;
        }
        held.merge(holder, 1, Integer::sum);
        used++;
        return true;
    }

    synchronized void release(K holder) {
        held.computeIfPresent(holder, (key, count) -> count == 1 ? null : count - 1);
        used--;
    }

    synchronized int held(K holder) {
        return held.getOrDefault(holder, 0);
    }

    synchronized int used() {
        return used;
    }

    /** Who holds how many, those who hold none left out. */
    synchronized Map<K, Integer> held() {
        return Map.copyOf(held);
    }
}
