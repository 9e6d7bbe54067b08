package org.cliniccontent.http.connection;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The number of open connections on one port, in total and by client. */
final class Admissions {

    private final Connections connections;
    private final AtomicInteger all = new AtomicInteger();
    private final ConcurrentMap<Object, Integer> byPeer = new ConcurrentHashMap<>();

    Admissions(Connections connections) {
        this.connections = connections;
    }

    /**
     * Admits a connection if the limits allow one more.
     *
     * @param peer the client that it counts against; empty for one that is exempt from the limit per address
     * @return whether it was admitted and counted
     */
    boolean admit(Optional<Object> peer) {
        var limits = connections.limits();
        if (all.incrementAndGet() > limits.max()) {
            all.decrementAndGet();
            connections.note(Connections.Event.REFUSED_IN_ALL);
            return false;
        }
        if (peer.isPresent() && byPeer.merge(peer.get(), 1, Integer::sum) > limits.maxPerAddress()) {
            release(peer);
            connections.note(Connections.Event.REFUSED_BY_ADDRESS);
            return false;
        }
        return true;
    }

    void release(Optional<Object> peer) {
        all.decrementAndGet();
        peer.ifPresent(key -> byPeer.computeIfPresent(key, (same, open) -> open == 1 ? null : open - 1));
    }
}
