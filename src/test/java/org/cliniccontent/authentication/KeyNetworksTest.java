package org.cliniccontent.authentication;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import java.util.List;
import java.util.Set;
import org.cliniccontent.access.Caller;
import org.cliniccontent.access.Scope;
import org.cliniccontent.http.address.ClientAddress;
import org.cliniccontent.http.address.Network;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A key that is bound to networks is of no use elsewhere. Tests come from 127.0.0.1, and through no proxy. */
@ServiceTest
class KeyNetworksTest {

    private final String target = "/test/writes/" + Bundles.unique();

    @ParameterizedTest
    @ValueSource(strings = {"[\"127.0.0.0/8\"]", "[\"127.0.0.1\"]", "[\"2001:db8::/32\", \"0.0.0.0/0\"]"})
    void fromItsNetworksItIsOfUse(String networks) {
        var key = key(networks, "");
        assertThat(post(key, "").statusCode()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"10.0.0.0/8\"]", "[\"127.0.0.2\"]", "[\"::/0\", \"128.0.0.0/1\"]"})
    void fromElsewhereItIsNot(String networks) {
        // An IPv4 address is in no range of IPv6 addresses, except for the one that has all.
        var key = key(networks.replace("::/0", "2000::/3"), "");
        Api.problem(post(key, ""), 403, "forbidden");
        Api.problem(Api.as(secret(key)).get("/v1/conditions"), 403, "forbidden");
        Api.problem(Api.as(secret(key)).get("/nowhere"), 403, "forbidden");
        for (String header : List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "Client-IP")) {
            var claimed = header.equals("Forwarded") ? "for=10.0.0.1" : "10.0.0.1";
            Api.problem(Api.as(secret(key)).header(header, claimed).get("/v1/conditions"), 403, "forbidden");
        }
    }

    @Test
    void itIsRecordedWithTheKeyAndTheAddress() {
        var key = key("[\"10.0.0.0/8\"]", "");
        Api.problem(post(key, ""), 403, "forbidden");
        var event = Api.tree(Api.as(Keys.with(Scope.ADMIN)).get("/v1/audit?path=" + target))
                .at("/items/0");
        assertThat(event.path("caller").asText())
                .isEqualTo("key:" + key.path("id").asText());
        assertThat(event.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(event.path("status").asInt()).isEqualTo(403);
        assertThat(event.path("detail").asText()).contains("address");
    }

    @Test
    void notEvenAnAnswerThatWasGivenBeforeIsGivenElsewhere() {
        var owner = ", \"owner\": \"system:%s\"".formatted(Bundles.unique());
        var anywhere = key("null", owner);
        var bound = key("[\"10.0.0.0/8\"]", owner);
        assertThat(post(anywhere, "k").statusCode()).isEqualTo(201);
        assertThat(post(anywhere, "k").header("Idempotent-Replayed")).isEqualTo("true");
        Api.problem(post(bound, "k"), 403, "forbidden");
    }

    @Test
    void aRotationKeepsThemOrGivesOthers() {
        var bound = key("[\"10.0.0.0/8\"]", "");
        var kept = rotated(bound, "{}");
        assertThat(kept.path("networks").toString()).isEqualTo("[\"10.0.0.0/8\"]");
        var other = rotated(kept, "{\"networks\": [\"127.0.0.1\"]}");
        assertThat(post(other, "").statusCode()).isEqualTo(201);
        var free = rotated(other, "{\"networks\": []}");
        assertThat(free.has("networks")).isFalse();
        assertThat(post(free, "").statusCode()).isEqualTo(201);
        Api.problem(post(kept, ""), 403, "forbidden");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            5                                      | /networks
            null                                   | /networks
            []                                     | /networks
            "10.0.0.0/8"                           | /networks
            [5]                                    | /networks/0
            [""]                                   | /networks/0
            ["10.0.0.0/8", "10.0.0.0/8"]           | /networks
            ["10.0.0.0/33"]                        | /networks/0
            ["10.0.0.0/-1"]                        | /networks/0
            ["10.0.0.0/"]                          | /networks/0
            ["10.0.0.1/8"]                         | /networks/0
            ["10.0.0.0/8 "]                        | /networks/0
            ["300.0.0.1"]                          | /networks/0
            ["10.0.0"]                             | /networks/0
            ["0x0a.0.0.1"]                         | /networks/0
            ["localhost"]                          | /networks/0
            ["10.0.0.1:80"]                        | /networks/0
            ["::1", "2001:db8::/129"]              | /networks/1
            ["2001:db8::1/32"]                     | /networks/0
            ["fe80::1%eth0"]                       | /networks/0
            ["::ffff:10.0.0.0/104"]                | /networks/0
            ["::ffff:a00:0/104"]                   | /networks/0
            ["1::2::3"]                            | /networks/0
            """)
    void whatIsNoNetworkIsRefused(String networks, String pointer) {
        var problem = Api.problem(create(networks, ""), 400, "invalid-body");
        assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo(pointer);
    }

    @Test
    void thereAreFew() {
        var many = new StringBuilder("[\"10.0.0.0\"");
        for (int i = 1; i <= 20; i++) {
            many.append(", \"10.0.0.%s\"".formatted(i));
        }
        Api.problem(create(many + "]", ""), 400, "invalid-body");
    }

    /** Both spellings of an IPv4 address are one. */
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.1.2.3, true",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "10.0.0.0/8, ::ffff:a01:203, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.0.0.0/8, ::a01:203, false",
        "10.0.0.0/8, a01:203::, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::1, 2001:db8::1, true",
        "2001:db8::1, 2001:db8::2, false",
        "0.0.0.0/0, 203.0.113.7, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "0.0.0.0/0, ::, false"
    })
    void addressesAreHeldAgainstTheNetworks(String network, String address, boolean inside) {
        var caller = new Caller("key:x", "x", Set.of(), "key:x", List.of(Network.of(network)));
        assertThat(caller.mayCallFrom(ClientAddress.parse(address).orElseThrow()))
                .isEqualTo(inside);
    }

    private static Response create(String networks, String more) {
        return Api.as(Keys.with(Scope.ADMIN))
                .contentType("application/json")
                .body("{\"name\": \"A test\", \"scopes\": [\"drafts:write\"], \"networks\": %s%s}"
                        .formatted(networks, more))
                .post("/v1/api-keys");
    }

    /** @param networks null: none */
    private static JsonNode key(String networks, String more) {
        var body = "{\"name\": \"A test\", \"scopes\": [\"drafts:write\", \"content:read\"]%s%s}"
                .formatted(networks.equals("null") ? "" : ", \"networks\": " + networks, more);
        var response = Api.as(Keys.with(Scope.ADMIN))
                .contentType("application/json")
                .body(body)
                .post("/v1/api-keys");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        return Api.tree(response);
    }

    private static JsonNode rotated(JsonNode key, String body) {
        var response = Api.as(Keys.with(Scope.ADMIN))
                .contentType("application/json")
                .body(body)
                .post("/v1/api-keys/%s/rotate".formatted(key.path("id").asText()));
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        return Api.tree(response);
    }

    private Response post(JsonNode key, String idempotencyKey) {
        var request = Api.as(secret(key)).contentType("application/json").body("{\"n\": 1}");
        return (idempotencyKey.isEmpty() ? request : request.header("Idempotency-Key", idempotencyKey)).post(target);
    }

    private static String secret(JsonNode key) {
        return key.path("key").asText();
    }
}
