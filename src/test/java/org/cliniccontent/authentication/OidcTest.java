package org.cliniccontent.authentication;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cliniccontent.access.Caller;
import org.cliniccontent.access.Scope;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** Tokens of an issuer: only those that are its own, for this service, and valid now. */
class OidcTest {

    private static final Duration MIN_AGE = Duration.ofSeconds(5);
    private static final Duration MAX_AGE = Duration.ofMinutes(10);

    private static final RsaJsonWebKey STRANGER = Issuer.newKey("stranger");

    private final Time time = new Time();
    private final Issuer issuer = new Issuer(time);
    private final OidcTokens tokens = tokens(config());

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void aTokenStandsForItsSubject() {
        assertThat(tokens.verify(issuer.token(claims -> {})))
                .contains(new Caller(
                        "oidc:%s|subject".formatted(issuer.uri()),
                        "A Name",
                        Set.of(Scope.DRAFTS_WRITE),
                        "oidc:subject",
                        List.of()));
    }

    @Test
    void scopesComeAsAnArrayAndByRolesToo() {
        var token = issuer.token(claims -> {
            claims.setClaim("scope", List.of("sync:read", "unknown"));
            claims.setClaim("realm_access", Map.of("roles", List.of("editor", "nobody")));
        });
        assertThat(tokens.verify(token).orElseThrow().scopes())
                .containsExactlyInAnyOrder(Scope.SYNC_READ, Scope.DRAFTS_WRITE, Scope.DRAFTS_REVIEW);
    }

    @Test
    void withoutScopesItMayNothing() {
        assertThat(tokens.verify(issuer.token(claims -> claims.unsetClaim("scope")))
                        .orElseThrow()
                        .scopes())
                .isEmpty();
    }

