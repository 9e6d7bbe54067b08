package org.cliniccontent.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The content of {@code /.well-known/security.txt} (RFC 9116). Without a contact the file is not served. */
@ConfigMapping(prefix = "clinic.security-txt")
public interface SecurityTxtConfig {

    /**
     * Contacts for reporting a vulnerability, the preferred one first: {@code mailto:}, {@code https:} or {@code tel:}.
     */
    Optional<List<URI>> contact();

    /** The locations of this file, so that a copy elsewhere is not trusted: {@code https:}. */
    Optional<List<URI>> canonical();

    /** The preferred languages of reports. */
    @WithDefault("en")
    List<String> preferredLanguages();
}
