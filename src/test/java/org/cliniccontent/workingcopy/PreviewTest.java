package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A preview is what the public will read, byte for byte but for the release and its time. */
@ServiceTest
class PreviewTest {

    private String own;

    @BeforeEach
    void anOwnName() {
        own = Bundles.unique();
    }

    private static String preview(String path) {
        var response = Editor.as(Editor.reviewer()).get("/v1/drafts/" + path);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(response.header("ETag")).isNull();
        return response.asString();
    }

    private static String withoutItsRelease(String body) {
        return body.replaceAll("\"release\":[0-9]+", "\"release\":0")
                .replaceAll("\"updatedAt\":\"[^\"]+\"", "\"updatedAt\":\"\"");
    }

    private static void isWhatWillBeRead(Map<String, String> previews) {
        previews.forEach((path, preview) -> assertThat(withoutItsRelease(preview))
                .as(path)
                .isEqualTo(withoutItsRelease(
                        Api.get("/v1/" + path.replace("/preview", "")).asString())));
    }

    /** One of each type, where what is pointed to comes first. */
    private List<String> oneOfEach() {
        var document = Editor.document("Document " + own);
        document.putObject("review").put("lastReviewed", "2026-01");
        Editor.created("documents/" + own, document);
        Editor.created("references/" + own, Editor.reference(own));
        var caveat = Editor.caveat(own, "Mind this");
        caveat.putArray("references").add(own);
        Editor.created("caveats/" + own, caveat);
        Editor.created("caveats/" + own + "-2", Editor.caveat(own, "And this"));
        var condition = Editor.condition(own, "Condition");
        condition.putArray("caveats").add(own);
        Editor.created("conditions/" + own, condition);
        Editor.created("msc-sources/" + own, (ObjectNode) Api.parse("""
                {"name": "Fat", "summary": "S.", "tissue": "Fat", "donorType": "AUTOLOGOUS", "procurement": "P.",
                 "caveats": ["%s-2"], "passages": [{"document": "%s", "quote": "Rest may help."}]}
                """.formatted(own, own)));
        Editor.created("delivery-methods/" + own, (ObjectNode) Api.parse("""
                {"name": "Injection", "summary": "S.", "kind": "INJECTION", "description": "D.", "purpose": "P.",
                 "caveats": ["%s"], "passages": [{"document": "%s", "quote": "Rest may help."}]}
                """.formatted(own, own)));
        var treatment = Editor.treatment(own, "Treatment", own);
        treatment.putArray("conditions").add(own);
        treatment.putArray("mscSources").add(own);
        treatment.putArray("deliveryMethods").add(own);
        Editor.created("treatments/" + own, treatment);
        return List.of(
                "documents/" + own,
                "references/" + own,
                "caveats/" + own,
                "caveats/" + own + "-2",
                "conditions/" + own,
                "msc-sources/" + own,
                "delivery-methods/" + own,
                "treatments/" + own);
    }

    @Test
    void whatIsReleasedByItselfIsReadAsItWasPreviewed() {
        for (String path : oneOfEach()) {
            var preview = preview(path + "/preview");
            Editor.released(path);
            isWhatWillBeRead(Map.of(path, preview));
        }
    }

    @Test
    void whatPointsToWhatIsNotPublishedYetIsReadAsItWasPreviewed() {
        var paths = oneOfEach();
        Map<String, String> previews = new LinkedHashMap<>();
        for (String path : List.of(
                "treatments/%s/preview",
                "treatments/%s/preview?include=conditions,mscSources,deliveryMethods,references",
                "treatments/%s/preview?fields=name,conditions",
                "conditions/%s/preview?fields=summary",
                "msc-sources/%s/preview?fields=caveats",
                "caveats/%s/preview?include=references&fields=references,title")) {
            previews.put(path.formatted(own), preview(path.formatted(own)));
        }
        Editor.released(paths.toArray(String[]::new));
        isWhatWillBeRead(previews);
    }

    @Test
    void aChangeOfWhatIsPublishedIsReadAsItWasPreviewed() {
        Editor.released(oneOfEach().toArray(String[]::new));
        Editor.patched("conditions/" + own, "{\"name\": \"Renamed\", \"caveats\": [\"%s-2\"]}".formatted(own));
        Editor.succeeded(Editor.step("conditions/" + own, "rename", "{\"slug\": \"%s-new\"}".formatted(own)));
        var path = "conditions/" + own + "-new";
        var preview = preview(path + "/preview?include=references,causedBy");
        assertThat(preview).contains("Renamed", own + "-new", "And this");
        assertThat(Api.get("/v1/conditions/" + own).asString()).doesNotContain("Renamed");
        Editor.released(path);
        isWhatWillBeRead(Map.of(path + "/preview?include=references,causedBy", preview));
    }

    @Test
    void whatIsToBeRemovedIsGone() {
        Editor.created("references/" + own, Editor.reference(own));
        Editor.released("references/" + own);
        Editor.succeeded(Editor.step("references/" + own, "remove", "{\"kind\": \"DELETED\"}"));
        Api.problem(Editor.as(Editor.editor()).get("/v1/drafts/references/%s/preview".formatted(own)), 410, "gone");
    }

    @Test
    void aPreviewIsNeverPublic() {
        Editor.created("references/" + own, Editor.reference(own));
        var path = "/v1/drafts/references/%s/preview".formatted(own);
        assertThat(Api.get(path).statusCode()).isEqualTo(401);
        assertThat(Api.as(Keys.with(Scope.CONTENT_READ)).get(path).statusCode()).isEqualTo(403);
        Api.problem("/v1/references/" + own, 404, "not-found");
        Api.problem(Editor.as(Editor.editor()).get(path + "?release=1"), 400, "invalid-parameter");
        Api.problem(Editor.as(Editor.editor()).get(path + "?include=none"), 400, "invalid-parameter");
        Api.problem(Editor.as(Editor.editor()).get(path.replace(own, "no-" + own)), 404, "not-found");
    }
}
