package org.cliniccontent.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** What {@code /.well-known/security.txt} (RFC 9116) says. Without a contact there is none. */
@ConfigMapping(prefix = "clinic.security-txt")
public interface SecurityTxtConfig {

    /** Where to report a vulnerability, the preferred way first: {@code mailto:}, {@code https:} or {@code tel:}. */
    Optional<List<URI>> contact();

    /** Where this file is, so that one that was copied elsewhere is not believed: {@code https:}. */
    Optional<List<URI>> canonical();

    /** The languages that reports may be in. */
    @WithDefault("en")
    List<String> preferredLanguages();
}
