package org.cliniccontent.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.cliniccontent.access.Scope;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.Keys;
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

/** Bundles over HTTP: into the working copies, all of one or nothing, and every fault at its line. */
@ServiceTest
class ImportEndpointTest {

    private final Database database;
    private String own;

    @Inject
    ImportEndpointTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void anOwnName() {
        own = Bundles.unique();
    }

    private static Response imported(String type, byte[] bundle, String query) {
        return Editor.as(Editor.editor())
                .contentType(type + "; charset=utf-8")
                .body(bundle)
                .post("/v1/imports" + query);
    }

    private static Response imported(String yaml) {
        return imported("application/yaml", Bundles.bytes(yaml), "");
    }

    private String bundle() {
        return Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "Imported");
    }

    private static String json(String yaml) throws Exception {
        return new ObjectMapper().writeValueAsString(new YAMLMapper().readTree(yaml));
    }

    private static List<String> drafts(Response response) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return new ObjectMapper()
                .convertValue(
                        Api.tree(response).path("drafts"), new com.fasterxml.jackson.core.type.TypeReference<>() {});
    }

    @Test
    void aBundleGoesIntoTheWorkingCopiesAndAgainChangesNothing() {
        assertThat(drafts(imported(bundle()))).containsExactly("conditions/" + own, "documents/" + own);
        assertThat(Editor.state("conditions/" + own)).isEqualTo("DRAFT");
        Api.problem("/v1/conditions/" + own, 404, "not-found");
        var before = Editor.get("conditions/" + own).asString();
        assertThat(drafts(imported(bundle()))).isEmpty();
        assertThat(Editor.get("conditions/" + own).asString()).isEqualTo(before);
    }

    @Test
    void aBundleInJsonIsTheSame() throws Exception {
        drafts(imported(bundle()));
        for (String written : List.of(json(bundle()), json(bundle()).replace("{\"", "{\n\t\""))) {
            assertThat(drafts(imported("application/json", Bundles.bytes(written), "")))
                    .isEmpty();
        }
    }

    @Test
    void whatJsonHasAndYamlHasNotIsTaken() throws Exception {
        var text = "a\\u2029\u2028\\/\\ud83d\\ude00 \u200b end";
        var written = json(bundle()).replace("A condition of a test.", text).replace(",\"", ",\n\t\"");
        assertThat(drafts(imported("application/json", Bundles.bytes(written), "")))
                .hasSize(2);
        assertThat(Editor.read("conditions/" + own)
                        .path("content")
                        .path("summary")
                        .asText())
                .isEqualTo("a\u2029\u2028/😀 \u200b end");
        var faulty = written.replace("\"DISEASE\"", "\"MAGIC\"");
        var problem = Api.problem(imported("application/json", Bundles.bytes(faulty), ""), 400, "invalid-body");
        assertThat(problem.path("errors").path(0).path("detail").asText())
                .containsPattern("line [0-9]+, column [0-9]+");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments("a kind that is none", "DISEASE", "MAGIC", "/conditions/$/kind"),
                arguments(
                        "a quote that is nowhere",
                        "The knee may hurt.}",
                        "It may not.}",
                        "/conditions/$/passages/0/quote"),
                arguments("an unknown member", "kind: DISEASE", "kind: DISEASE, cure: x", "/conditions/$/cure"),
                arguments("an alias", "\"Imported\"", "&n Imported", ""),
                arguments("half of a surrogate pair", "\"Imported\"", "\"\\ud800\"", "/conditions/$/name"),
                arguments("an escaped NUL", "\"Imported\"", "\"a\\0b\"", "/conditions/$/name"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aFaultHasItsLine(String name, String text, String instead, String pointer) {
        var faulty = bundle().replace(text, instead);
        if (name.equals("an alias")) {
            faulty = faulty.replace("summary: A condition of a test.", "summary: *n");
        }
        var before = Stored.rows(database);
        var problem = Api.problem(imported(faulty), 400, "invalid-body");
        assertThat(Editor.pointers(problem)).contains(pointer.replace("$", own));
        assertThat(problem.path("errors").path(0).path("detail").asText()).contains("(line 13, column");
        assertThat(Stored.rows(database).stream().filter(row -> !row.startsWith("audit_event")))
                .isEqualTo(before.stream()
                        .filter(row -> !row.startsWith("audit_event"))
                        .toList());
    }

    @Test
    void aDryRunTellsAndDoesNothing() {
        var before = Stored.rows(database);
        var plan = Api.tree(Editor.succeeded(imported("application/yaml", Bundles.bytes(bundle()), "?dryRun=true")));
        assertThat(plan.path("changes").findValuesAsText("slug")).containsOnly(own);
        assertThat(plan.path("faults")).isEmpty();
        assertThat(Stored.rows(database)).isEqualTo(before);
        var treatment = bundle()
                + "treatments:\n  %s: {name: N, summary: S, category: SURGICAL, evidenceStage: ESTABLISHED, passages: [%s]}\n"
                        .formatted(own, Bundles.QUOTE);
        var refused =
                Api.tree(Editor.succeeded(imported("application/yaml", Bundles.bytes(treatment), "?dryRun=true")));
        assertThat(refused.path("faults").findValuesAsText("pointer"))
                .containsExactly("/treatments/%s/caveats".formatted(own));
    }

    @Test
    void aDryRunShowsAlsoWhatIsAWorkingCopyAlready() {
        drafts(imported(bundle()));
        var plan = Api.tree(Editor.succeeded(imported("application/yaml", Bundles.bytes(bundle()), "?dryRun=true")));
        assertThat(plan.path("changes")).hasSize(2);
    }

    @Test
    void releasingAtOnceIsForWhoMayDoItInThreeSteps() {
        var bundle = Bundles.bytes(bundle());
        var refused = imported("application/yaml", bundle, "?release=true&message=m");
        assertThat(Api.problem(refused, 403, "forbidden").path("detail").asText())
                .contains("drafts:review", "releases:publish");
        var all = Keys.with(Scope.DRAFTS_WRITE, Scope.DRAFTS_REVIEW, Scope.RELEASES_PUBLISH);
        var four = Api.as(all).contentType("application/yaml").body(bundle).post("/v1/imports?release=true&message=m");
        assertThat(Api.problem(four, 403, "forbidden").path("detail").asText()).contains("another than the author");
        Api.problem(Editor.get("conditions/" + own), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?release=true",
                "?message=m",
                "?release=yes",
                "?dryRun=1",
                "?release=true&message=%20",
                "?reuseSlug=x",
                "?force=true"
            })
    void otherParametersAreRefused(String query) {
        Api.problem(imported("application/yaml", Bundles.bytes(bundle()), query), 400, "invalid-parameter");
    }

    @Test
    void anIdIsForOneEntity() {
        var id = UUID.randomUUID().toString();
        var ids = "ids: {\"conditions/%s\": \"%s\"}\n";
        drafts(imported(bundle() + ids.formatted(own, id)));
        var before = Editor.get("conditions/" + own).asString();
        var caveat = Bundles.document(own)
                + "caveats:\n  %s: {title: T, summary: S, statement: S, kind: SAFETY, severity: CRITICAL, passages: [%s]}\n"
                        .formatted(own, Bundles.QUOTE);
        var taken = Api.problem(
                imported(caveat + ids.formatted(own, id).replace("conditions", "caveats")), 400, "invalid-body");
        assertThat(Editor.pointers(taken)).containsExactly("/ids/caveats~1" + own);
        var other = Api.problem(imported(bundle() + ids.formatted(own, UUID.randomUUID())), 400, "invalid-body");
        assertThat(Editor.pointers(other)).containsExactly("/ids/conditions~1" + own);
        var twice = bundle().replace(own + ": {name", own + "-2: {name")
                + Bundles.condition(own + "-3", "Third")
                + "ids: {\"conditions/%s-2\": \"$\", \"conditions/%s-3\": \"$\"}\n".formatted(own, own);
        Api.problem(imported(twice.replace("$", UUID.randomUUID().toString())), 400, "invalid-body");
        Api.problem(imported(twice.replace("$", "00000000-0000-0000-0000-000000000000")), 400, "invalid-body");
        assertThat(Editor.get("conditions/" + own).asString()).isEqualTo(before);
    }

    @Test
    void aBundleIsNoLongerThanTheContractSays() {
        var fitting = bundle() + "# padding\n".repeat(200_000);
        assertThat(drafts(imported(fitting))).hasSize(2);
        Api.problem(imported("application/yaml", new byte[32_000_001], ""), 413, "content-too-large");
        Api.problem(imported("text/plain", Bundles.bytes(bundle()), ""), 415, "unsupported-media-type");
    }

    @Test
    void anExportIsImportedWithoutAnyChange() {
        drafts(imported(bundle()));
        Editor.released("conditions/" + own, "documents/" + own);
        for (String type : List.of("application/yaml", "application/json")) {
            var exported =
                    Api.as(Keys.with(Scope.CONTENT_READ)).header("Accept", type).get("/v1/export");
            assertThat(exported.statusCode()).isEqualTo(200);
            assertThat(exported.header("Vary")).isEqualTo("Accept");
            assertThat(exported.header("Cache-Control")).contains("private");
            // Of the whole store, but for what other tests are changing.
            var bundled = exported.asByteArray();
            var plan = imported(type, bundled, "?dryRun=true");
            assertThat(plan.statusCode()).as(plan.asString()).isEqualTo(200);
        }
        var first = Api.as(Keys.with(Scope.CONTENT_READ))
                .header("Accept", "application/yaml")
                .get("/v1/export?release=1")
                .asByteArray();
        assertThat(new String(first, StandardCharsets.UTF_8))
                .contains("stem-cell-therapy")
                .doesNotContain(own);
        var before = Stored.rows(database);
        assertThat(drafts(imported("application/yaml", first, ""))).isEmpty();
        assertThat(Stored.rows(database).stream().filter(row -> !row.startsWith("audit_event")))
                .isEqualTo(before.stream()
                        .filter(row -> !row.startsWith("audit_event"))
                        .toList());
    }

    @Test
    void anExportIsForWhoMayReadAndInWhatCanBeGiven() {
        var reader = Keys.with(Scope.CONTENT_READ);
        Api.problem(Api.as(reader).header("Accept", "text/csv").get("/v1/export"), 406, "not-acceptable");
        Api.problem(Api.as(reader).get("/v1/export?release=999999999"), 404, "not-found");
        Api.problem(Api.as(reader).get("/v1/export?since=1"), 400, "invalid-parameter");
        assertThat(Api.get("/v1/export").statusCode()).isEqualTo(401);
        assertThat(Editor.as(Editor.editor()).get("/v1/export").statusCode()).isEqualTo(403);
    }
}
