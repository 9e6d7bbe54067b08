package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** A value that only one may have: whoever wants it next is told where it stands in the request, and what has it. */
@ServiceTest
class UniqueValuesTest {

    private static final String REFERENCE =
            "  %s: {title: T, summary: S, cslType: book, origin: EDITORIAL, citationKey: %s}\n";

    private String own;

    @BeforeEach
    void aReferenceHasTheKey() {
        own = Bundles.unique();
        Editor.created("references/" + own, Editor.reference(own));
    }

    /** Returns the pointer and the detail of the only fault. */
    private static JsonNode fault(Response response) {
        var problem = Api.problem(response, 409, "conflict");
        assertThat(problem.toString()).doesNotContain("_key", "_once", "_pkey", "constraint");
        assertThat(problem.path("errors")).as(problem.toString()).hasSize(1);
        assertThat(problem.path("detail").asText())
                .contains(problem.path("errors").path(0).path("detail").asText());
        return problem.path("errors").path(0);
    }

    private void isTaken(Response response, String pointer, String holder) {
        var fault = fault(response);
        assertThat(fault.path("pointer").asText()).isEqualTo(pointer);
        assertThat(fault.path("detail").asText())
                .startsWith("'%s' is the citationKey of reference '%s' already".formatted(own, holder));
    }

    private static Response imported(String bundle, String query) {
        return Api.as(Keys.with(Scope.DRAFTS_WRITE))
                .contentType("application/yaml; charset=utf-8")
                .body(Bundles.bytes("format: clinic-content-bundle/1\nreferences:\n" + bundle))
                .post("/v1/imports" + query);
    }

    @Test
    void aNewWorkingCopyIsToldWhatHasTheValue() {
        isTaken(Editor.create("references/%s-2".formatted(own), Editor.reference(own)), "/citationKey", own);
        Api.problem(Editor.get("references/%s-2".formatted(own)), 404, "not-found");
    }

    @Test
    void soIsOneThatIsReplacedOrPatched() {
        var other = "references/%s-2".formatted(own);
        Editor.created(other, Editor.reference(own + "-2"));
        isTaken(Editor.put(other, Editor.reference(own)), "/citationKey", own);
        isTaken(Editor.patch(other, "{\"citationKey\": \"%s\"}".formatted(own)), "/citationKey", own);
        assertThat(Editor.draft(other).path("version").asLong()).isEqualTo(1);
        Editor.patched(other, "{\"title\": \"The same key again\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?dryRun=true"})
    void soIsABundleWithTheLineOfTheValue(String query) {
        var bundle = REFERENCE.formatted(own + "-2", own + "-2") + REFERENCE.formatted(own + "-3", own);
        var response = imported(bundle, query);
        isTaken(response, "/references/%s-3/citationKey".formatted(own), own);
        assertThat(fault(response).path("detail").asText()).contains("(line 4, column ");
        Api.problem(Editor.get("references/%s-2".formatted(own)), 404, "not-found");
    }

    @Test
    void ofTwoInOneBundleTheSecondIsToldOfTheFirst() {
        own = Bundles.unique();
        var response = imported(REFERENCE.formatted(own + "-b", own) + REFERENCE.formatted(own + "-a", own), "");
        isTaken(response, "/references/%s-b/citationKey".formatted(own), own + "-a");
    }

    @Test
    void aSlugIsToldWhereTheRequestHasIt() {
        Editor.created("references/%s-2".formatted(own), Editor.reference(own + "-2"));
        var fault = fault(Editor.step("references/%s-2".formatted(own), "rename", "{\"slug\": \"%s\"}".formatted(own)));
        assertThat(fault.path("pointer").asText()).isEqualTo("/slug");
        assertThat(fault.path("detail").asText()).contains(own, "reference");
    }

    static Stream<Arguments> lists() {
        var notice = "{\"code\": \"SOURCE_TRUNCATED\", \"text\": \"%s\"}";
        return Stream.of(
                arguments(
                        "documents",
                        "{\"notices\": [%s, %s]}".formatted(notice.formatted("One"), notice.formatted("Two")),
                        "/notices/1/code"),
                arguments("documents", """
                        {"sections": [
                          {"slug": "all", "heading": "A", "headingOrigin": "EDITORIAL", "kind": "BACKGROUND",
                           "startsWith": "The knee"},
                          {"slug": "all", "heading": "B", "headingOrigin": "EDITORIAL", "kind": "BACKGROUND",
                           "startsWith": "Rest may"}]}
                        """, "/sections/1/slug"),
                arguments("conditions", """
                        {"codes": [
                          {"system": "http://snomed.info/sct", "code": "396275006", "display": "A", "match": "EXACT"},
                          {"system": "http://snomed.info/sct", "code": "239873007", "display": "B", "match": "EXACT"},
                          {"system": "http://snomed.info/sct", "code": "396275006", "display": "C", "match": "EXACT"}]}
                        """, "/codes/2/code"));
    }

    /** A value that a request has twice is a fault of the request, as with aliases and links: no other state admits it. */
    @ParameterizedTest
    @MethodSource("lists")
    void whatAListHasTwiceIsToldAtTheSecond(String collection, String members, String pointer) {
        Editor.created("documents/" + own, Editor.document("Document"));
        ObjectNode content =
                collection.equals("documents") ? Editor.document("Another") : Editor.condition(own, "Condition");
        content.setAll((ObjectNode) Api.parse(members));
        var problem = Api.problem(Editor.create("%s/%s-2".formatted(collection, own), content), 400, "invalid-body");
        assertThat(Editor.pointers(problem)).containsExactly(pointer);
        assertThat(problem.toString()).doesNotContain("_key", "_once", "constraint");
        var first = pointer.substring(0, pointer.indexOf('/', 1)) + "/0";
        assertThat(problem.path("errors").path(0).path("detail").asText()).contains(first);
    }

    /** Half of them create by themselves, half by a bundle. */
    @Test
    void ofThoseWhoWantAValueAtTheSameTimeOneHasItAndTheOthersAreToldWho() throws Exception {
        for (int round = 0; round < 6; round++) {
            own = Bundles.unique();
            List<Callable<Response>> writers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                var slug = own + '-' + i;
                var key = own;
                writers.add(
                        i % 2 == 0
                                ? () -> Editor.create("references/" + slug, Editor.reference(key))
                                : () -> imported(REFERENCE.formatted(slug, key), ""));
            }
            var responses = atOnce(writers);
            int won = -1;
            for (int i = 0; i < responses.size(); i++) {
                if (responses.get(i).statusCode() < 300) {
                    assertThat(won).isNegative();
                    won = i;
                }
            }
            assertThat(won).isNotNegative();
            for (int i = 0; i < responses.size(); i++) {
                if (i != won) {
                    var pointer = i % 2 == 0 ? "/citationKey" : "/references/%s-%d/citationKey".formatted(own, i);
                    isTaken(responses.get(i), pointer, own + '-' + won);
                }
            }
        }
    }

    private static List<Response> atOnce(List<Callable<Response>> writers) throws Exception {
        var start = new CyclicBarrier(writers.size());
        var pool = Executors.newFixedThreadPool(writers.size());
        try {
            List<Future<Response>> running = new ArrayList<>();
            for (var writer : writers) {
                running.add(pool.submit(() -> {
                    start.await();
                    return writer.call();
                }));
            }
            List<Response> responses = new ArrayList<>();
            for (var each : running) {
                responses.add(each.get());
            }
            return responses;
        } finally {
            pool.shutdownNow();
        }
    }
}
