package org.cliniccontent.publishing;

import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.ServiceTest;
import org.cliniccontent.testing.Stored;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Approved content becomes public: all of it or nothing, and nothing that may not. */
@ServiceTest
class ReleaseCreationTest {

    private final Database database;
    private String own;
    private String document;
    private String path;

    @Inject
    ReleaseCreationTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void aPublishedDocument() {
        own = Bundles.unique();
        document = "documents/" + own;
        path = "conditions/" + own;
        Editor.created(document, Editor.document("Document"));
        Editor.released(document);
    }

    @Test
    void onlyWhatIsApprovedIsReleased() {
        Editor.created(path, Editor.condition(own, "First"));
        Editor.created(path + "-2", Editor.condition(own, "Second"));
        Editor.approved(path);
        Editor.succeeded(Editor.submit(path + "-2"));
        var problem = Api.problem(Editor.release(List.of(path, path + "-2"), ""), 422, "not-publishable");
        assertThat(Editor.pointers(problem)).containsExactly('/' + path + "-2");
        Api.problem("/v1/" + path, 404, "not-found");
        assertThat(Editor.state(path)).isEqualTo("APPROVED");
        var release = Editor.release(List.of(path), "");
        assertThat(release.statusCode()).isEqualTo(201);
        var number = Api.tree(release).path("number").asLong();
        assertThat(release.header("Location")).isEqualTo("/v1/releases/" + number);
        assertThat(Api.json("/v1/releases/" + number).path("changes").findValuesAsText("slug"))
                .containsExactly(own);
        var draft = Editor.read(path);
        assertThat(draft.path("draft").path("state").asText()).isEqualTo("RELEASED");
        assertThat(draft.path("published").path("release").asLong()).isEqualTo(number);
        assertThat(draft.path("authors")).isEmpty();
    }

    @Test
    void whatIsNoWorkingCopyIsNamed() {
        for (String none : List.of("conditions/no-" + own, "cures/" + own)) {
            var problem = Api.problem(Editor.release(List.of(none), ""), 422, "not-publishable");
            assertThat(Editor.pointers(problem)).containsExactly('/' + none);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"message\": \" \"}",
                "{\"message\": \"m\", \"drafts\": []}",
                "{\"message\": \"m\", \"drafts\": [\"x\"]}",
                "{\"message\": \"m\", \"drafts\": [\"conditions/x\", \"conditions/x\"]}",
                "{\"message\": \"m\", \"dryRun\": \"true\"}",
                "{\"message\": \"m\", \"publishAt\": \"tomorrow\"}",
                "{\"message\": \"m\", \"publishAt\": \"2020-01-01T00:00:00Z\"}",
                "{\"message\": \"m\", \"publishAt\": \"2999-01-01T00:00:00Z\"}",
                "{\"message\": \"m\", \"publishAt\": \"2026-12-31T23:59:60Z\"}",
                "{\"message\": \"m\", \"publishAt\": \"2027-01-01T00:00:00.1234567890123Z\"}",
                "{\"message\": \"m\", \"publishAt\": \"2027-01-01T00:00:00\"}",
                "{\"message\": \"m\", \"publishAt\": \"2027-01-01T00:00:00Z\", \"dryRun\": true}",
                "{\"message\": \"m\", \"force\": true}",
                "[]"
            })
    void aRequestThatIsNotAsItsSchemaSaysIsRefused(String body) {
        Api.problem(Editor.release(body), 400, "invalid-body");
    }

    private record Case(String own, String document, String path) {}

