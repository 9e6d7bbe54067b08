package org.cliniccontent.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import org.cliniccontent.configuration.Secret;

/** Access. */
@ConfigMapping(prefix = "clinic.access")
public interface AccessConfig {

    /**
     * An API key with all scopes, whole, as {@code new-key} makes one: how the first administrator gets in. It cannot
     * be revoked but by taking it out of the configuration.
     */
    @Secret
    Optional<String> adminKey();

    /** Whether reads of what is published need the scope {@code content:read} as well. */
    @WithDefault("false")
    boolean closed();
}
