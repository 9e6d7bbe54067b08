package org.cliniccontent.webhook;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The slots for this replica's attempts in progress. They are shared among owners, among owners with the same target,
 * and among an owner's endpoints. An attempt that waits for a response takes a slot, but no thread.
 */
final class Slots {

    /** The divisor of the slow lane's slots: it has a quarter as many as the fast lane, in addition. */
    private static final int SLOW_PART = 4;

    private static final int OWNER_RESERVE = 8;
    private static final int TARGET_RESERVE = 4;
    private static final int ENDPOINT_RESERVE = 16;

    private final WebhooksConfig config;
    private final Map<Lane, SharedSlots<String>> owners = new EnumMap<>(Lane.class);
    private final Map<LaneTarget, SharedSlots<String>> targets = new HashMap<>();
    private final Map<String, SharedSlots<UUID>> endpoints = new HashMap<>();

    Slots(WebhooksConfig config) {
        this.config = config;
        for (Lane lane : Lane.values()) {
            owners.put(
                    lane,
                    new SharedSlots<>(
                            part(config.concurrency(), lane), part(config.concurrencyPerOwner(), lane), OWNER_RESERVE));
        }
    }

    private static int part(int of, Lane lane) {
        return lane == Lane.FAST ? of : Math.max(1, of / SLOW_PART);
    }

    private record LaneTarget(Lane lane, String authority) {}

    /** A slot, held until the attempt's result is recorded. */
    final class Slot {

        private final DueDelivery candidate;
        private final LaneTarget target;

        private Slot(DueDelivery candidate, LaneTarget target) {
            this.candidate = candidate;
            this.target = target;
        }

        DueDelivery candidate() {
            return candidate;
        }

        void release() {
            free(this);
        }
    }

    /** Acquires a slot; empty if one of the shares is used up. */
    synchronized Optional<Slot> tryAcquire(DueDelivery candidate) {
        var owner = candidate.owner();
        var target = new LaneTarget(candidate.lane(), Target.authority(candidate.url()));
        var ofTarget = targets.getOrDefault(target, sharesOfTarget(candidate.lane()));
        var ofOwner = endpoints.getOrDefault(owner, sharesOfOwner());
        boolean probed = candidate.lane() == Lane.SLOW && ofOwner.held(candidate.endpoint()) > 0;
        if (probed
                || ofTarget.isFull(owner)
                || ofOwner.isFull(candidate.endpoint())
                || !owners.get(candidate.lane()).tryAcquire(owner)) {
            return Optional.empty();
        }
        ofTarget.tryAcquire(owner);
        targets.put(target, ofTarget);
        ofOwner.tryAcquire(candidate.endpoint());
        endpoints.put(owner, ofOwner);
        return Optional.of(new Slot(candidate, target));
    }

    private SharedSlots<String> sharesOfTarget(Lane lane) {
        int slots = part(config.concurrencyPerTarget(), lane);
        return new SharedSlots<>(slots, slots, TARGET_RESERVE);
    }

    private SharedSlots<UUID> sharesOfOwner() {
        return new SharedSlots<>(config.concurrencyPerOwner(), config.concurrencyPerEndpoint(), ENDPOINT_RESERVE);
    }

    private synchronized void free(Slot slot) {
        var owner = slot.candidate.owner();
        owners.get(slot.candidate.lane()).release(owner);
        release(targets, slot.target, owner);
        release(endpoints, owner, slot.candidate.endpoint());
        notifyAll();
    }

    private static <G, K> void release(Map<G, SharedSlots<K>> groups, G group, K holder) {
        var shares = groups.get(group);
        shares.release(holder);
        if (shares.used() == 0) {
            groups.remove(group);
        }
    }

    /** Returns the number of attempts in progress by endpoint, omitting those without any. */
    synchronized Map<UUID, Integer> busy() {
        Map<UUID, Integer> busy = new HashMap<>();
        endpoints.values().forEach(shares -> busy.putAll(shares.held()));
        return busy;
    }

    /** Returns the owners that get no further slot of a lane now. */
    synchronized Set<String> fullOwners(Lane lane) {
        return endpoints.keySet().stream()
                .filter(owner -> owners.get(lane).isFull(owner))
                .collect(Collectors.toSet());
    }

    int used(Lane lane) {
        return owners.get(lane).used();
    }

    /**
     * Waits for attempts in progress.
     *
     * @return whether none is left
     */
    synchronized boolean awaitIdle(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (long left = longest.toMillis(); !endpoints.isEmpty() && left > 0; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        return endpoints.isEmpty();
    }
}
