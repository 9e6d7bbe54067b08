package org.cliniccontent.authentication;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cliniccontent.access.Scope;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every rule of RFC 9068 and RFC 8725 with a token that breaks it and no other, signed by the issuer's own key; and that
 * none of them is more than a token that is not valid.
 */
class HostileTokensTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern MOMENT = Pattern.compile("now([+-][0-9]+)");
    private static final Issuer ISSUER = new Issuer();

    private final OidcTokens tokens = tokens(Map.of());

    @AfterEach
    void publishItsOwnKeys() {
        ISSUER.publish(null);
    }

    @AfterAll
    static void stop() {
        ISSUER.close();
    }

    @Test
    void whatIsChangedBelowIsValid() {
        assertThat(tokens.verify(token("{}", "{}"))).isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"alg": 5}
            {"alg": null}
            {"alg": {}}
            {"alg": ["RS256"]}
            {"alg": ""}
            {"alg": "none"}
            {"alg": "NONE"}
            {"alg": "HS256"}
            {"alg": "rs256"}
            {"alg": "RS1"}
            {"alg": "RS384"}
            {"alg": "PS256"}
            {"alg": "ES256"}
            {"alg": "EdDSA"}
            {"alg": "dir"}
            {"alg": "RSA-OAEP"}
            {"kid": {}}
            {"kid": 5}
            {"kid": true}
            {"kid": ["first"]}
            {"kid": ""}
            {"kid": "another"}
            {"kid": "FIRST"}
            {"kid": "../first"}
            {"kid": "' or '1'='1"}
            {"typ": null}
            {"typ": ""}
            {"typ": 5}
            {"typ": {}}
            {"typ": "JWT"}
            {"typ": "JOSE"}
            {"typ": "at+jwt "}
            {"typ": "x/at+jwt"}
            {"typ": "application/application/at+jwt"}
            {"typ": "logout+jwt"}
            {"typ": "dpop+jwt"}
            {"typ": "secevent+jwt"}
            {"typ": "token-introspection+jwt"}
            {"typ": "oauth-authz-req+jwt"}
            {"crit": ["b64"], "b64": false}
            {"crit": ["b64"], "b64": true}
            {"crit": ["exp"], "exp": 1}
            {"crit": []}
            {"crit": 5}
            {"b64": false}
            {"b64": true}
            {"zip": "DEF"}
            {"enc": "A128GCM"}
            {"cty": "JWT"}
            """)
    void aHeaderThatBreaksARuleIsRefused(String header) {
        refused(token(header, "{}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"iss": null}
            {"iss": 5}
            {"iss": ""}
            {"iss": ["http://localhost"]}
            {"iss": "http://localhost"}
            {"aud": null}
            {"aud": 5}
            {"aud": ""}
            {"aud": []}
            {"aud": {}}
            {"aud": "other"}
            {"aud": ["other"]}
            {"aud": "CLINIC-CONTENT"}
            {"aud": ["clinic-content", 5]}
            {"aud": {"clinic-content": "clinic-content"}}
            {"aud": [["clinic-content"]]}
            {"exp": null}
            {"exp": "now+300"}
            {"exp": "300"}
            {"exp": true}
            {"exp": {}}
            {"exp": -1}
            {"exp": 0}
            {"exp": 1e308}
            {"exp": 1e999}
            {"exp": 99999999999999999999}
            {"exp": now-60}
            {"iat": null}
            {"iat": "x"}
            {"iat": -1}
            {"iat": 0}
            {"iat": 1e308}
            {"iat": now+120}
            {"iat": now+20, "exp": now+10}
            {"exp": now+90000}
            {"iat": now-86300, "exp": now+300}
            {"nbf": now+120}
            {"nbf": "x"}
            {"nbf": 1e308}
            {"nbf": -5}
            {"sub": null}
            {"sub": ""}
            {"sub": 5}
            {"sub": {}}
            {"sub": ["subject"]}
            {"sub": "a\\u0000b"}
            {"sub": "a\\nb"}
            {"sub": "a\\u202eb"}
            {"sub": "a\\u200bb"}
            {"client_id": null}
            {"client_id": ""}
            {"client_id": 5}
            {"jti": null}
            {"jti": {}}
            {"jti": ""}
            {"cnf": {}}
            {"cnf": 5}
            {"cnf": {"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}}
            {"cnf": {"x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}}
            {"nonce": "n"}
            {"at_hash": "x"}
            {"c_hash": "x"}
            {"s_hash": "x"}
            {"events": {}}
            {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}}
            {"token_introspection": {}}
            {"typ": "ID"}
            {"typ": "Refresh"}
            {"typ": "Logout"}
            {"typ": "DPoP"}
            {"typ": 5}
            {"token_use": "id"}
            {"token_use": {}}
            {"token_type": "DPoP"}
            {"token_type": 5}
            {"scope": 5}
            {"scope": {}}
            {"scope": true}
            {"scope": ["drafts:write", 5]}
            {"scope": [["drafts:write"]]}
            {"realm_access": {"roles": 5}}
            {"realm_access": {"roles": {"editor": true}}}
            {"realm_access": {"roles": ["editor", {}]}}
            """)
    void claimsThatBreakARuleAreRefused(String claims) {
        refused(token("{}", claims));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"typ": "AT+JWT"}                          | {}
            {"typ": "application/at+jwt"}              | {}
            {"typ": "Application/At+Jwt"}              | {}
            {"kid": null}                              | {}
            {"x5t": "x", "unknown": [1, {}]}           | {}
            {}                                         | {"aud": "clinic-content"}
            {}                                         | {"nbf": now-5}
            {}                                         | {"nbf": now+20}
            {}                                         | {"iat": now+20}
            {}                                         | {"iat": now-400, "exp": now-10}
            {}                                         | {"auth_time": 5, "acr": "x", "amr": ["pwd"], "azp": "client"}
            {}                                         | {"typ": "Bearer"}
            {}                                         | {"token_use": "access", "token_type": "Bearer"}
            {}                                         | {"scope": null}
            {}                                         | {"scope": ""}
            {}                                         | {"scope": ["drafts:write", "other"]}
            {}                                         | {"realm_access": "editor"}
            {}                                         | {"name": 5}
            """)
    void whatTheRulesAllowIsTaken(String header, String claims) {
        assertThat(tokens.verify(token(header, claims))).isPresent();
    }

    @Test
    void timesMayHaveFractions() {
        var now = Instant.now().getEpochSecond();
        assertThat(tokens.verify(token("{}", "{\"iat\": %s.25, \"exp\": %s.75}".formatted(now, now + 300))))
                .isPresent();
    }

    /** Each is a whole header. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "5",
                "null",
                "\"x\"",
                "",
                "{",
                "{} {}",
                "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"first\"}x",
                "{\"alg\":null,\"typ\":\"at+jwt\",\"kid\":\"first\"}",
                "{\"alg\":\"RS256\",\"typ\":null,\"kid\":\"first\"}",
                "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":null}",
                "{\"alg\":\"none\",\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"first\"}",
                "{\"alg\":\"RS256\",\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"first\"}",
                "{\"alg\":\"RS256\",\"\\u0061lg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"first\"}",
                "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"first\",\"x\":{\"y\":1,\"y\":2}}",
                "{'alg':'RS256','typ':'at+jwt','kid':'first'}",
                "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"first\",\"x\":NaN}"
            })
    void aHeaderThatIsNoObjectOfItsMembersIsRefused(String header) {
        refused(ISSUER.raw(bytes(header), bytes(claims("{}").toString())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "\"x\"",
                "",
                "{",
                "{\"exp\": 01}",
                "{} {}",
                "{\"sub\": \"a\", \"sub\": \"b\"}",
                "{\"\\u0073ub\": \"a\", \"sub\": \"b\"}",
                "{\"x\": {\"a\": 1, \"a\": 2}}",
                "{\"sub\": null}",
                "{\"exp\": null}",
                "{\"aud\": null}",
                "{\"cnf\": null}",
                "{\"nonce\": null}",
                "{\"nbf\": null}",
                "{\"scope\": null}"
            })
    void aPayloadThatIsNoObjectOfItsMembersIsRefused(String payload) {
        var valid = claims("{}").toString();
        // What is a part of an object is added to one that is valid.
        var whole = payload.startsWith("{\"") && payload.endsWith("}")
                ? valid.substring(0, valid.length() - 1) + ", " + payload.substring(1)
                : payload;
        refused(ISSUER.raw(bytes(header("{}").toString()), bytes(whole)));
    }

    @Test
    void onlyUtf8IsRead() {
        var header = bytes(header("{}").toString());
        var claims = claims("{}").toString();
        refused(ISSUER.raw(header, claims.getBytes(StandardCharsets.UTF_16)));
        refused(ISSUER.raw(header, claims.getBytes(StandardCharsets.UTF_16LE)));
        refused(ISSUER.raw(header, ('\ufeff' + claims).getBytes(StandardCharsets.UTF_8)));
        refused(ISSUER.raw(header, claims.replace("A Name", "\u00e9").getBytes(StandardCharsets.ISO_8859_1)));
        refused(ISSUER.raw(claims.getBytes(StandardCharsets.UTF_16), bytes(claims)));
    }

    @Test
    void depthAndLengthAreBounded() {
        var deep = "[".repeat(3_000) + "]".repeat(3_000);
        refused(token("{\"x\": %s}".formatted(deep.substring(2_900, 3_100)), "{}"));
        refused(token("{}", "{\"x\": %s}".formatted(deep.substring(2_900, 3_100))));
        refused(ISSUER.raw(bytes("{\"x\": " + deep + "}"), bytes("{}")));
        refused(token("{}", "{\"x\": \"%s\"}".formatted("x".repeat(20_000))));
        refused(token("{}", "{\"exp\": %s}".formatted("9".repeat(900))));
        refused(token("{\"kid\": \"%s\"}".formatted("x".repeat(300)), "{}"));
        refused(token("{\"typ\": \"%s\"}".formatted("x".repeat(300)), "{}"));
        refused("a".repeat(150_000) + "." + "a".repeat(150_000) + ".a");
        var audiences = IntStream.range(0, 101).mapToObj(i -> "\"a" + i + '"').collect(Collectors.joining(","));
        refused(token("{}", "{\"aud\": [%s, \"clinic-content\"]}".formatted(audiences)));
        assertThat(tokens.verify(token("{}", "{\"aud\": [\"other\", \"clinic-content\"]}")))
                .isPresent();
    }

    @Test
    void thousandsOfRolesAndScopesAreReadAndNotKept() {
        var many = IntStream.range(0, 1_500).mapToObj(i -> "\"r" + i + '"').collect(Collectors.joining(","));
        var token = token("{}", "{\"realm_access\": {\"roles\": [%s, \"editor\"]}}".formatted(many));
        assertThat(tokens.verify(token).orElseThrow().scopes()).containsExactlyInAnyOrder(Scope.DRAFTS_WRITE);
    }

    @Test
    void anEncryptedTokenIsRefused() {
        var token = token("{\"alg\": \"RSA-OAEP\", \"enc\": \"A128GCM\"}", "{}");
        refused(token + ".AAAA.AAAA");
        refused(token.substring(0, token.lastIndexOf('.') + 1) + ".AAAA.AAAA.AAAA");
        refused(token + ".");
        refused(token + "=");
        refused("." + token);
    }

    /** RFC 8725, section 3.10: whoever brings a key must not be believed that it is the issuer's. */
    @Test
    void aKeyThatATokenBringsIsNeitherUsedNorFetched() throws Exception {
        var own = Issuer.newKey("first");
        try (var stranger = new Issuer()) {
            var brought = own.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
            for (String member : Arrays.asList(
                    "\"jwk\": " + brought,
                    "\"jku\": \"%s/keys\"".formatted(stranger.uri()),
                    "\"x5u\": \"%s/keys\"".formatted(stranger.uri()),
                    "\"x5c\": [\"AAAA\"]")) {
                var header = bytes(header("{%s}".formatted(member)).toString());
                refused(Issuer.raw(header, bytes(claims("{}").toString()), own.getPrivateKey()));
            }
            assertThat(stranger.fetches()).isZero();
        }
    }

    @Test
    void noTokenHasAnythingFetchedMoreThanOnceInAWhile() {
        assertThat(tokens.verify(token("{}", "{}"))).isPresent();
        int before = ISSUER.fetches();
        for (int i = 0; i < 50; i++) {
            refused(token("{\"kid\": \"k%s\"}".formatted(i), "{}"));
        }
        assertThat(ISSUER.fetches()).isEqualTo(before);
    }

    @Test
    void whereAnIssuerNeedsItOtherTypesAreTakenAndOtherTokensRefused() {
        var loose = tokens(Map.of("clinic.oidc.token-types", "JWT,none", "clinic.oidc.required-claims", "azp,jti"));
        var keycloak = "{\"client_id\": null, \"azp\": \"client\", \"typ\": \"Bearer\", \"sid\": \"s\"}";
        assertThat(loose.verify(token("{\"typ\": \"JWT\"}", keycloak))).isPresent();
        assertThat(loose.verify(token("{\"typ\": \"application/jwt\"}", keycloak)))
                .isPresent();
        assertThat(loose.verify(token("{\"typ\": null}", keycloak))).isPresent();
        assertThat(loose.verify(token("{\"typ\": \"at+jwt\"}", keycloak))).isEmpty();
        assertThat(loose.verify(token("{\"typ\": \"logout+jwt\"}", keycloak))).isEmpty();
        for (String other : Arrays.asList(
                "{\"azp\": null}",
                "{\"azp\": \"c\", \"scope\": null}",
                "{\"azp\": \"c\", \"scope\": null, \"auth_time\": 5}",
                "{\"azp\": \"c\", \"nonce\": \"n\"}",
                "{\"azp\": \"c\", \"at_hash\": \"h\"}",
                "{\"azp\": \"c\", \"typ\": \"ID\"}",
                "{\"azp\": \"c\", \"typ\": \"Logout\"}",
                "{\"azp\": \"c\", \"events\": {}}",
                "{\"azp\": \"c\", \"cnf\": {\"jkt\": \"x\"}}")) {
            assertThat(loose.verify(token("{\"typ\": \"JWT\"}", other)))
                    .as(other)
                    .isEmpty();
        }
    }

    @Test
    void howLongATokenMayLastIsConfigured() {
        var strict = tokens(Map.of("clinic.oidc.max-lifetime", "PT5M"));
        assertThat(strict.verify(token("{}", "{\"exp\": now+300}"))).isPresent();
        assertThat(strict.verify(token("{}", "{\"exp\": now+301}"))).isEmpty();
    }

    @Test
    void keysOfOtherKindsAreTakenForTheirAlgorithmsOnly() throws Exception {
        PublicJsonWebKey curve = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        PublicJsonWebKey edwards = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
        for (PublicJsonWebKey key : Arrays.asList(curve, edwards)) {
            key.setKeyId("other");
            ISSUER.publish(keys(key));
            var algorithm = key == curve ? "ES256" : "EdDSA";
            assertThat(tokens(Map.of()).verify(signed(key, algorithm))).isPresent();
            key.setAlgorithm(key == curve ? "ES512" : "ES256");
            ISSUER.publish(keys(key));
            assertThat(tokens(Map.of()).verify(signed(key, algorithm))).isEmpty();
        }
    }

    @Test
    void aShortKeyIsNone() throws Exception {
        var key = RsaJwkGenerator.generateJwk(1024);
        key.setKeyId("first");
        ISSUER.publish(keys(key));
        refused(Issuer.raw(bytes(header("{}").toString()), bytes(claims("{}").toString()), key.getPrivateKey()));
    }

    @Test
    void aKeyForSomethingElseIsNone() {
        for (String use : Arrays.asList(
                "\"use\":\"enc\"",
                "\"use\":5",
                "\"use\":null",
                "\"key_ops\":[\"sign\"]",
                "\"key_ops\":[]",
                "\"key_ops\":\"verify\"",
                "\"key_ops\":null",
                "\"alg\":\"RS512\"")) {
            ISSUER.publish(ISSUER.publicKeys().replace("\"use\":\"sig\"", use));
            assertThat(tokens(Map.of()).verify(token("{}", "{}"))).as(use).isEmpty();
        }
    }

    @Test
    void brokenKeysBesideAGoodOneArePassedOver() {
        var good = ISSUER.publicKeys();
        ISSUER.publish(good.replace("[", """
                [5, null, [], {}, {"kty": 5}, {"kty": "RSA"}, {"kty": "RSA", "n": 5, "e": {}}, {"kty": "EC", "crv": 5},
                {"kty": "oct", "k": "AAAA", "kid": "first"}, {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
                {"kty": "none"}, {"kty": "RSA", "kid": {}, "n": "AQAB", "e": "AQAB"},"""));
        assertThat(tokens.verify(token("{}", "{}"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "5", "{}", "{\"keys\": 5}", "{\"keys\": {}}", "<html>", "LONG", "DEEP"})
    void anIssuerWhoseKeysMakeNoSenseIsAsGoodAsAway(String keys) {
        ISSUER.publish(
                switch (keys) {
                    case "LONG" -> ISSUER.publicKeys() + " ".repeat(2_000_000);
                    case "DEEP" -> "{\"keys\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}";
                    default -> keys;
                });
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> tokens.verify(token("{}", "{}")))
                .isInstanceOf(org.cliniccontent.http.problem.ProblemException.class);
    }

    private static OidcTokens tokens(Map<String, String> more) {
        return new OidcTokens(config(ISSUER, more), Clock.systemUTC());
    }

    /** As the service reads it, with its defaults. */
    static OidcConfig config(Issuer issuer, Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "clinic.oidc.issuer",
                issuer.uri(),
                "clinic.oidc.audience",
                Issuer.AUDIENCE,
                "clinic.oidc.role-claim",
                "realm_access/roles",
                "clinic.oidc.roles.editor",
                "drafts:write"));
        values.putAll(more);
        return new SmallRyeConfigBuilder()
                .withMapping(OidcConfig.class)
                .withConverter(Duration.class, 1_000, new DurationConverter())
                .withDefaultValues(values)
                .withValidateUnknown(false)
                .build()
                .getConfigMapping(OidcConfig.class);
    }

    private void refused(String token) {
        assertThat(tokens.verify(token)).isEmpty();
    }

    private static String token(String header, String claims) {
        return ISSUER.raw(bytes(header(header).toString()), bytes(claims(claims).toString()));
    }

    /** @param change the members to be replaced; null: to be left out */
    static ObjectNode header(String change) {
        return changed("{\"alg\": \"RS256\", \"typ\": \"at+jwt\", \"kid\": \"first\"}", change);
    }

    static ObjectNode claims(String change) {
        return changed("""
                {"iss": "%s", "aud": ["other", "clinic-content"], "sub": "subject", "client_id": "client",
                 "jti": "token", "iat": now-0, "exp": now+300, "scope": "drafts:write", "name": "A Name"}
                """.formatted(ISSUER.uri()), change);
    }

    private static ObjectNode changed(String whole, String change) {
        try {
            var changed = (ObjectNode) JSON.readTree(moments(whole));
            JSON.readTree(moments(change)).properties().forEach(member -> {
                if (member.getValue().isNull()) {
                    changed.remove(member.getKey());
                } else {
                    changed.set(member.getKey(), member.getValue());
                }
            });
            return changed;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String moments(String json) {
        long now = Instant.now().getEpochSecond();
        return MOMENT.matcher(json).replaceAll(found -> Long.toString(now + Long.parseLong(found.group(1))));
    }

    private static String signed(PublicJsonWebKey key, String algorithm) {
        var signature = Issuer.signature();
        signature.setPayload(claims("{}").toString());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setKey(key.getPrivateKey());
        return Issuer.compact(signature);
    }

    private static String keys(PublicJsonWebKey key) throws IOException {
        return "{\"keys\": [%s]}".formatted(key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
