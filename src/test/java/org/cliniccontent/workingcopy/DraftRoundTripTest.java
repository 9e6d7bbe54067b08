package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What an editor reads may be written back as it is: that is no change. */
@ServiceTest
class DraftRoundTripTest {

    static Stream<String> collections() {
        return Stream.of(
                "documents", "conditions", "treatments", "msc-sources", "delivery-methods", "caveats", "references");
    }

    /** Those of the bundled document: other tests publish as well. */
    private static List<String> bundled(String collection) {
        var changes = new ArrayList<JsonNode>();
        for (String next = "/v1/releases/1?limit=200"; next != null; ) {
            var page = Api.json(next);
            page.path("changes").forEach(changes::add);
            next = page.path("next").asText(null);
        }
        return changes.stream()
                .filter(change ->
                        collection.equals(collectionOf(change.path("type").asText())))
                .map(change -> collection + '/' + change.path("slug").asText())
                .toList();
    }

    private static String collectionOf(String type) {
        return type.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT) + 's';
    }

    @ParameterizedTest
    @MethodSource("collections")
    void everyBundledEntityIsWrittenBackAsItWasRead(String collection) {
        var paths = bundled(collection);
        assertThat(paths).isNotEmpty();
        for (String path : paths) {
            var before = Editor.get(path);
            Editor.succeeded(Editor.put(path, Api.tree(before).path("content")));
            Editor.patched(path, Api.tree(before).path("content").toString());
            var after = Editor.get(path);
            assertThat(after.asString()).as(path).isEqualTo(before.asString());
            assertThat(after.header("ETag")).isEqualTo(before.header("ETag"));
        }
    }

    @Test
    void aDefaultThatIsWrittenOutIsNoChange() {
        var own = Bundles.unique();
        var path = "documents/" + own;
        var content = Editor.document("Document");
        content.putObject("review").put("lastReviewed", "2026-01");
        Editor.created(path, content);
        Editor.approved(path);
        var before = Editor.get(path).asString();
        assertThat(before).contains("\"nextDue\":\"2027-01\"");
        Editor.succeeded(Editor.put(path, Editor.read(path).path("content")));
        assertThat(Editor.get(path).asString()).isEqualTo(before);
        ((ObjectNode) content.path("review")).put("nextDue", "2027-02");
        Editor.succeeded(Editor.put(path, content));
        assertThat(Editor.state(path)).isEqualTo("DRAFT");
    }

    @Test
    void theSectionsOfADocumentComeBackWhereverTheyStart() {
        var own = Bundles.unique();
        var path = "documents/" + own;
        var source = " ".repeat(70) + "The knee.\nThe knee.\n😀 Again.\n";
        var content = Editor.document("Document", source);
        var sections = content.putArray("sections");
        List<Object[]> starts = List.of(
                new Object[] {"one", source.substring(0, 71), 0},
                new Object[] {"two", "The knee.", 80},
                new Object[] {"three", "😀", 90},
                new Object[] {"four", "n", 96});
        for (Object[] start : starts) {
            sections.addObject()
                    .put("slug", (String) start[0])
                    .put("heading", "H")
                    .put("headingOrigin", "EDITORIAL")
                    .put("kind", "BACKGROUND")
                    .put("startsWith", (String) start[1])
                    .put("start", (int) start[2]);
        }
        Editor.created(path, content);
        var before = Editor.get(path).asString();
        Editor.succeeded(Editor.put(path, Editor.read(path).path("content")));
        assertThat(Editor.get(path).asString()).isEqualTo(before);
    }

    @Test
    void aSectionHasSomethingToRead() {
        var own = Bundles.unique();
        var content = Editor.document("Document", "  The knee.");
        ((ObjectNode) content.path("sections").path(0)).put("startsWith", "  The");
        content.withArray("sections")
                .addObject()
                .put("slug", "two")
                .put("heading", "H")
                .put("headingOrigin", "EDITORIAL")
                .put("kind", "BACKGROUND")
                .put("startsWith", "The knee.");
        var problem = Api.problem(Editor.create("documents/" + own, content), 400, "invalid-body");
        assertThat(Editor.pointers(problem)).containsExactly("/sections/0/startsWith");
    }
}
