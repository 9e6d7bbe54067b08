package org.cliniccontent.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Editor;

import static org.assertj.core.api.Assertions.assertThat;

/** The webhooks of one caller, through the endpoints. */
record Hooks(String bearer) {

    static final String PATH = "/v1/webhooks";

    /** A literal address, so that no name is resolved. Nothing is sent in tests that do not want it. */
    static final String URL = "https://1.1.1.1/hooks";

    RequestSpecification as() {
        return Api.as(bearer);
    }

    Response post(String path, String body) {
        return as().contentType("application/json").body(body).post(path);
    }

    Response post(String path) {
        return as().post(path);
    }

    Response patch(String path, String tag, String body) {
        return as().header("If-Match", tag)
                .contentType(Editor.MERGE_PATCH)
                .body(body)
                .patch(path);
    }

    /** Creates a webhook that subscribes to everything. */
    JsonNode create() {
        return create("{\"url\": \"%s\"}".formatted(URL));
    }

    JsonNode create(String body) {
        var response = post(PATH, body);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        return Api.tree(response);
    }

    JsonNode json(String path) {
        var response = as().get(path);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return Api.tree(response);
    }

    static String path(JsonNode webhook) {
        return PATH + '/' + webhook.path("id").asText();
    }
}