    static Stream<Arguments> forbidden() {
        return Stream.of(
                of("a link to what is not published", "/caveats/0", each -> {
                    Editor.created("caveats/" + each.own, Editor.caveat(each.own, "Mind this"));
                    var content = Editor.condition(each.own, "C");
                    content.putArray("caveats").add(each.own);
                    Editor.created(each.path, content);
                }),
                of("a quote of what was rewritten", "/passages/0/quote", each -> {
                    Editor.created(each.path, Editor.condition(each.own, "C"));
                    Editor.succeeded(Editor.put(each.document, Editor.document("New", "Another text.")));
                    Editor.released(each.document);
                }),
                of("a quote of what says something else there", "/passages/0/quote", each -> {
                    Editor.created(each.path, Editor.condition(each.own, "C"));
                    var other = Bundles.SOURCE.replace("knee", "foot");
                    Editor.succeeded(Editor.put(each.document, Editor.document("New", other)));
                    Editor.released(each.document);
                }),
                of("a slug that was another's", "/slug", each -> {
                    Editor.created(each.path, Editor.condition(each.own, "C"));
                    Editor.released(each.path);
                    Editor.succeeded(Editor.step(each.path, "rename", "{\"slug\": \"%s-new\"}".formatted(each.own)));
                    Editor.released(each.path + "-new");
                    Editor.created(each.path, Editor.condition(each.own, "Another"));
                }),
                of("a slug that is another's still", "/slug", each -> {
                    Editor.created(each.path, Editor.condition(each.own, "C"));
                    Editor.released(each.path);
                    Editor.succeeded(Editor.step(each.path, "rename", "{\"slug\": \"%s-new\"}".formatted(each.own)));
                    Editor.created(each.path, Editor.condition(each.own, "Another"));
                }),
                of("a code that is none", "/codes/0/code", each -> {
                    var content = Editor.condition(each.own, "C");
                    content.putArray("codes")
                            .addObject()
                            .put("system", "http://snomed.info/sct")
                            .put("code", "396275007")
                            .put("display", "D")
                            .put("match", "EXACT");
                    Editor.created(each.path, content);
                }),
                of("a review of the future", "/review/lastReviewed", each -> {
                    var content = Editor.condition(each.own, "C");
                    content.putObject("review").put("lastReviewed", "2999");
                    Editor.created(each.path, content);
                }));
    }

