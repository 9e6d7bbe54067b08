package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What an editor may send: decoded strictly, stored exactly, and told of every fault at its place. */
@ServiceTest
class DraftBodyTest {

    /** The quote stands twice in it, once within another word. */
    private static final String SOURCE = "It may hurt. 😀 It may help. Maybe.";

    private String own;
    private String path;

    @BeforeEach
    void aDocument() {
        own = Bundles.unique();
        path = "conditions/" + own;
        Editor.created("documents/" + own, Editor.document("Document", SOURCE));
    }

    private ObjectNode condition(String passage) {
        return (ObjectNode) Api.parse("""
                {"name": "N", "summary": "S", "kind": "DISEASE", "passages": [%s]}
                """.formatted(passage));
    }

    private String passage() {
        return "{\"document\": \"%s\", \"quote\": \"It may hurt.\"}".formatted(own);
    }

    static Stream<Arguments> undecodable() {
        return Stream.of(
                arguments("nothing", "", ""),
                arguments("white space", " \n", ""),
                arguments("no JSON", "name: N", ""),
                arguments("half of an object", "{\"name\": \"N\"", ""),
                arguments("something after its end", "$ {}", ""),
                arguments("a NUL", "$".replace("\"N\"", "\"a\\u0000b\""), "/name"),
                arguments("half of a surrogate pair", "{\"name\": \"\\ud800\"}", "/name"),
                arguments("the other half", "{\"aliases\": [\"x\", \"\\udc00\"]}", "/aliases/1"),
                arguments("a member twice", "{\"name\": \"N\", \"name\": \"M\"}", "/name"),
                arguments(
                        "an inner member twice",
                        "{\"review\": {\"nextDue\": \"1\", \"nextDue\": \"2\"}}",
                        "/review/nextDue"),
                arguments("a comment", "{/* */}", ""),
                arguments("a number that is none", "{\"name\": NaN}", ""),
                arguments("a number too large", "{\"name\": 1e999}", "/name"),
                arguments("a number too long", "{\"name\": " + "1".repeat(40) + "}", ""),
                arguments("too deep", "{\"a\":".repeat(60) + "1" + "}".repeat(60), ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("undecodable")
    void whatCannotBeDecodedIsRefused(String name, String body, String pointer) {
        var sent = body.replace("$", condition(passage()).toString());
        if (name.equals("a NUL")) {
            sent = condition(passage()).toString().replace("\"N\"", "\"a\\u0000b\"");
        }
        var response = Editor.as(Editor.editor())
                .header("If-None-Match", "*")
                .contentType(Editor.JSON)
                .body(sent)
                .put("/v1/drafts/" + path);
        var problem = Api.problem(response, 400, "invalid-body");
        assertThat(Editor.pointers(problem)).as(problem.toString()).isNotEmpty();
        if (!pointer.isEmpty()) {
            assertThat(Editor.pointers(problem)).contains(pointer);
        }
        Api.problem(Editor.get(path), 404, "not-found");
    }

    @Test
    void whatIsNoUtf8IsRefused() {
        var body = condition(passage()).toString().getBytes(StandardCharsets.ISO_8859_1);
        body[10] = (byte) 0xC0;
        var response = Editor.as(Editor.editor())
                .header("If-None-Match", "*")
                .contentType(Editor.JSON)
                .body(body)
                .put("/v1/drafts/" + path);
        Api.problem(response, 400, "invalid-body");
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                arguments(
                        "a number with a fraction",
                        "{\"passages\": [{\"start\": 1.9, \"end\": 5, \"quote\": \"x\"}]}",
                        "/passages/0/start"),
                arguments(
                        "a number as a text",
                        "{\"passages\": [{\"start\": \"5\", \"end\": 9, \"quote\": \"x\"}]}",
                        "/passages/0/start"),
                arguments("a text as a number", "{\"name\": 5}", "/name"),
                arguments("a text as a boolean", "{\"name\": true}", "/name"),
                arguments("a null", "{\"name\": null}", "/name"),
                arguments("an enum in small letters", "{\"kind\": \"disease\"}", "/kind"),
                arguments("a list that is none", "{\"aliases\": \"x\"}", "/aliases"),
                arguments("an empty text", "{\"summary\": \"\"}", "/summary"),
                arguments("a blank text", "{\"summary\": \"   \"}", "/summary"),
                arguments("a text too long", "{\"name\": \"" + "n".repeat(201) + "\"}", "/name"),
                arguments("a list too long", "{\"aliases\": [" + "\"x\",".repeat(100) + "\"y\"]}", "/aliases"),
                arguments("a term twice", "{\"aliases\": [\"x\", \"x\"]}", "/aliases"),
                arguments("a quote of two lines", "{\"passages\": [{\"quote\": \"a\\nb\"}]}", "/passages/0/quote"),
                arguments("a quote that ends its line", "{\"passages\": [{\"quote\": \"a\\n\"}]}", "/passages/0/quote"),
                arguments("half of the offsets", "{\"passages\": [{\"quote\": \"x\", \"start\": 1}]}", "/passages/0"),
                arguments("no passage", "{\"passages\": []}", "/passages"),
                arguments("a slug with a line feed", "{\"caveats\": [\"x\\n\"]}", "/caveats/0"),
                arguments(
                        "a date of no calendar",
                        "{\"review\": {\"lastReviewed\": \"2026-02-30\"}}",
                        "/review/lastReviewed"),
                arguments("a review without a date", "{\"review\": {\"nextDue\": \"2026\"}}", "/review/lastReviewed"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void whatIsNotAsItsSchemaSaysIsRefused(String name, String members, String pointer) {
        var content = condition(passage());
        content.setAll((ObjectNode) Api.parse(members));
        var problem = Api.problem(Editor.create(path, content), 400, "invalid-body");
        assertThat(Editor.pointers(problem)).as(problem.toString()).contains(pointer);
        Api.problem(Editor.get(path), 404, "not-found");
    }

    @Test
    void everyFaultIsToldAtOnce() {
        var content = (ObjectNode) Api.parse("""
                {"name": "", "kind": "MAGIC", "cure": true, "aliases": ["x", 5], "review": {"lastReviewed": "2026-13"},
                 "passages": [{"quote": "x", "colour": "red"}]}
                """);
        var problem = Api.problem(Editor.create(path, content), 400, "invalid-body");
        assertThat(Editor.pointers(problem))
                .contains(
                        "/name",
                        "/kind",
                        "/cure",
                        "/summary",
                        "/aliases/1",
                        "/review/lastReviewed",
                        "/passages/0/colour");
        var semantic = condition(passage() + ", {\"document\": \"%s\", \"quote\": \"nowhere\"}".formatted(own));
        semantic.putArray("caveats").add("none");
        semantic.putArray("references").add("none").add("neither");
        var second = Api.problem(Editor.create(path, semantic), 400, "invalid-body");
        assertThat(Editor.pointers(second))
                .containsExactlyInAnyOrder("/passages/1/quote", "/caveats/0", "/references/0", "/references/1");
    }

    static Stream<Arguments> quotes() {
        return Stream.of(
                arguments("nowhere in the source", "\"quote\": \"It may heal.\"", "/passages/0/quote"),
                arguments("there twice", "\"quote\": \"It may\"", "/passages/0/quote"),
                arguments("there twice, the second time in another", "\"quote\": \"may\"", "/passages/0/quote"),
                arguments("one too early", "\"quote\": \"It may\", \"start\": 14, \"end\": 20", "/passages/0/quote"),
                arguments(
                        "longer than its offsets",
                        "\"quote\": \"It may help\", \"start\": 15, \"end\": 21",
                        "/passages/0/quote"),
                arguments("behind the end", "\"quote\": \"x\", \"start\": 900, \"end\": 901", "/passages/0/quote"),
                arguments(
                        "the wrong way round",
                        "\"quote\": \"It may\", \"start\": 21, \"end\": 15",
                        "/passages/0/quote"),
                arguments(
                        "counted in UTF-16",
                        "\"quote\": \"It may help.\", \"start\": 16, \"end\": 28",
                        "/passages/0/quote"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("quotes")
    void aQuoteThatDoesNotStandThereIsRefused(String name, String quote, String pointer) {
        var content = condition("{\"document\": \"%s\", %s}".formatted(own, quote));
        var problem = Api.problem(Editor.create(path, content), 400, "invalid-body");
        assertThat(Editor.pointers(problem)).containsExactly(pointer);
    }

    @Test
    void aQuoteIsFoundOrHasOffsetsInCodePoints() {
        var content = condition(
                "{\"document\": \"%s\", \"quote\": \"It may\", \"start\": 15, \"end\": 21}, {\"document\": \"%s\", \"quote\": \"It may help.\"}"
                        .formatted(own, own));
        Editor.created(path, content);
        var passages = Editor.read(path).path("content").path("passages");
        assertThat(passages.path(0).path("start").asInt()).isEqualTo(15);
        assertThat(passages.path(1).path("start").asInt()).isEqualTo(15);
        assertThat(passages.path(1).path("end").asInt()).isEqualTo(27);
    }

    @Test
    void aQuoteIsOfTheDocumentThatItNames() {
        Editor.created("documents/%s-2".formatted(own), Editor.document("Other", "Another text."));
        var wrong = condition("{\"document\": \"%s-2\", \"quote\": \"It may hurt.\"}".formatted(own));
        assertThat(Editor.pointers(Api.problem(Editor.create(path, wrong), 400, "invalid-body")))
                .containsExactly("/passages/0/quote");
        var none = condition("{\"document\": \"%s-3\", \"quote\": \"It may hurt.\"}".formatted(own));
        assertThat(Editor.pointers(Api.problem(Editor.create(path, none), 400, "invalid-body")))
                .containsExactly("/passages/0/document");
        var unnamed = condition("{\"quote\": \"It may hurt.\"}");
        assertThat(Editor.pointers(Api.problem(Editor.create(path, unnamed), 400, "invalid-body")))
                .containsExactly("/passages/0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/yaml",
                "application/merge-patch+json",
                "application/json; charset=latin1"
            })
    void anotherMediaTypeIsRefused(String type) {
        var response = Editor.as(Editor.editor())
                .config(io.restassured.RestAssured.config()
                        .encoderConfig(io.restassured.config.EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                .encodeContentTypeAs(type, io.restassured.http.ContentType.TEXT)))
                .header("If-None-Match", "*")
                .header("Content-Type", type)
                .body(condition(passage()).toString())
                .put("/v1/drafts/" + path);
        Api.problem(response, 415, "unsupported-media-type");
    }

    @Test
    void aCompressedBodyIsRefused() throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(condition(passage()).toString().getBytes(StandardCharsets.UTF_8));
        }
        var response = Editor.as(Editor.editor())
                .header("If-None-Match", "*")
                .header("Content-Encoding", "gzip")
                .contentType(Editor.JSON)
                .body(zipped.toByteArray())
                .put("/v1/drafts/" + path);
        Api.problem(response, 415, "unsupported-media-type");
    }

    @Test
    void aBodyIsNoLongerThanTheContractSays() {
        // White space around it, which JSON allows.
        var content = condition(passage()).toString();
        var fitting = content + " ".repeat(4_000_000 - content.getBytes(StandardCharsets.UTF_8).length);
        for (String body : List.of(fitting + " ", fitting)) {
            var response = Editor.as(Editor.editor())
                    .header("If-None-Match", "*")
                    .contentType(Editor.JSON)
                    .body(body.getBytes(StandardCharsets.UTF_8))
                    .put("/v1/drafts/" + path);
            assertThat(response.statusCode())
                    .as(response.asString())
                    .isEqualTo(body.length() > fitting.length() ? 413 : 201);
        }
    }

    @Test
    void everyCharacterThatATextMayHaveIsKept() {
        var text = "a\u00a0\u00ad\u200b\u200e\u2028\u2029\ufeff\ufff9\n😀\udb40\udc41\ue000\udbff\udffd é é";
        var content = condition(passage()).put("summary", text);
        Editor.created(path, content);
        assertThat(Editor.read(path).path("content").path("summary").asText()).isEqualTo(text);
        Editor.released("documents/" + own, path);
        assertThat(Api.json("/v1/conditions/" + own).path("summary").asText()).isEqualTo(text);
    }
}
