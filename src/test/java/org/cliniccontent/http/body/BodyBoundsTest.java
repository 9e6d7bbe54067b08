package org.cliniccontent.http.body;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** What a request has too much of is refused for that, in an answer of a bounded length, and takes no memory afterwards. */
@ServiceTest
class BodyBoundsTest {

    private static final int WAIT_SECONDS = 30;
    private static final int LONG = 20_000;

    private final BodyBudget budget;
    private final DataSource database;
    private String own;

    @Inject
    BodyBoundsTest(BodyBudget budget, DataSource database) {
        this.budget = budget;
        this.database = database;
    }

    @BeforeEach
    void anOwnName() {
        own = Bundles.unique();
    }

    private static Response imported(String type, String bundle) {
        return Editor.as(Editor.editor())
                .contentType(type + "; charset=utf-8")
                .body(Bundles.bytes(bundle))
                .post("/v1/imports");
    }

    private static JsonNode refused(Response response) {
        assertThat(response.asByteArray().length).isLessThan(60_000);
        return Api.problem(response, 400, "invalid-body");
    }

    private String condition() {
        Editor.succeeded(
                imported("application/yaml", Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "Name")));
        return "conditions/" + own;
    }

    @Test
    void ofManyParametersSomeAreNamed() {
        var query = IntStream.range(0, 1_200).mapToObj(i -> "a" + i).collect(Collectors.joining("&"));
        var response = Api.given().get("/v1/conditions?" + query);
        assertThat(response.asByteArray().length).isLessThan(LONG);
        var problem = Api.problem(response, 400, "invalid-parameter");
        assertThat(problem.path("errors")).hasSize(100);
        assertThat(problem.path("moreErrors").asInt()).isEqualTo(1_100);
        assertThat(problem.path("detail").asText()).isEqualTo("1200 parameters are not valid");
    }

    @Test
    void aParameterIsNotRepeatedInFull() {
        var response = Api.given().get("/v1/conditions?" + "a".repeat(7_000));
        assertThat(response.asByteArray().length).isLessThan(2_000);
        Api.problem(response, 400, "invalid-parameter");
    }

    @Test
    void millionsOfItemsAreRefusedAtTheFirstThatIsTooMany() {
        var zeros = "[0" + ",0".repeat(1_900_000) + ']';
        var problem = refused(imported(
                "application/json", "{\"format\": \"clinic-content-bundle/1\", \"conditions\": " + zeros + '}'));
        assertThat(problem.path("errors")).hasSize(1);
        assertThat(problem.path("errors").path(0).path("pointer").asText()).isEqualTo("/conditions");
        refused(Editor.patch(condition(), "{\"aliases\": " + zeros + '}'));
        refused(imported("application/yaml", "format: clinic-content-bundle/1\nconditions: " + "[0, ".repeat(100_000)));
    }

    @Test
    void ofManyUnknownMembersSomeAreNamedWithTheirLines() {
        var unknown = IntStream.range(0, 9_000).mapToObj(i -> "k" + i + ": x\n").collect(Collectors.joining());
        var problem = refused(imported("application/yaml", "format: clinic-content-bundle/1\n" + unknown));
        assertThat(problem.path("errors")).hasSize(100);
        assertThat(problem.path("moreErrors").asInt()).isEqualTo(8_900);
        var error = problem.path("errors").path(99);
        var line = Integer.parseInt(error.path("pointer").asText().substring(2)) + 2;
        assertThat(error.path("detail").asText()).contains("(line " + line + ", column ");
    }

    @Test
    void whatCannotBePublishedIsNamedInPart() {
        var many = IntStream.range(0, 150)
                .mapToObj(i ->
                        "  %s-%d: {name: N, summary: S, category: SURGICAL, evidenceStage: ESTABLISHED, passages: [%s]}\n"
                                .formatted(own, i, Bundles.QUOTE))
                .collect(Collectors.joining());
        var plan = Api.tree(Editor.succeeded(Editor.as(Editor.editor())
                .contentType("application/yaml; charset=utf-8")
                .body(Bundles.bytes(Bundles.document(own) + "treatments:\n" + many))
                .post("/v1/imports?dryRun=true")));
        assertThat(plan.path("faults")).hasSize(100);
        assertThat(plan.path("moreFaults").asInt()).isEqualTo(50);
        assertThat(plan.path("changes")).hasSize(151);
    }

    @Test
    void linksToNothingAreFaultsAndNotQueriesOfTheirOwn() {
        var links = IntStream.range(0, 100).mapToObj(i -> "none-" + i).collect(Collectors.joining(", "));
        var conditions = IntStream.range(0, 200)
                .mapToObj(i -> Bundles.condition(
                        own + "-" + i, "N", ", references: [" + links.replace("none", "none-" + i) + "]"))
                .collect(Collectors.joining());
        var problem = refused(imported("application/yaml", Bundles.document(own) + "conditions:\n" + conditions));
        assertThat(problem.path("moreErrors").asInt()).isEqualTo(19_900);
    }

    @Test
    void whatWasReservedIsGivenBack() throws Exception {
        var path = condition();
        var padding = " ".repeat(200_000);
        Editor.succeeded(Editor.patch(path, "{\"summary\": \"Another.\"" + padding + '}'));
        refused(Editor.patch(path, "{\"none\": 1" + padding + '}'));
        Api.problem(Editor.patch(path, "{" + " ".repeat(5_000_000)), 413, "content-too-large");
        // After the answer, whose client does not wait for it.
        await("all is given back", () -> budget.used() == 0);
    }

    /** Its work is held up by a lock, so that it leaves in the middle of it. */
    @Test
    void whoLeavesHasDoneNothing() throws Exception {
        var path = condition();
        var tag = Editor.tag(path);
        var bundle = Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "Another name");
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            lock(connection);
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
                socket.setSoTimeout(WAIT_SECONDS * 1_000);
                send(socket, bundle);
                await("the import waits", () -> waiting() > 0);
                socket.shutdownOutput();
                // Now the service knows.
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            connection.rollback();
            // Whoever waited is first.
            lock(connection);
            connection.rollback();
            connection.setAutoCommit(true);
        }
        assertThat(Editor.tag(path)).isEqualTo(tag);
        assertThat(Editor.draft(path).path("name").asText()).isEqualTo("Name");
    }

    private void lock(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("select 1 from draft where slug = ? order by id for update")) {
            statement.setString(1, own);
            statement.executeQuery();
        }
    }

    private static void send(Socket socket, String bundle) throws IOException {
        var body = bundle.getBytes(StandardCharsets.UTF_8);
        var head = "POST /v1/imports HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + Editor.editor()
                + "\r\nContent-Type: application/yaml\r\nContent-Length: " + body.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
    }

    /** The sessions that wait for a row. */
    private int waiting() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%for update%'")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
