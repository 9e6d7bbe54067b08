package org.cliniccontent.webhook;

import io.smallrye.config.ConfigMapping;
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
}
