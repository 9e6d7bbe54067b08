package org.cliniccontent.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.access.Network;

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
    Duration pollEvery();

    /**
     * How many attempts a replica makes at the same time, beside a quarter of that for endpoints whose last attempt
     * failed. One that waits for an answer costs a connection and its message (20 kB at most), and no thread.
     */
    @WithDefault("512")
    @Min(1)
    int concurrency();

    /**
     * And how many of them for one owner. Nobody gets as much when many want it: an owner gets another only while eight
     * times what it has is free.
     */
    @WithDefault("64")
    @Min(1)
    int concurrencyPerOwner();

    /** And how many of them at one target, a host with its port, whoever has endpoints there. */
    @WithDefault("64")
    @Min(1)
    int concurrencyPerTarget();

    /** And how many of them at one endpoint; one at a time if its last attempt failed. */
    @WithDefault("4")
    @Min(1)
    int concurrencyPerEndpoint();

    /** How many webhooks an owner may have. */
    @WithDefault("50")
    @Min(1)
    int maxEndpointsPerOwner();

    /** How many webhooks there may be: it is looked for what is due at each. */
    @WithDefault("2000")
    @Min(1)
    int maxEndpoints();

    /** How many events one request may have sent again. */
    @WithDefault("10000")
    @Min(1)
    int maxReplayed();

    /** How many pings a webhook may be sent in an hour. */
    @WithDefault("60")
    @Min(1)
    int maxPings();

    /** How long the look-up of a host's name may take. */
    @WithDefault("3s")
    Duration lookupTimeout();

    /** The name servers to ask ({@code 192.0.2.53}, {@code 192.0.2.53:5353}); by default those of the system. */
    Optional<List<NameServer>> nameServers();

    /** How long an attempt may take in all, until there is an answer. */
    @WithDefault("15s")
    Duration timeout();

    /** How long it may take of that to be connected to one address. */
    @WithDefault("5s")
    Duration connectTimeout();

    /**
     * After what time an attempt of which nothing was recorded is taken for lost with the replica that made it, and made
     * again. It must be well above {@link #timeout}.
     */
    @WithDefault("60s")
    Duration lease();

    /** An endpoint at which nothing but failures was seen for so long is disabled. */
    @WithDefault("5d")
    Duration giveUpAfter();

    /** How often it is counted, for monitoring, what waits to be sent. */
    @WithDefault("15s")
    String measureEvery();

    /** How long events, and what became of them, are kept. */
    @WithDefault("30d")
    Duration keep();
}
