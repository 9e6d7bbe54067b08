package org.cliniccontent.http.connection;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;

/** Limits of client connections, per port. */
@ConfigMapping(prefix = "clinic.connections")
public interface ConnectionsConfig {

    /** Maximum number of connections. */
    @WithDefault("12000")
    @Bounds(min = "1", max = "1000000")
    int max();

    /**
     * Maximum number of connections from one address: an IPv4 address, or the /64 of an IPv6 address. The proxies of
     * {@code clinic.limits.trusted-proxies} are exempt.
     */
    @WithDefault("256")
    @Bounds(min = "1", max = "1000000")
    int maxPerAddress();

    /** Maximum number of pipelined requests that wait on a connection of HTTP/1.1. */
    @WithDefault("16")
    @Bounds(min = "0", max = "1000")
    int maxPipelined();

    /** Maximum time for the head of a request, and from connecting to the first request. */
    @WithDefault("10s")
    @Bounds(min = "100ms", max = "5m")
    Duration headTimeout();

    /** Maximum time a connection may be idle. Proxies should close theirs sooner. */
    @WithDefault("75s")
    @Bounds(min = "100ms", max = "1h")
    Duration idleTimeout();

    /**
     * Time in which a client must receive a response, or send a body, at {@link #minRate} or more, or its connection is
     * closed. Streams of changes have a limit of their own.
     */
    @WithDefault("20s")
    @Bounds(min = "100ms", max = "10m")
    Duration stallTimeout();

    /** Minimum number of bytes per second that a client must receive or send. */
    @WithDefault("1K")
    @Bounds(min = "1", max = "1G")
    MemorySize minRate();

    /**
     * Maximum number of response bytes queued for all clients together; an eighth of the heap by default. Beyond it,
     * the connections without progress for the longest time are closed.
     */
    @Bounds(min = "64K", max = "64G")
    Optional<MemorySize> maxWaiting();

    /** Maximum number of bytes queued for one HTTP/2 client before its further requests are refused. */
    @WithDefault("2M")
    @Bounds(min = "64K", max = "1G")
    MemorySize maxWaitingPerConnection();

    /**
     * Maximum number of body bytes held at once, from a body's first byte until its request is answered; an eighth of
     * the maximum heap by default, and at least the size of the largest body. Beyond it requests are refused; a single
     * caller is refused beyond half of it. The first 32 kB of each body are not counted.
     */
    @Bounds(min = "64K", max = "64G")
    Optional<MemorySize> maxBodies();

    /** Maximum time for a whole body, plus a second for each {@link #bodyRate} that has arrived. */
    @WithDefault("60s")
    @Bounds(min = "100ms", max = "1h")
    Duration bodyTimeout();

    /** Minimum number of bytes per second at which a long body must arrive. */
    @WithDefault("16K")
    @Bounds(min = "1", max = "1G")
    MemorySize bodyRate();

    /** Accepts HTTP/2 without TLS from clients with prior knowledge. With TLS it is always accepted. */
    @WithDefault("false")
    boolean http2Cleartext();

    /** Maximum number of concurrent streams on an HTTP/2 connection. */
    @WithDefault("100")
    @Bounds(min = "1", max = "100000")
    int http2Streams();

    /**
     * Maximum burst of HTTP/2 frames that carry neither a request nor content (PING, SETTINGS, PRIORITY, RST_STREAM,
     * WINDOW_UPDATE, empty ones). A tenth of it is restored each second, and one frame for each kB sent to the client.
     * Beyond it the connection is closed.
     */
    @WithDefault("1000")
    @Bounds(min = "10", max = "1000000")
    int http2ControlFrames();
}
