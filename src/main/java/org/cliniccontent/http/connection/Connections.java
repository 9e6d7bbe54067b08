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
 * The state that all client connections share. It exists before any bean: the framework creates its servers with the
 * channels of {@link ConnectionTransport}.
 */
public final class Connections {

    private static volatile Connections current;

    /** The counted events, each by its metric and tag. */
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

    /** Returns the connections, or empty without the service's configuration, as in a test's own Vert.x. */
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

    /** Returns the service's connections; empty if it runs on another transport. */
    public static Optional<Connections> current() {
        return Optional.ofNullable(current);
    }

    /**
     * Sets the function that maps an address to the client that a connection counts against.
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
