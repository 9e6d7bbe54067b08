package org.cliniccontent.authentication;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.cliniccontent.access.Caller;

/** What a caller may present: an API key, or a token of the issuer that is configured. */
@ApplicationScoped
class Credentials {

    private final AdminKey adminKey;
    private final ApiKeys apiKeys;
    private final OidcTokens tokens;

    Credentials(AdminKey adminKey, ApiKeys apiKeys, OidcTokens tokens) {
        this.adminKey = adminKey;
        this.apiKeys = apiKeys;
        this.tokens = tokens;
    }

    /** Whether it may be worth finding out whose they are: this asks nobody. */
    boolean haveForm(String bearer) {
        return bearer.startsWith(ApiKeySecret.PREFIX)
                ? ApiKeySecret.parse(bearer).isPresent()
                : OidcTokens.FORM.matcher(bearer).matches();
    }

    /** Who it is; empty if it is not valid, and nothing says why. */
    Optional<Caller> verify(String bearer) {
        if (!bearer.startsWith(ApiKeySecret.PREFIX)) {
            return tokens.verify(bearer);
        }
        return ApiKeySecret.parse(bearer).flatMap(key -> adminKey.verify(key).or(() -> apiKeys.verify(key)));
    }
}
