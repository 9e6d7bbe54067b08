package org.cliniccontent.http.connection;

import io.smallrye.config.SmallRyeConfig;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * What all connections of clients share. It is there before any bean: the framework makes its servers by what {@link
 * ConnectionTransport} gives it.
 */
public final class Connections {

    private static volatile Connections current;

    /** What is counted, each by its metric and tag. */
    enum Event {
        ACCEPTED,
        CLOSED,
        REFUSED_IN_ALL,
        REFUSED_BY_ADDRESS,
        SLOW_HEAD,
        SLOW_BODY,
        IDLE,
        STALLED,
        MEMORY,
        FLOOD
    }

    private final Limits limits;
    private final OutboundBudget budget;
    private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);
    private volatile Function<InetAddress, Optional<Object>> peers = Optional::of;

    Connections(Limits limits) {
        this.limits = limits;
        this.budget = new OutboundBudget(limits.maxWaiting());
        Arrays.stream(Event.values()).forEach(event -> counts.put(event, new LongAdder()));
    }

    /** Empty without the service's configuration: then this is a Vert.x of somebody else, such as a test's own. */
    static Optional<Connections> start() {
        var config = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
        try {
            var started = new Connections(Limits.of(config.getConfigMapping(ConnectionsConfig.class)));
            current = started;
            return Optional.of(started);
        } catch (NoSuchElementException e) {
            return Optional.empty();
        }
    }

    /** Those of the service; empty if it runs on another transport. */
    public static Optional<Connections> current() {
        return Optional.ofNullable(current);
    }

    /**
     * Says whom a connection counts against, by its address.
     *
     * @param peers empty for an address that is exempt
     */
    public void countBy(Function<InetAddress, Optional<Object>> peers) {
        this.peers = peers;
    }

    Optional<Object> peer(InetAddress address) {
        return peers.apply(address);
    }

    Limits limits() {
        return limits;
    }

    OutboundBudget budget() {
        return budget;
    }

    void note(Event event) {
        counts.get(event).increment();
    }

    long counted(Event event) {
        return counts.get(event).sum();
    }

    long open() {
        return counted(Event.ACCEPTED) - counted(Event.CLOSED);
    }
}
