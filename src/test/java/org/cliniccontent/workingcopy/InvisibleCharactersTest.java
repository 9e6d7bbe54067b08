package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.restassured.response.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** No way in takes a text that shows something else than it says: every one names the character, and none repeats it. */
@ServiceTest
class InvisibleCharactersTest {

    private static final String OVERRIDE = "\u202e";

    private final String own = Bundles.unique();

    @BeforeEach
    void makeADocument() {
        Editor.created("documents/" + own, Editor.document(own));
    }

    private static void requireRefused(Response response, String pointer, String character) {
        var problem = Api.problem(response, 400, "invalid-body");
        assertThat(Editor.pointers(problem)).contains(pointer);
        assertThat(response.asString())
                .contains("U+%04X".formatted((int) character.charAt(0)))
                .doesNotContain(character);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u202e", "\u2066", "\u0007", "\u001b", "\u007f", "\u0085", "\u009b", "\t", "\uffff"})
    void noTextOfAWorkingCopyHasIt(String character) {
        for (String member : List.of("name", "summary")) {
            var content = Editor.condition(own, own).put(member, "a" + character + "b");
            requireRefused(Editor.create("conditions/" + own, content), '/' + member, character);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\u200b", "\u00ad", "\ufeff", "\u2060", "\u3164", "\u2028", "\u061c", "\ufe0f"})
    void noNameHasIt(String character) {
        var content = Editor.condition(own, own);
        content.putArray("aliases").add("a" + character + "b");
        requireRefused(Editor.create("conditions/" + own, content), "/aliases/0", character);
        Editor.created("conditions/" + own, Editor.condition(own, own).put("summary", "a" + character + "b"));
        requireRefused(
                Editor.patch("conditions/" + own, "{\"name\": \"a" + escaped(character) + "b\"}"), "/name", character);
    }

    private static String escaped(String character) {
        return "\\u%04x".formatted((int) character.charAt(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u202e", "\u0000", "\u0085"})
    void noSourceHasIt(String character) {
        var content = Editor.document(own, Bundles.SOURCE + character);
        requireRefused(Editor.create("documents/" + own + "-2", content), "/source", character);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\t", "\r\n", "\n", "\u00a0", "\u00ad", "\u200b", "\u200f", "\ufeff"})
    void aSourceIsTakenAsDocumentsAre(String characters) {
        Editor.created("documents/" + own + "-2", Editor.document(own, Bundles.SOURCE + characters + "The end."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/yaml"})
    void noBundleHasIt(String type) {
        var tree = Bundles.document(own + "-2")
                + "conditions:\n"
                + Bundles.condition(own, "a\\u202eb")
                + Bundles.condition(own + "-2", "a\\u200bb");
        var body = type.endsWith("json") ? json(tree).toString() : tree;
        var response = Api.as(Keys.with(Scope.DRAFTS_WRITE))
                .contentType(type + "; charset=utf-8")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/v1/imports");
        requireRefused(response, "/conditions/" + own + "/name", OVERRIDE);
        requireRefused(response, "/conditions/" + own + "-2/name", "\u200b");
    }

    private static JsonNode json(String yaml) {
        try {
            return new YAMLMapper().readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u202e", "\u0000", "\u200b"})
    void noNameOfAMemberHasIt(String character) {
        var content = Editor.condition(own, own).put("a" + character, "b");
        requireRefused(Editor.create("conditions/" + own, content), "", character);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u202e", "\u001b", "\u2067"})
    void nothingElseThatIsKeptHasIt(String character) {
        var text = "a" + escaped(character) + "b";
        var all = Keys.with(Scope.values());
        requireRefused(
                post(all, "/v1/api-keys", "{\"name\": \"%s\", \"scopes\": [\"admin\"]}".formatted(text)),
                "/name",
                character);
        requireRefused(
                post(all, "/v1/webhooks", "{\"url\": \"https://1.1.1.1/\", \"description\": \"%s\"}".formatted(text)),
                "/description",
                character);
        requireRefused(post(all, "/v1/releases", "{\"message\": \"%s\"}".formatted(text)), "/message", character);
        requireRefused(
                post(all, "/v1/releases/1/revert", "{\"message\": \"%s\"}".formatted(text)), "/message", character);
        Editor.created("conditions/" + own, Editor.condition(own, own));
        var path = "conditions/" + own;
        requireRefused(
                Editor.step(
                        path,
                        "remove",
                        "{\"kind\": \"WITHDRAWN\", \"urgency\": \"URGENT\", \"reason\": \"%s\"}".formatted(text)),
                "/reason",
                character);
        Editor.succeeded(Editor.submit(path));
        requireRefused(
                Editor.step(Editor.reviewer(), path, "reject", "{\"comment\": \"%s\"}".formatted(text)),
                "/comment",
                character);
    }

    private static Response post(String key, String path, String body) {
        return Api.as(key).contentType(Editor.JSON).body(body).post(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u202e", "\u2069"})
    void noParameterHasIt(String character) {
        var encoded = URLEncoder.encode("a" + character, StandardCharsets.UTF_8);
        for (String path : List.of(
                "/v1/conditions?affectedJoint=" + encoded,
                "/v1/audit?caller=" + encoded,
                "/v1/audit?path=" + encoded)) {
            var response = Api.as(Keys.with(Scope.values())).get(path);
            Api.problem(response, 400, "invalid-parameter");
            assertThat(response.asString()).contains("U+").doesNotContain(character);
        }
    }
}
