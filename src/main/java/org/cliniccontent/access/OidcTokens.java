package org.cliniccontent.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Verifies the tokens (JWT) of the issuer that is configured, and says who they stand for and what that one may. */
@Startup
@ApplicationScoped
class OidcTokens {

    /** Only asymmetric ones: what verifies a token must not be able to make one. */
    private static final Set<SignatureAlgorithm> ALGORITHMS = EnumSet.of(
            SignatureAlgorithm.RS256,
            SignatureAlgorithm.RS384,
            SignatureAlgorithm.RS512,
            SignatureAlgorithm.PS256,
            SignatureAlgorithm.PS384,
            SignatureAlgorithm.PS512,
            SignatureAlgorithm.ES256,
            SignatureAlgorithm.ES384,
            SignatureAlgorithm.ES512,
            SignatureAlgorithm.EDDSA);

    static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cs}]");
    private static final String PREFIX = "oidc:";
    private static final int MAX_LENGTH = 200;

    private record Issuer(IssuerKeys keys, JWTParser parser) {}

    private final OidcConfig config;
    private final ObjectMapper json;
    private final Optional<Issuer> issuer;
    private final Map<String, List<Scope>> roles = new TreeMap<>();

    OidcTokens(OidcConfig config, Clock clock, ObjectMapper json) {
        this.config = config;
        this.json = json;
        this.issuer = config.issuer().map(uri -> issuer(config, uri, clock, json));
        config.roles()
                .forEach((role, scopes) ->
                        roles.put(role, scopes.stream().map(OidcTokens::scope).toList()));
    }

    private static Issuer issuer(OidcConfig config, String uri, Clock clock, ObjectMapper json) {
        var audience = config.audience()
                .orElseThrow(() -> new IllegalStateException(
                        "clinic.oidc.audience is missing: tokens for other services would be accepted"));
        var expected = new JWTAuthContextInfo();
        expected.setIssuedBy(uri);
        expected.setExpectedAudience(Set.of(audience));
        expected.setSignatureAlgorithm(ALGORITHMS);
        expected.setClockSkew((int) config.clockSkew().toSeconds());
        return new Issuer(new IssuerKeys(config, uri, clock, json), new DefaultJWTParser(expected));
    }

    private static Scope scope(String value) {
        return Scope.of(value)
                .orElseThrow(() -> new IllegalStateException("clinic.oidc.roles: there is no scope " + value));
    }

    /** The caller that a token stands for; empty if it is not valid. */
    Optional<Caller> verify(String token) {
        if (issuer.isEmpty() || !FORM.matcher(token).matches()) {
            return Optional.empty();
        }
        try {
            var key = findKey(issuer.get(), token);
            if (key.isEmpty()) {
                return Optional.empty();
            }
            issuer.get().parser().verify(token, key.get());
            return caller(json.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1])));
        } catch (ParseException | JoseException | IOException e) {
            Log.debugf("A token is not valid: %s", e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<PublicKey> findKey(Issuer issuer, String token) throws JoseException {
        var signature = new JsonWebSignature();
        signature.setCompactSerialization(token);
        var algorithm = signature.getAlgorithmHeaderValue();
        // Before the keys are looked for, so that nonsense does not make them be fetched.
        boolean allowed =
                ALGORITHMS.stream().anyMatch(each -> each.getAlgorithm().equals(algorithm));
        return allowed ? issuer.keys().find(signature) : Optional.empty();
    }

    private Optional<Caller> caller(JsonNode claims) {
        var subject = claims.path("sub").asText();
        var id = PREFIX + subject;
        if (!claims.path("sub").isTextual()
                || subject.isEmpty()
                || id.codePointCount(0, id.length()) > MAX_LENGTH
                || CONTROL.matcher(subject).find()) {
            return Optional.empty();
        }
        return Optional.of(new Caller(id, name(claims, subject), scopes(claims)));
    }

    private String name(JsonNode claims, String subject) {
        var given = CONTROL.matcher(claims.path(config.nameClaim()).asText())
                .replaceAll("")
                .strip();
        var name = given.isEmpty() ? subject : given;
        return name.codePointCount(0, name.length()) <= MAX_LENGTH
                ? name
                : name.substring(0, name.offsetByCodePoints(0, MAX_LENGTH));
    }

    private Set<Scope> scopes(JsonNode claims) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        values(claims.path(config.scopeClaim()))
                .map(Scope::of)
                .flatMap(Optional::stream)
                .forEach(scopes::add);
        config.roleClaim().ifPresent(path -> {
            var claim = claims;
            for (String name : path.split("/")) {
                claim = claim.path(name);
            }
            values(claim)
                    .map(role -> roles.getOrDefault(role, List.of()))
                    .flatMap(Collection::stream)
                    .forEach(scopes::add);
        });
        return scopes;
    }

    private static Stream<String> values(JsonNode claim) {
        return claim.isArray()
                ? StreamSupport.stream(claim.spliterator(), false).map(JsonNode::asText)
                : Arrays.stream(claim.asText().split(" "));
    }
}
