package org.cliniccontent.workingcopy;

import java.nio.charset.StandardCharsets;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A text that is matched by a pattern is refused for its length, and does not exhaust the stack. */
@ServiceTest
class LongTextsTest {

    private static final String REPEATED = "aa" + "-a".repeat(1_000_000);

    private final String own = Bundles.unique();

    @Test
    void aSlugInAPath() {
        var slug = "a" + "-a".repeat(3_900);
        Api.problem(Editor.create("conditions/" + slug, Editor.condition(own, own)), 400, "invalid-parameter");
        Api.problem("/v1/conditions/" + slug, 404, "not-found");
    }

    @Test
    void aSlugInAParameter() {
        var slug = "a" + "-a".repeat(3_900);
        Api.problem("/v1/conditions?document=" + slug, 400, "invalid-parameter");
        var response = Api.as(Keys.with(Scope.values()))
                .contentType("application/yaml; charset=utf-8")
                .body("{}".getBytes(StandardCharsets.UTF_8))
                .post("/v1/imports?reuseSlug=a/" + slug);
        Api.problem(response, 400, "invalid-parameter");
    }

    @Test
    void aSlugInABody() {
        var condition = Editor.condition(own, own);
        condition.putArray("caveats").add(REPEATED);
        refused("conditions/" + own, condition.toString(), "/caveats/0");
        refused("documents/" + own, Editor.document(own).put("locale", REPEATED).toString(), "/locale");
        var doi = "10.1234" + ".1".repeat(1_000_000) + "/x";
        refused("references/" + own, Editor.reference(own).put("doi", doi).toString(), "/doi");
    }

    private static void refused(String path, String body, String pointer) {
        var response = Editor.as(Editor.editor())
                .header("If-None-Match", "*")
                .contentType(Editor.JSON)
                .body(body)
                .put("/v1/drafts/" + path);
        assertThat(Editor.pointers(Api.problem(response, 400, "invalid-body"))).containsOnly(pointer);
    }
}
