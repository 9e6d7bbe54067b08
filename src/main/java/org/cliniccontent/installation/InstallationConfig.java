package org.cliniccontent.installation;

import io.smallrye.config.ConfigMapping;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;

/** Which installation this is. */
@ConfigMapping(prefix = "clinic.installation")
public interface InstallationConfig {

    /** What a name may be. */
    String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

    /**
     * The installation's name, such as {@code production} or {@code staging}: the same for all its replicas, and another
     * one for every installation. A store remembers the name. A service of another name, or of none, reads and edits it,
     * but sends no webhooks and makes no scheduled releases until {@code adopt} says that it may. Without names only a
     * store that was filled by {@code pg_restore} or moved to another database is known to be a copy; one that was copied
     * as files is not. By default there is no name. At most 63 letters, digits, {@code .}, {@code _} and {@code -}.
     */
    @Bounds(min = "1", max = "63")
    Optional<@Pattern(regexp = NAME) String> name();
}
