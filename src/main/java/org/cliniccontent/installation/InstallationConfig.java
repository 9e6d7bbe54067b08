package org.cliniccontent.installation;

import io.smallrye.config.ConfigMapping;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;

/** The identity of this installation. */
@ConfigMapping(prefix = "clinic.installation")
public interface InstallationConfig {

    /** The pattern of valid names. */
    String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

    /**
     * Name of the installation, such as {@code production} or {@code staging}: the same for all its replicas, and
     * different for every installation. A store remembers the name. A service with another name, or none, reads and
     * edits it, but sends no webhooks and makes no scheduled releases until {@code adopt} transfers the store. Without
     * names, a copy is recognised only if it was made by {@code pg_restore} or moved to another database, not if its
     * files were copied. By default there is no name. At most 63 letters, digits, {@code .}, {@code _} and {@code -}.
     */
    @Bounds(min = "1", max = "63")
    Optional<@Pattern(regexp = NAME) String> name();
}
