package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;
import java.util.List;
import org.cliniccontent.access.Scope;
import org.cliniccontent.content.PartialDate;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every date that an editor sends is one of the calendar, wherever it stands and whichever way it comes. */
@ServiceTest
class DraftDatesTest {

    private static final List<String> PLACES = List.of("/issued", "/review/lastReviewed", "/review/nextDue");

    private final String own = Bundles.unique();

    private ObjectNode reference(String place, String date) {
        var content = Editor.reference(own);
        if (place.equals("/issued")) {
            return content.put("issued", date);
        }
        content.putObject("review").put("lastReviewed", "2025").put(place.substring("/review/".length()), date);
        return content;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-30",
                "2025-02-29",
                "2026-04-31",
                "2026-13",
                "2026-00",
                "2026-01-00",
                "2026-1",
                "0000",
                "0000-01",
                "0000-01-01",
                "10000",
                "soon",
                "2026-01-01T00"
            })
    void whatIsNoDateIsAnsweredTheSameEverywhere(String date) {
        Editor.created("references/" + own, Editor.reference(own));
        for (String place : PLACES) {
            var content = reference(place, date);
            refused(Editor.put("references/" + own, content), place);
            refused(Editor.create("references/%s-2".formatted(own), content), place);
            refused(Editor.patch("references/" + own, content.toString()), place);
            var bundle = Api.parse("{\"format\": \"clinic-content-bundle/1\"}");
            ((ObjectNode) bundle).putObject("references").set(own, content);
            for (String query : List.of("", "?dryRun=true")) {
                refused(
                        Api.as(Keys.with(Scope.DRAFTS_WRITE))
                                .contentType("application/json; charset=utf-8")
                                .body(bundle.toString())
                                .post("/v1/imports" + query),
                        "/references/" + own + place);
            }
        }
    }

    private static void refused(Response response, String pointer) {
        var problem = Api.problem(response, 400, "invalid-body");
        assertThat(Editor.pointers(problem)).as(problem.toString()).containsExactly(pointer);
        assertThat(problem.path("errors").path(0).path("detail").asText()).startsWith(PartialDate.RULE);
        assertThat(problem.toString()).doesNotContain("_format", "constraint");
    }

    /** The first and the last years too: what is stored can be read, previewed and asked whether it may be published. */
    @ParameterizedTest
    @ValueSource(strings = {"0001", "0001-01-01", "2028-02-29", "1999-12", "9999", "9999-12", "9999-12-31"})
    void aDateOfAnyYearIsStoredAndReadBack(String date) {
        var path = "references/" + own;
        Editor.created(path, Editor.reference(own));
        for (String place : PLACES) {
            Editor.succeeded(Editor.put(path, reference(place, date)));
            assertThat(Editor.read(path).path("content").at(place).asText()).isEqualTo(date);
            var preview = Api.as(Editor.editor()).get("/v1/drafts/%s/preview".formatted(path));
            assertThat(preview.statusCode())
                    .as(place + ' ' + preview.asString())
                    .isEqualTo(200);
        }
    }
}
