package org.cliniccontent.webhook;

import java.util.HashMap;
import java.util.Map;

/**
 * Slots that several holders share. A holder has at most its limit, and gets another one only while its own are a small
 * part of the free ones: the fewer are free, the less anyone can take. Some are thus left for newcomers, however greedy
 * the others: with 512 slots and a reserve of 8, up to forty of them.
 */
final class SharedSlots<K> {

    private final int slots;
    private final int limit;
    private final int reserve;
    private final Map<K, Integer> held = new HashMap<>();
    private int used;

    /**
     * @param limit the maximum per holder
     * @param reserve the number of free slots required, for each that a holder has, to get another
     */
    SharedSlots(int slots, int limit, int reserve) {
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

    /** Returns the number of slots by holder, omitting those without any. */
    synchronized Map<K, Integer> held() {
        return Map.copyOf(held);
    }
}
