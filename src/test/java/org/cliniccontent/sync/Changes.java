package org.cliniccontent.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/** The feed over HTTP, for tests that read it. */
final class Changes {

    private Changes() {}

    static String partner() {
        return Keys.with(Scope.SYNC_READ);
    }

    /** A page that must be there. */
    static JsonNode page(String query) {
        var response = Api.as(partner()).get("/v1/changes" + query);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        var page = Api.tree(response);
        assertThat(response.header("Content-Release"))
                .isEqualTo(page.path("release").asText());
        return page;
    }

    /** Where a copy is that has everything. */
    static String now() {
        return pass("?limit=1000").get(0).path("next").asText();
    }

    /** A whole pass as pages, the last of them first. */
    static List<JsonNode> pass(String query) {
        List<JsonNode> pages = new ArrayList<>();
        var limit = query.replaceAll(".*(limit=[0-9]+).*", "$1");
        for (var page = page(query);
                ;
                page = page("?%s&token=%s".formatted(limit, page.path("next").asText()))) {
            pages.add(0, page);
            if (!page.path("more").asBoolean()) {
                return pages;
            }
        }
    }

    /** What has changed since a token, in its order. */
    static List<JsonNode> since(String token) {
        List<JsonNode> changes = new ArrayList<>();
        pass("?limit=1000&token=" + token).forEach(page -> changes.addAll(0, list(page)));
        return changes;
    }

    static List<JsonNode> list(JsonNode page) {
        List<JsonNode> changes = new ArrayList<>();
        page.path("changes").forEach(changes::add);
        return changes;
    }

    /** As {@code op type/slug}. */
    static List<String> told(List<JsonNode> changes) {
        return changes.stream()
                .map(change -> "%s %s/%s"
                        .formatted(
                                change.path("op").asText(),
                                change.path("type").asText(),
                                change.path("slug").asText()))
                .toList();
    }
}
