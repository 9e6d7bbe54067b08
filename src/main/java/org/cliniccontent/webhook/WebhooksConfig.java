package org.cliniccontent.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;
import org.cliniccontent.configuration.Interval;
import org.cliniccontent.http.address.Network;

/** Sending of webhooks. */
@ConfigMapping(prefix = "clinic.webhooks")
public interface WebhooksConfig {

    /**
     * Further networks that webhooks may target although they are not public, over {@code http} too. Whoever may manage
     * webhooks can make the service send requests into them.
     */
    Optional<List<Network>> allowedNetworks();

    /** Sending by this replica. At least one must send; otherwise deliveries wait in the database. */
    @WithDefault("true")
    boolean dispatch();

    /** Interval at which to look for due deliveries. Those of a new release are sent at once. */
    @WithDefault("1s")
    @Bounds(min = "50ms", max = "1m")
    Duration pollEvery();

    /**
     * Maximum number of attempts in progress per replica. A quarter of that is added for endpoints whose last attempt
     * failed. An attempt takes a connection and its message (20 kB at most), and no thread.
     */
    @WithDefault("512")
    @Bounds(min = "1", max = "10000")
    int concurrency();

    /**
     * Maximum number of them for one owner. When many owners send, each gets fewer: an owner gets another only while
     * eight times its own number is free.
     */
    @WithDefault("64")
    @Bounds(min = "1", max = "10000")
    int concurrencyPerOwner();

    /** Maximum number of them at one target: a host with its port, whoever has endpoints there. */
    @WithDefault("64")
    @Bounds(min = "1", max = "10000")
    int concurrencyPerTarget();

    /** Maximum number of them at one endpoint; one at a time if its last attempt failed. */
    @WithDefault("4")
    @Bounds(min = "1", max = "1000")
    int concurrencyPerEndpoint();

    /** Maximum number of webhooks per owner. */
    @WithDefault("50")
    @Bounds(min = "1", max = "10000")
    int maxEndpointsPerOwner();

    /** Maximum number of webhooks of all owners. */
    @WithDefault("2000")
    @Bounds(min = "1", max = "100000")
    int maxEndpoints();

    /** Maximum number of events that one request may replay. */
    @WithDefault("10000")
    @Bounds(min = "1", max = "1000000")
    int maxReplayed();

    /** Maximum number of pings per webhook and hour. */
    @WithDefault("60")
    @Bounds(min = "1", max = "10000")
    int maxPings();

    /** Timeout for resolving a host's name. */
    @WithDefault("3s")
    @Bounds(min = "100ms", max = "30s")
    Duration lookupTimeout();

    /** Name servers to ask ({@code 192.0.2.53}, {@code 192.0.2.53:5353}); by default those of the system. */
    Optional<List<NameServer>> nameServers();

    /** Timeout of a whole attempt. */
    @WithDefault("15s")
    @Bounds(min = "100ms", max = "2m")
    Duration timeout();

    /** Timeout for connecting to one address. */
    @WithDefault("5s")
    @Bounds(min = "100ms", max = "1m")
    Duration connectTimeout();

    /**
     * Time for which a replica leases a delivery. If it expires without a recorded result, such as after a crash, the
     * delivery is due again, so a shorter lease than {@link #timeout} would send everything twice.
     */
    @WithDefault("60s")
    @Bounds(min = "1s", max = "1h", above = "clinic.webhooks.timeout")
    Duration lease();

    /** Time without a success after which a failing endpoint is disabled. */
    @WithDefault("5d")
    @Bounds(min = "1m", max = "30d")
    Duration giveUpAfter();

    /** Interval at which to count pending deliveries for monitoring, or {@code off}. */
    @WithDefault("15s")
    @Bounds(min = "1s", max = "10m")
    @Interval
    String measureEvery();

    /** Time for which events and their deliveries are kept. */
    @WithDefault("30d")
    @Bounds(min = "1d", max = "3650d", above = "clinic.webhooks.give-up-after")
    Duration keep();
}
