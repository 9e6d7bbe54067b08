package org.cliniccontent.http.problem;

import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The {@code type} of a problem is a URI that resolves. */
@ServiceTest
class ProblemPagesTest {

    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void everyKindOfProblemHasAPage(ProblemType type) {
        var response = Api.get(type.uri());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.contentType()).isEqualToIgnoringCase("text/html;charset=utf-8");
        assertThat(response.asString()).contains("<h1>" + type.title() + "</h1>", Integer.toString(type.status()));
        assertThat(response.asString()).doesNotContain("`");
    }

    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void theListLeadsToEveryPage(ProblemType type) {
        assertThat(Api.get("/problems").asString()).contains("href=\"" + type.uri() + "\"");
    }

    @Test
    void anUnknownKindIsNotFound() {
        Api.problem("/problems/none", 404, "not-found");
    }
}
