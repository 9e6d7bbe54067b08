package org.cliniccontent.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.contract.ContractFilter;

import static org.assertj.core.api.Assertions.assertThat;

/** The HTTP client of all tests. Paths are sent as written: a test encodes whatever has to be encoded. */
public final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The filters of every response: the one place for checks that hold for all responses. */
    private static final List<Filter> FILTERS = List.of(ContractFilter.instance());

    private Api() {}

    public static RequestSpecification given() {
        return RestAssured.given()
                .urlEncodingEnabled(false)
                .redirects()
                .follow(false)
                .filters(FILTERS);
    }

    /** Returns a request with a bearer: an API key, as {@link Keys} makes them, or a token. */
    public static RequestSpecification as(String bearer) {
        return given().header("Authorization", "Bearer " + bearer);
    }

    public static Response get(String path) {
        return given().get(path);
    }

    /** Returns the body of a read that must succeed. */
    public static JsonNode json(String path) {
        var response = get(path);
        assertThat(response.statusCode()).as(path + ": " + response.asString()).isEqualTo(200);
        return tree(response);
    }

    public static JsonNode tree(Response response) {
        return parse(response.asString());
    }

    public static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    /** Returns the body of a read that must fail in this way, and checks the rules of every problem. */
    public static JsonNode problem(String path, int status, String type) {
        return problem(get(path), status, type);
    }

    public static JsonNode problem(Response response, int status, String type) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(response.contentType()).isEqualTo("application/problem+json");
        var problem = tree(response);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asText()).isEqualTo("/problems/" + type);
        assertThat(problem.path("traceId").asText()).matches("[0-9a-f]{32}");
        return problem;
    }

    /** Returns every entity of a list, page by page. */
    public static List<JsonNode> all(String path) {
        List<JsonNode> items = new ArrayList<>();
        for (String next = path; next != null; ) {
            var page = json(next);
            page.path("items").forEach(items::add);
            next = page.path("next").asText(null);
        }
        return items;
    }

    public static List<String> slugs(JsonNode entities) {
        List<String> slugs = new ArrayList<>();
        entities.forEach(entity -> slugs.add(entity.path("slug").asText()));
        return slugs;
    }

    public static List<String> slugs(List<JsonNode> entities) {
        return entities.stream().map(entity -> entity.path("slug").asText()).toList();
    }
}
