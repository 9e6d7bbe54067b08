package org.cliniccontent.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;
import org.cliniccontent.configuration.Interval;
import org.cliniccontent.http.address.Network;

/** Sending webhooks. */
@ConfigMapping(prefix = "clinic.webhooks")
public interface WebhooksConfig {

    /**
     * Further networks that webhooks may target although they are not public, over {@code http} too. Whoever may manage
     * webhooks can make the service send requests into them.
     */
    Optional<List<Network>> allowedNetworks();

    /** Whether this replica sends. At least one must: what none sends waits in the database. */
    @WithDefault("true")
    boolean dispatch();

    /** How often to look for due deliveries. Those of a new release are sent at once. */
    @WithDefault("1s")
    @Bounds(min = "50ms", max = "1m")
    Duration pollEvery();

    /**
     * How many attempts a replica has under way. A quarter of that is added for endpoints whose last attempt failed. An
     * attempt costs a connection and its message (20 kB at most), and no thread.
     */
    @WithDefault("512")
    @Bounds(min = "1", max = "10000")
    int concurrency();

    /**
     * How many of them for one owner. When many send, each gets less: an owner gets another only while eight times what
     * it has is free.
     */
    @WithDefault("64")
    @Bounds(min = "1", max = "10000")
    int concurrencyPerOwner();

    /** How many of them at one target: a host with its port, whoever has endpoints there. */
    @WithDefault("64")
    @Bounds(min = "1", max = "10000")
    int concurrencyPerTarget();

    /** How many of them at one endpoint; one at a time if its last attempt failed. */
    @WithDefault("4")
    @Bounds(min = "1", max = "1000")
    int concurrencyPerEndpoint();

    /** How many webhooks an owner may have. */
    @WithDefault("50")
    @Bounds(min = "1", max = "10000")
    int maxEndpointsPerOwner();

    /** How many webhooks there may be in all. */
    @WithDefault("2000")
    @Bounds(min = "1", max = "100000")
    int maxEndpoints();

    /** How many events one request may replay. */
    @WithDefault("10000")
    @Bounds(min = "1", max = "1000000")
    int maxReplayed();

    /** How many pings a webhook is sent in an hour at most. */
    @WithDefault("60")
    @Bounds(min = "1", max = "10000")
    int maxPings();

    /** How long looking up a host's name may take. */
    @WithDefault("3s")
    @Bounds(min = "100ms", max = "30s")
    Duration lookupTimeout();

    /** The name servers to ask ({@code 192.0.2.53}, {@code 192.0.2.53:5353}); by default those of the system. */
    Optional<List<NameServer>> nameServers();

    /** How long an attempt may take in all. */
    @WithDefault("15s")
    @Bounds(min = "100ms", max = "2m")
    Duration timeout();

    /** How long connecting to one address may take. */
    @WithDefault("5s")
    @Bounds(min = "100ms", max = "1m")
    Duration connectTimeout();

    /**
     * How long a replica leases a delivery. If it expires without a recorded result, such as after a crash, the delivery
     * is due again, so a shorter lease than {@link #timeout} would send everything twice.
     */
    @WithDefault("60s")
    @Bounds(min = "1s", max = "1h", above = "clinic.webhooks.timeout")
    Duration lease();

    /** How long an endpoint may fail without one success before it is disabled. */
    @WithDefault("5d")
    @Bounds(min = "1m", max = "30d")
    Duration giveUpAfter();

    /** How often to count for monitoring what waits to be sent, or {@code off}. */
    @WithDefault("15s")
    @Bounds(min = "1s", max = "10m")
    @Interval
    String measureEvery();

    /** How long events and their deliveries are kept. */
    @WithDefault("30d")
    @Bounds(min = "1d", max = "3650d", above = "clinic.webhooks.give-up-after")
    Duration keep();
}
