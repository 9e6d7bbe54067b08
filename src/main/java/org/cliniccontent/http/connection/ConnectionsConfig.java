package org.cliniccontent.http.connection;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;

/** Limits of connections, which hold for each port. */
@ConfigMapping(prefix = "clinic.connections")
public interface ConnectionsConfig {

    /** How many connections there may be in all. */
    @WithDefault("12000")
    @Bounds(min = "1", max = "1000000")
    int max();

    /**
     * How many of them may come from one address: an IPv4 address, or the /64 of an IPv6 address. The proxies of {@code
     * clinic.limits.trusted-proxies} are exempt.
     */
    @WithDefault("256")
    @Bounds(min = "1", max = "1000000")
    int maxPerAddress();

    /** How many pipelined requests may wait on a connection of HTTP/1.1. */
    @WithDefault("16")
    @Bounds(min = "0", max = "1000")
    int maxPipelined();

    /** How long a client may take for the head of a request, and for its first request after it has connected. */
    @WithDefault("10s")
    @Bounds(min = "100ms", max = "5m")
    Duration headTimeout();

    /** How long an idle connection is kept. Proxies should keep theirs for less. */
    @WithDefault("75s")
    @Bounds(min = "100ms", max = "1h")
    Duration idleTimeout();

    /**
     * Over what time a client must take an answer, or send a body, at {@link #minRate} or more, or it is cut. Streams of
     * changes have a limit of their own.
     */
    @WithDefault("20s")
    @Bounds(min = "100ms", max = "10m")
    Duration stallTimeout();

    /** How many bytes a second a client must take or send at least. */
    @WithDefault("1K")
    @Bounds(min = "1", max = "1G")
    MemorySize minRate();

    /**
     * How many bytes of answers may wait for all clients together; an eighth of the heap unless it is set. Beyond that,
     * the stalest clients are cut.
     */
    @Bounds(min = "64K", max = "64G")
    Optional<MemorySize> maxWaiting();

    /** How many bytes may wait for one client of HTTP/2 before its further requests are refused. */
    @WithDefault("2M")
    @Bounds(min = "64K", max = "1G")
    MemorySize maxWaitingPerConnection();

    /**
     * How many bytes of bodies may be held at once, from their first byte until their request is answered: an eighth of
     * the largest heap unless it is set, and at least as much as the largest body. Beyond that, requests are refused, and
     * one caller is from half of it on. The first 32 kB of each body are not counted.
     */
    @Bounds(min = "64K", max = "64G")
    Optional<MemorySize> maxBodies();

    /** How long a body may take in all, plus a second for each {@link #bodyRate} that has arrived. */
    @WithDefault("60s")
    @Bounds(min = "100ms", max = "1h")
    Duration bodyTimeout();

    /** How many bytes a second a long body must arrive at. */
    @WithDefault("16K")
    @Bounds(min = "1", max = "1G")
    MemorySize bodyRate();

    /** Whether clients may speak HTTP/2 without TLS, if they begin with it (prior knowledge). With TLS they may always. */
    @WithDefault("false")
    boolean http2Cleartext();

    /** How many streams there may be at once on a connection of HTTP/2. */
    @WithDefault("100")
    @Bounds(min = "1", max = "100000")
    int http2Streams();

    /**
     * How many frames of HTTP/2 that carry neither a request nor content (PING, SETTINGS, PRIORITY, RST_STREAM,
     * WINDOW_UPDATE, empty ones) a client may send at once. A tenth of it is added each second, and one for each kB that
     * it is sent. Beyond that its connection ends.
     */
    @WithDefault("1000")
    @Bounds(min = "10", max = "1000000")
    int http2ControlFrames();
}
