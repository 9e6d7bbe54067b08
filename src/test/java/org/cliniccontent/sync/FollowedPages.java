package org.cliniccontent.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A pass, page by page, with which streams are compared.
 *
 * @param last the members of the last page besides its changes
 */
record FollowedPages(List<JsonNode> changes, JsonNode last) {

    /**
     * Reads the pages.
     *
     * @param query {@code ?} and parameters, or nothing
     */
    static FollowedPages of(String query) {
        List<JsonNode> changes = new ArrayList<>();
        var page = Changes.page(query);
        page.path("changes").forEach(changes::add);
        while (page.path("more").asBoolean()) {
            page = Changes.page("?token=" + page.path("next").asText());
            page.path("changes").forEach(changes::add);
        }
        return new FollowedPages(changes, page);
    }

    String token() {
        return last.path("next").asText();
    }

    String digest() {
        return last.path("digest").asText();
    }

    long release() {
        return last.path("release").asLong();
    }
}
