package org.cliniccontent.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Arrays;
import java.util.List;
import org.cliniccontent.access.Scope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An editor, a reviewer and a publisher over HTTP, for tests that need their work done. Paths are those of working
 * copies: {@code conditions/osteoarthritis}.
 */
public final class Editor {

    public static final String JSON = "application/json";
    public static final String MERGE_PATCH = "application/merge-patch+json; charset=utf-8";

    private Editor() {}

    public static String editor() {
        return Keys.with(Scope.DRAFTS_WRITE);
    }

    public static String reviewer() {
        return Keys.with(Scope.DRAFTS_REVIEW);
    }

    public static String publisher() {
        return Keys.with(Scope.RELEASES_PUBLISH);
    }

    /** Returns the content of a condition that needs no document except {@link Bundles#document}. */
    public static ObjectNode condition(String document, String name) {
        return (ObjectNode) Api.parse("""
                {"name": "%s", "summary": "A condition of a test.", "kind": "DISEASE",
                 "passages": [{"document": "%s", "quote": "The knee may hurt."}]}
                """.formatted(name, document));
    }

    public static ObjectNode caveat(String document, String title) {
        return (ObjectNode) Api.parse("""
                {"title": "%s", "summary": "A caveat of a test.", "statement": "Nothing is certain.",
                 "kind": "EVIDENCE", "severity": "CRITICAL",
                 "passages": [{"document": "%s", "quote": "Nothing is certain."}]}
                """.formatted(title, document));
    }

    public static ObjectNode treatment(String document, String name, String caveat) {
        return (ObjectNode) Api.parse("""
                {"name": "%s", "summary": "A treatment of a test.", "category": "INJECTION",
                 "evidenceStage": "INVESTIGATIONAL", "caveats": ["%s"],
                 "passages": [{"document": "%s", "quote": "Rest may help."}]}
                """.formatted(name, caveat, document));
    }

    public static ObjectNode reference(String citationKey) {
        return (ObjectNode) Api.parse("""
                {"title": "A publication", "summary": "It is cited.", "cslType": "book", "origin": "EDITORIAL",
                 "citationKey": "%s"}
                """.formatted(citationKey));
    }

    /** Returns a document with one section, whose source is that of {@link Bundles}. */
    public static ObjectNode document(String title) {
        return document(title, Bundles.SOURCE);
    }

    public static ObjectNode document(String title, String source) {
        var content = (ObjectNode) Api.parse("""
                {"title": "%s", "summary": "A document of a test.", "locale": "en",
                 "sections": [{"slug": "all", "heading": "All", "headingOrigin": "EDITORIAL", "kind": "BACKGROUND"}]}
                """.formatted(title));
        ((ObjectNode) content.path("sections").path(0))
                .put("startsWith", source)
                .put("start", 0);
        return content.put("source", source)
                .put("sourceSha256", org.cliniccontent.content.CanonicalJson.sha256(source));
    }

    public static RequestSpecification as(String key) {
        return Api.as(key);
    }

    public static Response get(String path) {
        return as(editor()).get("/v1/drafts/" + path);
    }

    /** Reads a working copy that must exist. */
    public static JsonNode read(String path) {
        var response = get(path);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return Api.tree(response);
    }

    public static JsonNode draft(String path) {
        return read(path).path("draft");
    }

    public static String state(String path) {
        return draft(path).path("state").asText();
    }

    public static String tag(String path) {
        var tag = get(path).header("ETag");
        assertThat(tag).as("the tag of " + path).isNotNull();
        return tag;
    }

    public static Response create(String path, JsonNode content) {
        return as(editor())
                .header("If-None-Match", "*")
                .contentType(JSON)
                .body(content.toString())
                .put("/v1/drafts/" + path);
    }

    public static void created(String path, JsonNode content) {
        var response = create(path, content);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
    }

    public static Response put(String path, JsonNode content) {
        return as(editor())
                .header("If-Match", tag(path))
                .contentType(JSON)
                .body(content.toString())
                .put("/v1/drafts/" + path);
    }

    public static Response patch(String path, String patch) {
        return as(editor())
                .header("If-Match", tag(path))
                .contentType(MERGE_PATCH)
                .body(patch)
                .patch("/v1/drafts/" + path);
    }

    public static void patched(String path, String patch) {
        succeeded(patch(path, patch));
    }

    public static Response discard(String path) {
        return as(editor()).header("If-Match", tag(path)).delete("/v1/drafts/" + path);
    }

    /** Executes a step with a body, as an editor. */
    public static Response step(String path, String step, String body) {
        return step(editor(), path, step, body);
    }

    public static Response step(String key, String path, String step, String body) {
        return as(key).header("If-Match", tag(path))
                .contentType(JSON)
                .body(body)
                .post("/v1/drafts/%s/%s".formatted(path, step));
    }

    public static Response submit(String path) {
        return as(editor()).header("If-Match", tag(path)).post("/v1/drafts/" + path + "/submit");
    }

    public static Response approve(String key, String path) {
        return step(
                key,
                path,
                "approve",
                "{\"sha256\": \"%s\"}".formatted(draft(path).path("sha256").asText()));
    }

    /** Submits and approves each working copy. */
    public static void approved(String... paths) {
        for (String path : paths) {
            succeeded(submit(path));
            succeeded(approve(reviewer(), path));
        }
    }

    public static Response release(String body) {
        return as(publisher()).contentType(JSON).body(body).post("/v1/releases");
    }

    public static Response release(List<String> paths, String more) {
        var drafts = String.join("\", \"", paths);
        return release("{\"message\": \"A release of a test.\", \"drafts\": [\"%s\"]%s}".formatted(drafts, more));
    }

    /** Approves the working copies, and releases them together. */
    public static long released(String... paths) {
        approved(paths);
        var response = release(Arrays.asList(paths), "");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        return Api.tree(response).path("number").asLong();
    }

    /** Returns the dry run of a release. */
    public static JsonNode plan(String... paths) {
        return Api.tree(succeeded(release(Arrays.asList(paths), ", \"dryRun\": true")));
    }

    /** Plans a removal, and releases it. */
    public static long removed(String path, String removal) {
        succeeded(step(path, "remove", removal));
        return released(path);
    }

    public static Response revert(long release, String more) {
        return as(publisher())
                .contentType(JSON)
                .body("{\"message\": \"Reverted by a test.\"%s}".formatted(more))
                .post("/v1/releases/%d/revert".formatted(release));
    }

    public static Response succeeded(Response response) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return response;
    }

    /** Returns the pointers of a problem's faults. */
    public static List<String> pointers(JsonNode problem) {
        return problem.path("errors").findValuesAsText("pointer");
    }
}
