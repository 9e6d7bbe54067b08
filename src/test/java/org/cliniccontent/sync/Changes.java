package org.cliniccontent.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/** A client of the feed over HTTP. */
final class Changes {

    private Changes() {}

    static String partner() {
        return Keys.with(Scope.SYNC_READ);
    }

    /** Returns a page that must exist. */
    static JsonNode page(String query) {
        var response = Api.as(partner()).get("/v1/changes" + query);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        var page = Api.tree(response);
        assertThat(response.header("Content-Release"))
                .isEqualTo(page.path("release").asText());
        return page;
    }

    /** Returns the token of a complete copy. */
    static String now() {
        return pass("?limit=1000").get(0).path("next").asText();
    }

    /** Returns a whole pass as pages, the last page first. */
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

    /** Returns the changes since a token, in their order. */
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

    /** Formats changes as {@code op type/slug}. */
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