    private static Arguments of(String name, String pointer, Consumer<Case> prepare) {
        return arguments(name, pointer, prepare);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forbidden")
    void whatMayNotBePublishedIsToldByTheDraftTheDryRunAndTheRelease(
            String name, String pointer, Consumer<Case> prepare) {
        prepare.accept(new Case(own, document, path));
        Editor.approved(path);
        var before = Stored.rows(database);
        var planned = Editor.plan(path).path("faults");
        assertThat(planned.findValuesAsText("pointer")).containsExactly('/' + path + pointer);
        assertThat(Stored.rows(database)).as("after the dry run").isEqualTo(before);
        assertThat(Editor.read(path).path("faults").findValuesAsText("pointer")).containsExactly(pointer);
        var problem = Api.problem(Editor.release(List.of(path), ""), 422, "not-publishable");
        assertThat(problem.path("errors")).isEqualTo(planned);
        assertThat(Editor.state(path)).isEqualTo("APPROVED");
    }

    @Test
    void whatATypeForbidsIsToldInTheSameWay() {
        var treatment = Editor.treatment(own, "T", own);
        treatment.remove("caveats");
        Editor.created("treatments/" + own, treatment);
        var reference = Editor.reference(own).put("doi", "10.1000/a\u00a0b").put("url", "https://user@example.org/");
        Editor.created("references/" + own, reference);
        Editor.approved("treatments/" + own, "references/" + own);
        var both = List.of("treatments/" + own, "references/" + own);
        var problem = Api.problem(Editor.release(both, ""), 422, "not-publishable");
        assertThat(Editor.pointers(problem))
                .containsExactlyInAnyOrder(
                        "/treatments/%s/caveats".formatted(own),
                        "/references/%s/doi".formatted(own),
                        "/references/%s/url".formatted(own));
        assertThat(Editor.plan(both.toArray(String[]::new)).path("faults")).isEqualTo(problem.path("errors"));
    }

    @Test
    void aDryRunAndARefusalTellTheSameAlsoOfWhatIsNotApproved() {
        Editor.created(path, Editor.condition(own, "C"));
        var content = Editor.condition(own, "D");
        content.putArray("caveats").add(own);
        Editor.created("caveats/" + own, Editor.caveat(own, "Mind this"));
        Editor.created(path + "-2", content);
        Editor.approved(path + "-2");
        var planned = Editor.plan(path, path + "-2").path("faults");
        assertThat(planned.findValuesAsText("pointer"))
                .containsExactlyInAnyOrder('/' + path, '/' + path + "-2/caveats/0");
        var problem = Api.problem(Editor.release(List.of(path, path + "-2"), ""), 422, "not-publishable");
        assertThat(problem.path("errors")).isEqualTo(planned);
    }

    @Test
    void aFormerSlugIsTakenOverOnPurpose() {
        Editor.created(path, Editor.condition(own, "C"));
        Editor.released(path);
        Editor.succeeded(Editor.step(path, "rename", "{\"slug\": \"%s-new\"}".formatted(own)));
        Editor.released(path + "-new");
        Editor.created(path, Editor.condition(own, "Another"));
        Editor.approved(path);
        var response = Editor.release(List.of(path), ", \"reuseSlugs\": [\"%s\"]".formatted(path));
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        assertThat(Api.json("/v1/" + path).path("name").asText()).isEqualTo("Another");
    }

    @Test
    void whatPointsToEachOtherIsReleasedTogether() {
        Editor.created(path, Editor.condition(own, "A"));
        Editor.created(path + "-2", Editor.condition(own, "B"));
        Editor.patched(path, "{\"causedBy\": [{\"condition\": \"%s-2\", \"how\": \"So.\"}]}".formatted(own));
        Editor.patched(path + "-2", "{\"causedBy\": [{\"condition\": \"%s\", \"how\": \"So.\"}]}".formatted(own));
        Editor.approved(path, path + "-2");
        for (String one : List.of(path, path + "-2")) {
            Api.problem(Editor.release(List.of(one), ""), 422, "not-publishable");
        }
        assertThat(Editor.release(Arrays.asList(path, path + "-2"), "").statusCode())
                .isEqualTo(201);
    }

    @Test
    void aDryRunShowsTheDifferencesAsEditorsWriteThem() {
        Editor.created(path, Editor.condition(own, "First"));
        Editor.created("caveats/" + own, Editor.caveat(own, "Mind this"));
        Editor.released(path, "caveats/" + own);
        Editor.patched(path, "{\"name\": \"Second\", \"caveats\": [\"%s\"]}".formatted(own));
        Editor.succeeded(Editor.step(path, "rename", "{\"slug\": \"%s-new\"}".formatted(own)));
        Editor.approved(path + "-new");
        var change = Editor.plan(path + "-new").path("changes").path(0);
        assertThat(change.path("kind").asText()).isEqualTo("CHANGED");
        assertThat(change.path("approvedBy").asText()).isNotBlank();
        assertThat(change.path("differences").findValuesAsText("pointer"))
                .containsExactly("/caveats/0", "/name", "/slug");
        assertThat(change.path("differences").path(0).path("after").asText()).isEqualTo(own);
    }

    @Test
    void aRepeatedRequestMakesNoSecondRelease() {
        Editor.created(path, Editor.condition(own, "C"));
        Editor.approved(path);
        var body = "{\"message\": \"Once.\", \"drafts\": [\"%s\"]}".formatted(path);
        var first = Editor.as(Editor.publisher())
                .header("Idempotency-Key", '"' + own + '"')
                .contentType(Editor.JSON)
                .body(body)
                .post("/v1/releases");
        var again = Editor.as(Editor.publisher())
                .header("Idempotency-Key", '"' + own + '"')
                .contentType(Editor.JSON)
                .body(body)
                .post("/v1/releases");
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.asString()).isEqualTo(first.asString());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        Api.problem(Editor.release(List.of(path), ""), 422, "not-publishable");
    }
}
