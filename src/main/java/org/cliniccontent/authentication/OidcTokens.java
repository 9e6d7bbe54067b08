package org.cliniccontent.authentication;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.PublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cliniccontent.access.Caller;
import org.cliniccontent.access.Scope;
import org.cliniccontent.http.TextRule;
import org.cliniccontent.http.problem.ProblemException;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * Verifies the access tokens (RFC 9068) of the issuer that is configured, and says who they stand for and what that one
 * may.
 */
@Startup
@ApplicationScoped
class OidcTokens {

    /** Longer than any issuer makes one; a proxy's usual limit for all headers together. */
    static final int MAX_TOKEN_LENGTH = 16_384;

    /** The configured type of a token that has none. */
    private static final String NO_TYPE = "none";

    /** Three parts: five are an encrypted token (JWE). */
    static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++");

    private static final String PREFIX = "oidc:";
    private static final int MAX_LENGTH = 200;

    private record Issuer(String uri, IssuerKeys keys, TokenClaims claims) {}

    private final OidcConfig config;
    private final Clock clock;
    private final Optional<Issuer> issuer;
    private final Set<String> types;
    private final Map<String, List<Scope>> roles = new TreeMap<>();

    OidcTokens(OidcConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.issuer = config.issuer().map(uri -> issuer(config, uri, clock));
        this.types = config.tokenTypes().stream()
                .map(TokenHeader::typeOf)
                .map(type -> type.equals(NO_TYPE) ? "" : type)
                .collect(Collectors.toSet());
        config.roles()
                .forEach((role, scopes) ->
                        roles.put(role, scopes.stream().map(OidcTokens::scope).toList()));
    }

    private static Issuer issuer(OidcConfig config, String uri, Clock clock) {
        var audience = config.audience()
                .orElseThrow(() -> new IllegalStateException(
                        "clinic.oidc.audience is missing: tokens for other services would be accepted"));
        return new Issuer(uri, new IssuerKeys(config, uri, clock), new TokenClaims(config, uri, audience));
    }

    private static Scope scope(String value) {
        return Scope.of(value)
                .orElseThrow(() -> new IllegalStateException("clinic.oidc.roles: there is no scope " + value));
    }

    /**
     * The caller that a token stands for; empty if it is not valid.
     *
     * @throws ProblemException UNAVAILABLE if the issuer's keys cannot be had
     */
    Optional<Caller> verify(String token) {
        if (issuer.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(verify(issuer.get(), token));
        } catch (InvalidTokenException e) {
            Log.debugf("A token is not valid: %s", e.getMessage());
            return Optional.empty();
        }
    }

    private Caller verify(Issuer from, String token) throws InvalidTokenException {
        if (token.length() > MAX_TOKEN_LENGTH || !FORM.matcher(token).matches()) {
            throw new InvalidTokenException("it is no signed token, or too long");
        }
        var parts = token.split("\\.");
        // Before the keys are looked for, so that nonsense does not make them be fetched.
        var header = TokenHeader.of(TokenJson.ofPart(parts[0]));
        if (!types.contains(header.type())) {
            throw new InvalidTokenException("its typ is not that of an access token");
        }
        checkSignature(token, header, from.keys().find(header));
        var claims = TokenJson.ofPart(parts[1]);
        from.claims().check(header, claims, clock.instant());
        return caller(from, claims);
    }

    /** @param keys those that may have signed it: several only if it names none */
    private static void checkSignature(String token, TokenHeader header, List<PublicKey> keys)
            throws InvalidTokenException {
        for (PublicKey key : keys) {
            if (isSignedBy(token, header, key)) {
                return;
            }
        }
        throw new InvalidTokenException("it is not signed by a key of the issuer");
    }

    private static boolean isSignedBy(String token, TokenHeader header, PublicKey key) {
        var signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, header.algorithm()));
        signature.setKey(key);
        try {
            signature.setCompactSerialization(token);
            return signature.verifySignature();
        } catch (JoseException | RuntimeException e) {
            // Whatever a library makes of a signature that makes no sense, it is none.
            return false;
        }
    }

    private Caller caller(Issuer from, ObjectNode claims) throws InvalidTokenException {
        var subject = claims.path("sub").textValue();
        if (subject == null || subject.isEmpty() || TextRule.NAME.fault(subject).isPresent()) {
            throw new InvalidTokenException("sub is missing or cannot be kept");
        }
        var credential = PREFIX + subject;
        if (credential.codePointCount(0, credential.length()) > MAX_LENGTH) {
            throw new InvalidTokenException("sub is too long");
        }
        return new Caller(
                KeyOwners.ofSubject(from.uri(), subject), name(claims, subject), scopes(claims), credential, List.of());
    }

    private String name(ObjectNode claims, String subject) {
        var claim = claims.path(config.nameClaim()).textValue();
        var given = claim == null ? "" : TextRule.NAME.cleaned(claim).strip();
        var name = given.isEmpty() ? subject : given;
        return name.codePointCount(0, name.length()) <= MAX_LENGTH
                ? name
                : name.substring(0, name.offsetByCodePoints(0, MAX_LENGTH));
    }

    private Set<Scope> scopes(ObjectNode claims) throws InvalidTokenException {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String value : values(claims.path(config.scopeClaim()))) {
            Scope.of(value).ifPresent(scopes::add);
        }
        if (config.roleClaim().isPresent()) {
            JsonNode claim = claims;
            for (String name : config.roleClaim().get().split("/")) {
                claim = claim.path(name);
            }
            for (String role : values(claim)) {
                scopes.addAll(roles.getOrDefault(role, List.of()));
            }
        }
        return scopes;
    }

    /** Those that a text lists with spaces between, or an array of texts. */
    private static List<String> values(JsonNode claim) throws InvalidTokenException {
        if (claim.isMissingNode()) {
            return List.of();
        }
        if (claim.isTextual()) {
            return Arrays.asList(claim.textValue().split(" "));
        }
        if (!claim.isArray()) {
            throw new InvalidTokenException("scopes or roles are no texts");
        }
        List<String> values = new ArrayList<>();
        for (JsonNode each : claim) {
            if (!each.isTextual()) {
                throw new InvalidTokenException("a scope or a role is no text");
            }
            values.add(each.textValue());
        }
        return values;
    }
}
