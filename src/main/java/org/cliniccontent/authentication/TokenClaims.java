package org.cliniccontent.authentication;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What must hold of the claims of an access token (RFC 9068, section 4) whose signature is right. What is a token of the
 * issuer for something else is refused, whatever its type says: a logout token, an ID token, one that is of use only with
 * a proof, which nobody checks here.
 */
final class TokenClaims {

    private static final List<String> OTHER_TOKENS = List.of(
            "nonce",
            "at_hash",
            "c_hash",
            "s_hash", // ID tokens (OpenID Connect Core 1.0)
            "events", // logout and other security event tokens (RFC 8417)
            "token_introspection", // answers to introspection (RFC 9701)
            "cnf"); // bound to a key by DPoP or mutual TLS (RFC 7800, 8705, 9449)

    /** What some issuers say of their tokens, and what they call those that this service takes. */
    private static final Map<String, List<String>> KINDS = Map.of(
            "typ", List.of("bearer", TokenHeader.ACCESS_TOKEN),
            "token_type", List.of("bearer"),
            "token_use", List.of("access"));

    private static final List<String> SCOPES = List.of("scope", "scp");
    private static final int MAX_AUDIENCES = 100;
    private static final int MAX_IDENTIFIER = 1_000;

    /** The end of the year 9999: later times are mistakes, and no instant of the database. */
    private static final double MAX_TIME = 253_402_300_799d;

    private final OidcConfig config;
    private final String issuer;
    private final String audience;

    TokenClaims(OidcConfig config, String issuer, String audience) {
        this.config = config;
        this.issuer = issuer;
        this.audience = audience;
    }

    void check(TokenHeader header, ObjectNode claims, Instant now) throws InvalidTokenException {
        checkKind(header, claims);
        require(issuer.equals(claims.path("iss").textValue()), "it is from another issuer");
        require(isForUs(claims.path("aud")), "it is for another service");
        for (String name : config.requiredClaims()) {
            require(isIdentifier(claims.path(name)), "a claim that is required is missing or no text");
        }
        checkTimes(claims, now);
    }

    private void checkKind(TokenHeader header, ObjectNode claims) throws InvalidTokenException {
        for (String name : OTHER_TOKENS) {
            require(!claims.has(name), "it is a token for something else: it has " + name);
        }
        for (var kind : KINDS.entrySet()) {
            var said = claims.path(kind.getKey());
            require(
                    said.isMissingNode()
                            || (said.isTextual() && kind.getValue().contains(TokenHeader.typeOf(said.textValue()))),
                    "it is a token for something else by its " + kind.getKey());
        }
        // By its type nothing tells it from an ID token, which is never asked for with scopes of ours.
        require(
                header.isAccessToken()
                        || claims.has(config.scopeClaim())
                        || SCOPES.stream().anyMatch(claims::has),
                "it has neither the type of an access token nor scopes");
    }

    private boolean isForUs(JsonNode aud) {
        if (aud.isTextual()) {
            return audience.equals(aud.textValue());
        }
        boolean found = false;
        for (JsonNode each : aud) {
            if (!each.isTextual()) {
                return false;
            }
            found |= audience.equals(each.textValue());
        }
        return found && aud.isArray() && aud.size() <= MAX_AUDIENCES;
    }

    private void checkTimes(ObjectNode claims, Instant now) throws InvalidTokenException {
        var skew = config.clockSkew();
        var issued = time(claims.path("iat"));
        var expires = time(claims.path("exp"));
        require(expires.plus(skew).isAfter(now), "it has expired");
        require(!issued.minus(skew).isAfter(now), "it was issued in the future");
        require(expires.isAfter(issued), "it ends before it begins");
        require(
                Duration.between(issued, expires).compareTo(config.maxLifetime()) <= 0,
                "it lasts longer than tokens may");
        if (claims.has("nbf")) {
            require(!time(claims.path("nbf")).minus(skew).isAfter(now), "it is not valid yet");
        }
    }

    /** A NumericDate (RFC 7519, section 2), which may have a fraction. */
    private static Instant time(JsonNode claim) throws InvalidTokenException {
        double seconds = claim.isNumber() ? claim.doubleValue() : Double.NaN;
        require(seconds >= 0 && seconds <= MAX_TIME, "a time is missing or makes no sense");
        return Instant.ofEpochSecond((long) seconds);
    }

    private static boolean isIdentifier(JsonNode claim) {
        return claim.isTextual()
                && !claim.textValue().isEmpty()
                && claim.textValue().length() <= MAX_IDENTIFIER;
    }

    private static void require(boolean holds, String otherwise) throws InvalidTokenException {
        if (!holds) {
            throw new InvalidTokenException(otherwise);
        }
    }
}