    @Test
    void aNameIsCutAndCleaned() {
        var token = issuer.token(claims -> claims.setClaim("name", "\0\n" + "\uD83D\uDE00".repeat(300)));
        assertThat(tokens.verify(token).orElseThrow().name()).isEqualTo("\uD83D\uDE00".repeat(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {AlgorithmIdentifiers.RSA_PSS_USING_SHA256, AlgorithmIdentifiers.RSA_USING_SHA512})
    void otherAsymmetricAlgorithmsAreTaken(String algorithm) {
        assertThat(tokens.verify(Issuer.sign(issuer.claims(claims -> {}), algorithm, issuer.key())))
                .isPresent();
    }

    @Test
    void timesAreHeldWithALittleSkew() {
        assertThat(tokens.verify(issuer.token(claims -> {
                    claims.setIssuedAt(issuer.after(-300));
                    claims.setExpirationTime(issuer.after(-10));
                })))
                .isPresent();
        refused(issuer.token(claims -> {
            claims.setIssuedAt(issuer.after(-300));
            claims.setExpirationTime(issuer.after(-60));
        }));
        refused(issuer.token(claims -> claims.setNotBefore(issuer.after(120))));
        refused(issuer.token(claims -> claims.unsetClaim("exp")));
    }

    @Test
    void itMustBeFromTheIssuerAndForThisService() {
        refused(issuer.token(claims -> claims.setIssuer(issuer.uri() + "/")));
        refused(issuer.token(claims -> claims.unsetClaim("iss")));
        refused(issuer.token(claims -> claims.setAudience("other")));
        refused(issuer.token(claims -> claims.unsetClaim("aud")));
    }

    @Test
    void itMustHaveASubjectThatCanBeKept() {
        refused(issuer.token(claims -> claims.unsetClaim("sub")));
        refused(issuer.token(claims -> claims.setSubject("")));
        refused(issuer.token(claims -> claims.setSubject("x".repeat(196))));
        refused(issuer.token(claims -> claims.setSubject("a\0b")));
        refused(issuer.token(claims -> claims.setClaim("sub", 5)));
        assertThat(tokens.verify(issuer.token(claims -> claims.setSubject("x".repeat(195)))))
                .isPresent();
    }

    @Test
    void anUnsignedTokenIsRefused() {
        var signature = Issuer.signature();
        signature.setPayload(issuer.claims(claims -> {}).toJson());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setKeyIdHeaderValue(issuer.key().getKeyId());
        var unsigned = Issuer.compact(signature);
        refused(unsigned);
        refused(unsigned + "AAAA");
        assertThat(issuer.fetches()).isZero();
    }

    @Test
    void aTokenSignedWithThePublicKeyAsASecretIsRefused() {
        var signature = Issuer.signature();
        signature.setPayload(issuer.claims(claims -> {}).toJson());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        signature.setKeyIdHeaderValue(issuer.key().getKeyId());
        signature.setKey(new HmacKey(issuer.key().getPublicKey().getEncoded()));
        refused(Issuer.compact(signature));
    }

    @Test
    void aTokenSignedByAnotherWithTheSameKeyIdIsRefused() {
        assertThat(tokens.verify(issuer.token(claims -> {}))).isPresent();
        var other = Issuer.newKey(issuer.key().getKeyId());
        refused(Issuer.sign(issuer.claims(claims -> {}), AlgorithmIdentifiers.RSA_USING_SHA256, other));
    }

    @Test
    void whatWasChangedIsRefused() {
        var token = issuer.token(claims -> {});
        var parts = token.split("\\.");
        var payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("drafts:write", "admin");
        var changed = Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(StandardCharsets.UTF_8));
        refused(parts[0] + '.' + changed + '.' + parts[2]);
        refused(parts[0] + '.' + parts[1] + ".AAAA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b.c", "eyJhbGciOiJSUzI1NiJ9.e30.AAAA", "....", "abc", "e30.e30.e30", "a.b.c.d.e"})
    void garbageIsRefused(String token) {
        refused(token);
    }

    @Test
    void aRotatedKeyIsFetched() {
        assertThat(tokens.verify(issuer.token(claims -> {}))).isPresent();
        var old = issuer.token(claims -> {});
        issuer.rotate("second");
        time.pass(MIN_AGE);
        assertThat(tokens.verify(issuer.token(claims -> {}))).isPresent();
        refused(old);
    }

    @Test
    void unknownKeysDoNotMakeTheKeysBeFetchedAgainAndAgain() {
        assertThat(tokens.verify(issuer.token(claims -> {}))).isPresent();
        for (int i = 0; i < 20; i++) {
            refused(Issuer.sign(issuer.claims(claims -> {}), AlgorithmIdentifiers.RSA_USING_SHA256, STRANGER));
        }
        assertThat(issuer.fetches()).isEqualTo(1);
        time.pass(MIN_AGE);
        refused(Issuer.sign(issuer.claims(claims -> {}), AlgorithmIdentifiers.RSA_USING_SHA256, STRANGER));
        assertThat(issuer.fetches()).isEqualTo(2);
    }

    @Test
    void aKeyThatTheIssuerTookBackIsForgotten() {
        var token = issuer.token(claims -> claims.setExpirationTime(issuer.after(3_600)));
        assertThat(tokens.verify(token)).isPresent();
        issuer.rotate("second");
        assertThat(tokens.verify(token)).isPresent();
        time.pass(MAX_AGE);
        refused(token);
    }

    @Test
    void keysThatCannotBeHadAreNotTheCallersFault() {
        issuer.setAway(true);
        unavailable();
        issuer.setAway(false);
        time.pass(MIN_AGE);
        assertThat(tokens.verify(issuer.token(claims -> {}))).isPresent();
    }

    @Test
    void whileTheIssuerIsAwayItsKeysAreUsedForADay() {
        assertThat(tokens.verify(issuer.token(claims -> {}))).isPresent();
        issuer.setAway(true);
        time.pass(Duration.ofHours(23));
        assertThat(tokens.verify(issuer.token(claims -> {}))).isPresent();
        time.pass(Duration.ofHours(1));
        unavailable();
    }

    @Test
    void anIssuerThatSaysToBeAnotherIsNotTrusted() {
        var config =
                new Config(Optional.of(issuer.uri() + "/"), Optional.of(Issuer.AUDIENCE), Optional.empty(), Map.of());
        var token = issuer.token(claims -> claims.setIssuer(issuer.uri() + "/"));
        assertThatThrownBy(() -> tokens(config).verify(token)).isInstanceOf(ProblemException.class);
    }

    @Test
    void keysMayBeElsewhere() {
        var config = new Config(
                Optional.of("https://issuer.example"),
                Optional.of(Issuer.AUDIENCE),
                Optional.of(URI.create(issuer.uri() + "/keys")),
                Map.of());
        assertThat(tokens(config).verify(issuer.token(claims -> claims.setIssuer("https://issuer.example"))))
                .isPresent();
    }

    @Test
    void withoutAnIssuerNoTokenIsTaken() {
        var config = new Config(Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
        assertThat(tokens(config).verify(issuer.token(claims -> {}))).isEmpty();
    }

    @Test
    void anIssuerWithoutAnAudienceIsNoConfiguration() {
        var config = new Config(Optional.of(issuer.uri()), Optional.empty(), Optional.empty(), Map.of());
        assertThatThrownBy(() -> tokens(config)).hasMessageContaining("clinic.oidc.audience");
    }

    @Test
    void aRoleWithAnUnknownScopeIsNoConfiguration() {
        var config = new Config(
                Optional.of(issuer.uri()),
                Optional.of(Issuer.AUDIENCE),
                Optional.empty(),
                Map.of("editor", List.of("drafts:wirte")));
        assertThatThrownBy(() -> tokens(config)).hasMessageContaining("drafts:wirte");
    }

    private void refused(String token) {
        assertThat(tokens.verify(token)).isEmpty();
    }

    private void unavailable() {
        assertThatThrownBy(() -> tokens.verify(issuer.token(claims -> {})))
                .asInstanceOf(type(ProblemException.class))
                .satisfies(problem -> {
                    assertThat(problem.type()).isEqualTo(ProblemType.UNAVAILABLE);
                    assertThat(problem.headers()).containsEntry("Retry-After", "5");
                });
    }

    private OidcTokens tokens(OidcConfig config) {
        return new OidcTokens(config, time);
    }

    private Config config() {
        return new Config(
                Optional.of(issuer.uri()),
                Optional.of(Issuer.AUDIENCE),
                Optional.empty(),
                Map.of("editor", List.of("drafts:write", "drafts:review")));
    }

    private record Config(
            Optional<String> issuer, Optional<String> audience, Optional<URI> jwksUri, Map<String, List<String>> roles)
            implements OidcConfig {

        @Override
        public List<String> tokenTypes() {
            return List.of("at+jwt");
        }

        @Override
        public List<String> requiredClaims() {
            return List.of("client_id", "jti");
        }

        @Override
        public Duration maxLifetime() {
            return Duration.ofHours(24);
        }

        @Override
        public String scopeClaim() {
            return "scope";
        }

        @Override
        public Optional<String> roleClaim() {
            return Optional.of("realm_access/roles");
        }

        @Override
        public String nameClaim() {
            return "name";
        }

        @Override
        public Duration clockSkew() {
            return Duration.ofSeconds(30);
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Duration keysMaxAge() {
            return MAX_AGE;
        }

        @Override
        public Duration keysMinAge() {
            return MIN_AGE;
        }
    }

    /** A clock that goes when it is told to. */
    private static final class Time extends Clock {

        private Instant now = Instant.parse("2026-03-01T12:00:00Z");

        void pass(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
