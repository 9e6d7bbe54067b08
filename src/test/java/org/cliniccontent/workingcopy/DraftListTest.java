package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.http.Cursors;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The list of working copies: every page once, whatever the filters and the size of the pages. */
@ServiceTest
class DraftListTest {

    private final Cursors cursors;

    @Inject
    DraftListTest(Cursors cursors) {
        this.cursors = cursors;
    }

    private static List<JsonNode> all(String path) {
        List<JsonNode> items = new ArrayList<>();
        for (String next = path; next != null; ) {
            var page = Api.tree(Editor.succeeded(Editor.as(Editor.reviewer()).get(next)));
            page.path("items").forEach(items::add);
            next = page.path("next").asText(null);
        }
        return items;
    }

    private static List<String> ids(List<JsonNode> drafts) {
        return drafts.stream().map(draft -> draft.path("id").asText()).toList();
    }

    @Test
    void nothingIsLostOrRepeatedWhateverTheSizeOfThePages() {
        var own = Bundles.unique();
        Editor.created("documents/" + own, Editor.document("Document"));
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Editor.created("conditions/%s-%d".formatted(own, i), Editor.condition(own, "C" + i));
            made.add(Editor.draft("conditions/%s-%d".formatted(own, i))
                    .path("id")
                    .asText());
        }
        var whole = ids(all("/v1/drafts?limit=200"));
        assertThat(whole).doesNotHaveDuplicates().isSorted().containsAll(made);
        assertThat(ids(all("/v1/drafts"))).isEqualTo(whole);
        for (int limit : new int[] {1, 7, 11}) {
            assertThat(ids(all("/v1/drafts?state=DRAFT&type=condition&limit=" + limit)))
                    .isEqualTo(ids(all("/v1/drafts?type=condition&state=DRAFT&limit=200")))
                    .containsAll(made);
        }
    }

    @Test
    void filtersHoldTogether() {
        var own = Bundles.unique();
        Editor.created("documents/" + own, Editor.document("Document"));
        Editor.created("conditions/" + own, Editor.condition(own, "C"));
        Editor.created("caveats/" + own, Editor.caveat(own, "C"));
        Editor.succeeded(Editor.submit("caveats/" + own));
        for (String state : List.of("DRAFT", "IN_REVIEW", "APPROVED", "RELEASED")) {
            for (String type : List.of("condition", "caveat", "mscSource")) {
                var found = all("/v1/drafts?state=%s&type=%s".formatted(state, type));
                assertThat(found).allSatisfy(draft -> {
                    assertThat(draft.path("state").asText()).isEqualTo(state);
                    assertThat(draft.path("type").asText()).isEqualTo(type);
                });
                boolean here = state.equals("DRAFT") && type.equals("condition")
                        || state.equals("IN_REVIEW") && type.equals("caveat");
                assertThat(Api.slugs(found).contains(own)).isEqualTo(here);
            }
        }
        assertThat(Api.get("/v1/drafts").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state=draft",
                "state=",
                "type=conditions",
                "limit=0",
                "limit=201",
                "limit=-1",
                "limit=1.5",
                "limit=%32%30%30%30",
                "limit=5&limit=6",
                "sort=name",
                "state=DRAFT&state=APPROVED"
            })
    void otherParametersAreRefused(String query) {
        Api.problem(Editor.as(Editor.editor()).get("/v1/drafts?" + query), 400, "invalid-parameter");
    }

    @Test
    void aCursorIsForTheSameList() {
        var next = Api.tree(Editor.as(Editor.editor()).get("/v1/drafts?type=condition&limit=1"))
                .path("next")
                .asText();
        for (String other : List.of(
                next.replace("type=condition", "type=caveat"),
                next.replace("type=condition&", ""),
                next + "A",
                "/v1/drafts?cursor=x",
                "/v1/drafts?cursor=" + cursors.write(new Cursor("drafts  ", 0, "", "no uuid")))) {
            Api.problem(Editor.as(Editor.editor()).get(other), 400, "invalid-cursor");
        }
    }
}
