package org.cliniccontent.testing;

import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.access.Scope;

import static org.assertj.core.api.Assertions.assertThat;

/** An author, a reviewer and a publisher over HTTP, each with a key of their own. */
public final class Editors {

    /** The name of the reviewer. */
    public static final String REVIEWER = "Test [DRAFTS_REVIEW]";

    private Editors() {}

    /**
     * Removes published content: plans the removal, reviews it and releases it.
     *
     * @param path collection and slug
     * @param removal the body of {@code POST /v1/drafts/…/remove}
     * @return the release
     */
    public static long remove(String path, String removal) {
        step(author(), path, "remove", removal);
        return release(List.of(path), "[]");
    }

    public static long delete(String path) {
        return remove(path, "{\"kind\": \"DELETED\"}");
    }

    /** Changes the slug of a working copy, so that the old one is free. */
    public static void rename(String path, String slug) {
        step(author(), path, "rename", "{\"slug\": \"%s\"}".formatted(slug));
    }

    /**
     * Imports a bundle, and releases its changes.
     *
     * @param reused the path whose slug belonged to another entity
     */
    public static long takeOver(String bundle, String reused) {
        var imported = Api.as(author())
                .contentType("application/yaml; charset=UTF-8")
                .body(Bundles.bytes(bundle))
                .post("/v1/imports");
        assertThat(imported.statusCode()).as(imported.asString()).isEqualTo(200);
        List<String> paths = new ArrayList<>();
        Api.tree(imported).path("drafts").forEach(path -> paths.add(path.asText()));
        return release(paths, "[\"%s\"]".formatted(reused));
    }

    private static String author() {
        return Keys.with(Scope.DRAFTS_WRITE);
    }

    private static long release(List<String> paths, String reused) {
        for (String path : paths) {
            var submitted = step(author(), path, "submit", "");
            var hash = Api.tree(submitted).at("/draft/sha256").asText();
            step(Keys.with(Scope.DRAFTS_REVIEW), path, "approve", "{\"sha256\": \"%s\"}".formatted(hash));
        }
        var released = Api.as(Keys.with(Scope.RELEASES_PUBLISH))
                .contentType("application/json")
                .body("{\"message\": \"by editors\", \"drafts\": [\"%s\"], \"reuseSlugs\": %s}"
                        .formatted(String.join("\", \"", paths), reused))
                .post("/v1/releases");
        assertThat(released.statusCode()).as(released.asString()).isEqualTo(201);
        return Api.tree(released).path("number").asLong();
    }

    private static Response step(String key, String path, String step, String body) {
        var tag = Api.as(key).get("/v1/drafts/" + path).header("ETag");
        var request = Api.as(key).header("If-Match", tag);
        if (!body.isEmpty()) {
            request = request.contentType("application/json").body(body);
        }
        var response = request.post("/v1/drafts/" + path + '/' + step);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return response;
    }
}
