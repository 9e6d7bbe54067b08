package org.cliniccontent.authentication;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

import static org.assertj.core.api.Assertions.assertThatCode;

/** Whatever a token is made of, and even if the issuer has signed it, it is taken or refused, and nothing else happens. */
class TokenFuzzTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Issuer ISSUER = new Issuer();
    private static final OidcTokens TOKENS =
            new OidcTokens(HostileTokensTest.config(ISSUER, Map.of()), Clock.systemUTC());

    @AfterContainer
    static void stop() {
        ISSUER.close();
    }

    @Property(tries = 300)
    void aHeaderIsTakenOrRefused(@ForAll("headers") JsonNode header) {
        decided(ISSUER.raw(bytes(header), bytes(claims())));
    }

    @Property(tries = 500)
    void claimsAreTakenOrRefused(@ForAll("payloads") JsonNode payload) {
        decided(ISSUER.raw(bytes("{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"first\"}"), bytes(payload)));
    }

    @Property(tries = 300)
    void bytesAreTakenOrRefused(@ForAll byte[] header, @ForAll byte[] payload) {
        decided(ISSUER.raw(header, payload));
    }

    @Property
    void anyTextIsTakenOrRefused(@ForAll String text) {
        decided(text);
    }

    private static void decided(String token) {
        assertThatCode(() -> TOKENS.verify(token)).doesNotThrowAnyException();
    }

    @Provide
    Arbitrary<JsonNode> headers() {
        return changes(
                parse("{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"first\"}"),
                "alg",
                "typ",
                "kid",
                "crit",
                "b64",
                "jku",
                "jwk",
                "x5c",
                "x5u",
                "x5t",
                "zip",
                "enc",
                "p2c",
                "epk");
    }

    @Provide
    Arbitrary<JsonNode> payloads() {
        return changes(
                claims(),
                "iss",
                "aud",
                "sub",
                "exp",
                "iat",
                "nbf",
                "jti",
                "client_id",
                "scope",
                "name",
                "realm_access",
                "cnf",
                "typ",
                "act");
    }

    /** A valid object of which up to three members are replaced by anything. */
    private static Arbitrary<JsonNode> changes(ObjectNode valid, String... names) {
        return Arbitraries.maps(Arbitraries.of(names), values(2))
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(members -> {
                    var changed = valid.deepCopy();
                    members.forEach(changed::set);
                    return changed;
                });
    }

    private static Arbitrary<JsonNode> values(int depth) {
        Arbitrary<JsonNode> simple = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(20).map(NODES::textNode),
                Arbitraries.of("none", "RS256", "ES512", "EdDSA", "at+jwt", "JWT", "first", Issuer.AUDIENCE)
                        .map(NODES::textNode),
                Arbitraries.longs().map(NODES::numberNode),
                Arbitraries.doubles().map(NODES::numberNode),
                Arbitraries.bigDecimals().map(value -> NODES.numberNode(value)),
                Arbitraries.of(true, false).map(NODES::booleanNode),
                Arbitraries.just(NODES.nullNode()));
        if (depth == 0) {
            return simple;
        }
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(4, simple),
                net.jqwik.api.Tuple.of(1, values(depth - 1).list().ofMaxSize(3).map(items -> NODES.arrayNode()
                        .addAll(items))),
                net.jqwik.api.Tuple.of(
                        1,
                        Arbitraries.maps(Arbitraries.of("roles", "jkt", "kty", "n", "e", "a"), values(depth - 1))
                                .ofMaxSize(3)
                                .map(members -> {
                                    var object = NODES.objectNode();
                                    members.forEach(object::set);
                                    return object;
                                })));
    }

    private static ObjectNode claims() {
        return HostileTokensTest.claims("{}").put("iss", ISSUER.uri());
    }

    private static ObjectNode parse(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(JsonNode json) {
        return bytes(json.toString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
