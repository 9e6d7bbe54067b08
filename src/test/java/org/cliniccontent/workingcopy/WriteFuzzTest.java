package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.cliniccontent.access.Scope;
import org.cliniccontent.http.TextRule;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real content, damaged at random, to every kind of write: no answer is a fault of the service, and what is accepted is
 * given back as it came.
 */
@ServiceTest
class WriteFuzzTest {

    private static final int REQUESTS = 400;
    private static final Map<String, String> REAL = new TreeMap<>(Map.of(
            "conditions", "osteoarthritis",
            "treatments", "stem-cell-therapy",
            "documents", "stem-cell-therapy-for-cartilage-damage"));
    private static final List<String> STEPS =
            List.of("submit", "approve", "reject", "remove", "rename", "restore", "preview");
    private static final List<String> EVIL = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.9",
            "1e400",
            "99999999999999999999999999",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\uD83D\uDE00\uFEFF\u202E\"",
            "\"2026-02-31\"",
            "\"9999\"",
            "\"0000\"",
            "\"10.1/x y\"",
            "\"http://a@b\"",
            "\"osteoarthritis\"",
            "\"" + "x".repeat(5_000) + "\"",
            "[]",
            "{}",
            "[null]",
            "[[[[]]]]",
            "{\"id\":1,\"type\":\"x\"}",
            "{\"quote\":\"x\"}",
            "{\"quote\":\"x\",\"start\":-1,\"end\":2147483647}",
            "{\"a\":1,\"a\":2}");

    private final long seed = Long.getLong("fuzz.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final String key = Keys.with(Scope.DRAFTS_WRITE, Scope.DRAFTS_REVIEW);

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private JsonNode contentOf(String collection) {
        var response = Api.as(key).get("/v1/drafts/%s/%s".formatted(collection, REAL.get(collection)));
        assertThat(response.statusCode()).isEqualTo(200);
        return Api.tree(response).path("content");
    }

    /** Puts the token EVIL in the place of something, takes something away, adds a member, or gives one twice. */
    private String damaged(JsonNode content) {
        var copy = content.deepCopy();
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<Consumer<JsonNode>> places = new ArrayList<>();
            collect(copy, places);
            any(places).accept(TextNode.valueOf("EVIL"));
        }
        var text = copy.toString();
        while (text.contains("\"EVIL\"")) {
            text = text.replaceFirst("\"EVIL\"", any(EVIL).replace("\\", "\\\\").replace("$", "\\$"));
        }
        return switch (random.nextInt(12)) {
            case 0 -> text + "x";
            case 1 -> text.substring(0, random.nextInt(text.length()));
            case 2 -> "[".repeat(60) + "]".repeat(60);
            case 3 -> text.replaceFirst("\\{", "{\"unknown\":1,");
            default -> text;
        };
    }

    private void collect(JsonNode node, List<Consumer<JsonNode>> places) {
        if (node instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> {
                places.add(value -> object.set(name, value));
                places.add(value -> object.remove(name));
                collect(object.get(name), places);
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int at = i;
                places.add(value -> array.set(at, value));
                places.add(value -> array.add(array.get(at)));
                collect(array.get(i), places);
            }
        }
    }

    private static byte[] bytes(String body, Random random) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    @Test
    void noWriteIsAnsweredWithAFaultOfTheServiceAndNothingIsChangedOnItsWay() {
        Map<String, JsonNode> contents = new TreeMap<>();
        REAL.keySet().forEach(collection -> contents.put(collection, contentOf(collection)));
        int accepted = 0;
        for (int i = 0; i < REQUESTS; i++) {
            var collection = any(List.copyOf(REAL.keySet()));
            var path = "/v1/drafts/%s/%s".formatted(collection, Bundles.unique());
            var body = bytes(damaged(contents.get(collection)), random);
            var response = Api.as(key)
                    .header("If-None-Match", "*")
                    .contentType("application/json")
                    .body(body)
                    .put(path);
            var request = "-Dfuzz.seed=%d, request %d: %s %s -> %s"
                    .formatted(seed, i, path, new String(body, StandardCharsets.UTF_8), response.asString());
            assertThat(response.statusCode()).as(request).isIn(201, 400, 409);
            if (response.statusCode() == 201) {
                accepted++;
                assertKept(Api.parse(new String(body, StandardCharsets.UTF_8)), Api.tree(response), request);
                step(path, response.header("ETag"));
            } else {
                assertThat(Api.as(key).get(path).statusCode()).as(request).isEqualTo(404);
            }
        }
        assertThat(accepted).as("what was accepted, with -Dfuzz.seed=" + seed).isPositive();
    }

    private void step(String path, String tag) {
        var step = any(STEPS);
        var response = step.equals("preview")
                ? Api.as(key).get(path + "/preview")
                : Api.as(key)
                        .header("If-Match", tag)
                        .contentType("application/json")
                        .body(any(EVIL).getBytes(StandardCharsets.UTF_8))
                        .post(path + '/' + step);
        assertThat(response.statusCode()).as(step + ": " + response.asString()).isIn(200, 400, 409);
    }

    /** Every member that was sent is there, with nothing but what finding a quote adds. */
    private static void assertKept(JsonNode sent, JsonNode answer, String request) {
        assertKept("", sent, answer.path("content"), request);
    }

    private static void assertKept(String pointer, JsonNode sent, JsonNode kept, String request) {
        if (sent.isObject()) {
            sent.properties()
                    .forEach(member -> assertKept(
                            pointer + '/' + member.getKey(), member.getValue(), kept.path(member.getKey()), request));
        } else if (sent.isArray()) {
            assertThat(kept.size()).as(pointer + " of " + request).isEqualTo(sent.size());
            for (int i = 0; i < sent.size(); i++) {
                assertKept(pointer + '/' + i, sent.get(i), kept.get(i), request);
            }
        } else if (!pointer.endsWith("/startsWith")) {
            assertThat(kept).as(pointer + " of " + request).isEqualTo(sent);
        }
    }

    @Test
    void whatIsAcceptedIsKeptForEveryCharacter() {
        var content = (ObjectNode) contentOf("conditions").deepCopy();
        for (int codePoint = 1; codePoint <= Character.MAX_CODE_POINT; codePoint += 997) {
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                continue;
            }
            var alias = "a" + Character.toString(codePoint);
            boolean isRefused = TextRule.NAME.fault(alias).isPresent();
            content.set("aliases", JsonNodeFactory.instance.arrayNode().add(alias));
            var response = Api.as(key)
                    .header("If-None-Match", "*")
                    .contentType("application/json")
                    .body(content.toString().getBytes(StandardCharsets.UTF_8))
                    .put("/v1/drafts/conditions/" + Bundles.unique());
            assertThat(response.statusCode())
                    .as("U+%X: %s".formatted(codePoint, response.asString()))
                    .isEqualTo(isRefused ? 400 : 201);
            if (!isRefused) {
                assertThat(Api.tree(response).at("/content/aliases")).isEqualTo(content.get("aliases"));
            }
            if (codePoint > 0x20000) {
                codePoint += 60_000;
            }
        }
    }
}
