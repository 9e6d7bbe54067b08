package org.cliniccontent.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.access.Network;
import org.cliniccontent.configuration.Bounds;
import org.cliniccontent.configuration.Interval;

/** How partners' servers are told. */
@ConfigMapping(prefix = "clinic.webhooks")
public interface WebhooksConfig {

    /**
     * The networks that may be sent to although they are not public, as addresses or ranges ({@code 10.0.0.0/8}); there
     * {@code http} is taken, too. Whoever may manage webhooks can make the service send requests into them.
     */
    Optional<List<Network>> allowedNetworks();

    /** Whether this replica sends. One must: what none sends waits in the database. */
    @WithDefault("true")
    boolean dispatch();

    /** How often it is looked for what is due. What a release made due is sent at once, without waiting for that. */
    @WithDefault("1s")
    @Bounds(min = "50ms", max = "1m")
    Duration pollEvery();

    /**
     * How many attempts a replica makes at the same time, beside a quarter of that for endpoints whose last attempt
     * failed. One that waits for an answer costs a connection and its message (20 kB at most), and no thread.
     */
    @WithDefault("512")
    @Bounds(min = "1", max = "10000")
    int concurrency();

    /**
     * And how many of them for one owner. Nobody gets as much when many want it: an owner gets another only while eight
     * times what it has is free.
     */
    @WithDefault("64")
    @Bounds(min = "1", max = "10000")
    int concurrencyPerOwner();

    /** And how many of them at one target, a host with its port, whoever has endpoints there. */
    @WithDefault("64")
    @Bounds(min = "1", max = "10000")
    int concurrencyPerTarget();

    /** And how many of them at one endpoint; one at a time if its last attempt failed. */
    @WithDefault("4")
    @Bounds(min = "1", max = "1000")
    int concurrencyPerEndpoint();

    /** How many webhooks an owner may have. */
    @WithDefault("50")
    @Bounds(min = "1", max = "10000")
    int maxEndpointsPerOwner();

    /** How many webhooks there may be: it is looked for what is due at each. */
    @WithDefault("2000")
    @Bounds(min = "1", max = "100000")
    int maxEndpoints();

    /** How many events one request may have sent again. */
    @WithDefault("10000")
    @Bounds(min = "1", max = "1000000")
    int maxReplayed();

    /** How many pings a webhook may be sent in an hour. */
    @WithDefault("60")
    @Bounds(min = "1", max = "10000")
    int maxPings();

    /** How long the look-up of a host's name may take. */
    @WithDefault("3s")
    @Bounds(min = "100ms", max = "30s")
    Duration lookupTimeout();

    /** The name servers to ask ({@code 192.0.2.53}, {@code 192.0.2.53:5353}); by default those of the system. */
    Optional<List<NameServer>> nameServers();

    /** How long an attempt may take in all, until there is an answer. */
    @WithDefault("15s")
    @Bounds(min = "100ms", max = "2m")
    Duration timeout();

    /** How long it may take of that to be connected to one address. */
    @WithDefault("5s")
    @Bounds(min = "100ms", max = "1m")
    Duration connectTimeout();

    /**
     * After what time an attempt of which nothing was recorded is taken for lost with the replica that made it, and made
     * again. It must be well above {@link #timeout}.
     */
    @WithDefault("60s")
    @Bounds(min = "1s", max = "1h", above = "clinic.webhooks.timeout")
    Duration lease();

    /** An endpoint at which nothing but failures was seen for so long is disabled. */
    @WithDefault("5d")
    @Bounds(min = "1m", max = "30d")
    Duration giveUpAfter();

    /** How often it is counted, for monitoring, what waits to be sent. */
    @WithDefault("15s")
    @Bounds(min = "1s", max = "10m")
    @Interval
    String measureEvery();

    /** How long events, and what became of them, are kept. */
    @WithDefault("30d")
    @Bounds(min = "1d", max = "3650d", above = "clinic.webhooks.give-up-after")
    Duration keep();
}
