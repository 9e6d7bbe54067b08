package org.cliniccontent.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The metrics: who may read them on the management port, and how often they are measured. */
@ConfigMapping(prefix = "clinic.metrics")
public interface MetricsConfig {

    /** Whether they are served at all. */
    @WithDefault("true")
    boolean enabled();

    /**
     * What has to be sent as {@code Authorization: Bearer …}; at least 16 characters. Without it anyone who reaches the
     * port may read them.
     */
    Optional<String> token();

    /** How often figures that only the database knows are read for them: partners, scheduled releases; {@code off}: never. */
    @WithDefault("30s")
    String measureEvery();
}
