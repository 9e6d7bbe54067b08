package org.cliniccontent.http.problem;

import org.cliniccontent.http.FaultResource;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** An internal error is reported with an id to quote, and without internal details. */
@ServiceTest
class InternalProblemTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @ParameterizedTest
    @ValueSource(strings = {"state", "sql", "error"})
    void aFaultShowsATraceIdAndNothingOfTheInside(String kind) {
        var response = Api.get("/test/fault?kind=" + kind);
        var problem = Api.problem(response, 500, "internal");
        assertThat(problem.path("detail").asText())
                .contains(problem.path("traceId").asText());
        assertThat(response.asString())
                .doesNotContain(FaultResource.SECRET, "Exception", "Error", "org.", "java", "select", "no_such_table");
        assertThat(problem.size()).isEqualTo(6);
    }

    @Test
    void theCallersTraceIdIsKept() {
        var response = Api.given()
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .get("/test/fault");
        assertThat(Api.problem(response, 500, "internal").path("traceId").asText())
                .isEqualTo(TRACE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"
            })
    void aTraceparentThatIsNotValidIsReplaced(String traceparent) {
        var response = Api.given().header("traceparent", traceparent).get("/v1/conditions/none");
        assertThat(Api.problem(response, 404, "not-found").path("traceId").asText())
                .isNotEqualTo(TRACE)
                .isNotEqualTo("0".repeat(32));
    }

    @Test
    void everyRequestWithoutATraceHasItsOwn() {
        assertThat(Api.problem("/nowhere", 404, "not-found").path("traceId"))
                .isNotEqualTo(Api.problem("/nowhere", 404, "not-found").path("traceId"));
    }
}
