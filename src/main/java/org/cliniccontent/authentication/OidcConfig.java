package org.cliniccontent.authentication;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;

/** Tokens of an OpenID Connect issuer, beside API keys. */
@ConfigMapping(prefix = "clinic.oidc")
interface OidcConfig {

    /** The issuer, exactly as it stands in {@code iss}. Without it no token is accepted. */
    @Bounds(min = "1", max = "2000")
    Optional<String> issuer();

    /** What {@code aud} has to contain: without it, tokens that were made for other services would be accepted. */
    @Bounds(min = "1", max = "2000")
    Optional<String> audience();

    /**
     * What {@code typ} in a token's header may be. The default is what RFC 9068 asks for. Issuers that do not follow it
     * need {@code JWT} (Keycloak, Microsoft Entra ID) or {@code none}, for tokens without a {@code typ} (Amazon Cognito):
     * then a token must have scopes, and those that are recognisably something else, such as ID tokens, are refused all
     * the same.
     */
    @WithDefault("at+jwt")
    @Bounds(min = "1", max = "200")
    List<String> tokenTypes();

    /**
     * The claims that a token must have as texts, beside those that the service needs itself: {@code iss}, {@code aud},
     * {@code sub}, {@code iat}, {@code exp}. The default is what RFC 9068 asks for; Keycloak before version 26 has {@code
     * azp} in place of {@code client_id}.
     */
    @WithDefault("client_id,jti")
    @Bounds(min = "1", max = "200")
    List<String> requiredClaims();

    /** How long a token may last from when it was issued. Nobody can take one back before it ends. */
    @WithDefault("24H")
    @Bounds(min = "1m", max = "365d")
    Duration maxLifetime();

    /** Where the issuer's keys are. Without it, as {@code <issuer>/.well-known/openid-configuration} says. */
    Optional<URI> jwksUri();

    /** The claim with the scopes: separated by spaces, or an array. What is no scope of this service is ignored. */
    @WithDefault("scope")
    @Bounds(min = "1", max = "200")
    String scopeClaim();

    /** The claim with the roles, an array: a path with slashes, such as {@code realm_access/roles}. */
    @Bounds(min = "1", max = "200")
    Optional<String> roleClaim();

    /** The scopes that a role has, by the role's name. */
    Map<String, List<String>> roles();

    /** The claim with the name that people know the caller by. Without it in a token, the subject. */
    @WithDefault("name")
    @Bounds(min = "1", max = "200")
    String nameClaim();

    /** How far the issuer's clock and this one may be apart. */
    @WithDefault("30S")
    @Bounds(min = "0s", max = "5m")
    Duration clockSkew();

    /** How long an answer of the issuer may take. */
    @WithDefault("2S")
    @Bounds(min = "100ms", max = "30s")
    Duration timeout();

    /** How long the keys are used before they are fetched again. */
    @WithDefault("10M")
    @Bounds(min = "1s", max = "1d")
    Duration keysMaxAge();

    /** How long, after they were fetched, no token with an unknown key makes them be fetched again. */
    @WithDefault("5S")
    @Bounds(min = "100ms", max = "1h", atMost = "clinic.oidc.keys-max-age")
    Duration keysMinAge();
}
