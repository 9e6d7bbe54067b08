package org.cliniccontent.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cliniccontent.access.Scope;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The service holds to every bound that the contract states of a parameter: what lies beyond is refused and named, what
 * lies on the bound is not refused for it.
 */
@ServiceTest
class ParameterBoundsTest {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final String UUID = "00000000-0000-7000-8000-000000000000";

    private static final Pattern OF_BOUNDS =
            Pattern.compile("at most|characters|times|empty|must be one of|true or false|whole number");

    /** A request's line has room for twice as much. */
    private static final int LONGEST_QUERY = 3_500;

    private final JsonNode contract = ContractFilter.read();
    private final Map<String, String> slugs = new HashMap<>();
    private final Database database;

    @Inject
    ParameterBoundsTest(Database database) {
        this.database = database;
    }

    /** A parameter of an operation. */
    private record Bound(String method, String path, String body, JsonNode parameter, JsonNode schema) {

        String name() {
            return parameter.path("name").asText();
        }

        String in() {
            return parameter.path("in").asText();
        }

        @Override
        public String toString() {
            return "%s %s %s %s".formatted(method, path, in(), name());
        }
    }

    /** The values of one parameter in a request. */
    private record Given(Bound bound, List<String> values) {

        Stream<String> pairs() {
            return values.stream().map(value -> bound.name() + '=' + encoded(value));
        }

        int length() {
            return pairs().mapToInt(pair -> pair.length() + 1).sum();
        }

        @Override
        public String toString() {
            var first = values.get(0);
            return "%s: %s (%d characters, %d times)"
                    .formatted(
                            bound,
                            first.length() > 40 ? first.substring(0, 40) + "…" : first,
                            first.length(),
                            values.size());
        }
    }

    @TestFactory
    Stream<DynamicTest> whatIsBeyondABoundIsRefused() {
        return requests(this::beyond)
                .map(request -> DynamicTest.dynamicTest(request.toString(), () -> refused(request)));
    }

    @TestFactory
    Stream<DynamicTest> whatIsOnABoundIsTaken() {
        return requests(this::within).map(request -> DynamicTest.dynamicTest(request.toString(), () -> taken(request)));
    }

    /**
     * Every value of every parameter once. A refusal names all parameters that it is for, so the parameters of a query go
     * together.
     */
    private Stream<List<Given>> requests(Function<Bound, List<List<String>>> valuesOf) {
        Map<String, List<List<Given>>> operations = new LinkedHashMap<>();
        bounds().forEach(bound -> {
            var together = bound.in().equals("query") ? bound.method() + ' ' + bound.path() : bound.toString();
            var requests = operations.computeIfAbsent(together, key -> new ArrayList<>());
            valuesOf.apply(bound).forEach(values -> add(requests, new Given(bound, values)));
        });
        return operations.values().stream().flatMap(List::stream);
    }

    /** To the first request that has nothing of its parameter yet, and room. */
    private static void add(List<List<Given>> requests, Given given) {
        requests.stream()
                .filter(request ->
                        request.stream().noneMatch(other -> other.bound().equals(given.bound())))
                .filter(request -> request.stream().mapToInt(Given::length).sum() + given.length() <= LONGEST_QUERY)
                .findFirst()
                .orElseGet(() -> {
                    List<Given> another = new ArrayList<>();
                    requests.add(another);
                    return another;
                })
                .add(given);
    }

    private Stream<Bound> bounds() {
        List<Bound> bounds = new ArrayList<>();
        contract.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(operation -> METHODS.contains(operation.getKey()))
                .forEach(operation -> operation.getValue().path("parameters").forEach(each -> {
                    var parameter = resolve(each);
                    bounds.add(new Bound(
                            operation.getKey(),
                            path.getKey(),
                            mediaType(operation.getValue()),
                            parameter,
                            resolve(parameter.path("schema"))));
                })));
        assertThat(bounds).hasSizeGreaterThan(300);
        // Headers are read in one place for all paths, and all working copies by the same endpoints.
        Set<String> headers = new TreeSet<>();
        return bounds.stream()
                .filter(bound -> !bound.in().equals("header") || headers.add(bound.method() + bound.name()))
                .filter(bound ->
                        !bound.path().startsWith("/v1/drafts/") || bound.path().startsWith("/v1/drafts/conditions/"));
    }

    private String mediaType(JsonNode operation) {
        var names = resolve(operation.path("requestBody")).path("content").fieldNames();
        return names.hasNext() ? names.next() : null;
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? resolve(contract.at(node.path("$ref").asText().substring(1))) : node;
    }

    private JsonNode item(Bound bound) {
        return bound.schema().has("items") ? resolve(bound.schema().path("items")) : bound.schema();
    }

    /** Lists of values, one of each beyond one bound. */
    private List<List<String>> beyond(Bound bound) {
        var item = item(bound);
        List<List<String>> beyond = new ArrayList<>();
        if (item.has("maxLength")) {
            beyond.add(List.of(ofLength(item, item.path("maxLength").asInt() + 1)));
        }
        // An empty Last-Event-ID says nothing (HTML, section 9.2.3): clients that have seen no event send it.
        if (item.has("minLength") && !bound.in().equals("path") && !bound.name().equals("Last-Event-ID")) {
            beyond.add(List.of(""));
        }
        if (item.has("pattern") && !bound.in().equals("header")) {
            beyond.add(List.of("_"));
        }
        if (item.has("enum") || item.path("type").asText().equals("boolean")) {
            beyond.add(List.of("NO_SUCH_VALUE"));
        }
        if (item.has("minimum")) {
            beyond.add(List.of(item.path("minimum")
                    .bigIntegerValue()
                    .subtract(BigInteger.ONE)
                    .toString()));
        }
        if (item.has("maximum")) {
            beyond.add(List.of(
                    item.path("maximum").bigIntegerValue().add(BigInteger.ONE).toString()));
        }
        if (item.path("type").asText().equals("integer")) {
            beyond.add(List.of("1x"));
            beyond.add(List.of("99999999999999999999"));
        }
        item.path("anyOf")
                .forEach(form ->
                        beyond.add(List.of("9".repeat(form.path("maxLength").asInt() + 1))));
        if (bound.schema().has("maxItems")) {
            beyond.add(Collections.nCopies(bound.schema().path("maxItems").asInt() + 1, valid(item)));
        }
        return beyond;
    }

    private List<List<String>> within(Bound bound) {
        var item = item(bound);
        List<List<String>> within = new ArrayList<>();
        if (item.has("maxLength")) {
            within.add(List.of(ofLength(item, item.path("maxLength").asInt())));
            if (bound.in().equals("query") && !item.has("pattern")) {
                // Of characters, as the contract counts, and not of UTF-16's halves of them.
                within.add(List.of("\uD83D\uDE00".repeat(item.path("maxLength").asInt() / 5)));
            }
        }
        item.path("enum").forEach(value -> within.add(List.of(value.asText())));
        Stream.of("minimum", "maximum")
                .filter(item::has)
                .forEach(end ->
                        within.add(List.of(item.path(end).bigIntegerValue().toString())));
        if (bound.schema().has("maxItems")) {
            within.add(Collections.nCopies(bound.schema().path("maxItems").asInt(), valid(item)));
        }
        return within;
    }

    private static String valid(JsonNode item) {
        return item.has("enum") ? item.path("enum").get(0).asText() : ofLength(item, 3);
    }

    /** It matches the patterns that the contract has. */
    private static String ofLength(JsonNode item, int length) {
        var pattern = item.path("pattern").asText();
        var separator = pattern.contains("\\|") ? "|" : pattern.contains("/") ? "/" : "";
        return "a" + separator + "b".repeat(length - 1 - separator.length());
    }

    private void refused(List<Given> request) {
        var response = send(request);
        var bound = request.get(0).bound();
        switch (bound.in()) {
            case "path" ->
                assertThat(response.statusCode()).as(response.asString()).isIn(400, 404);
            case "query" -> {
                Api.problem(response, 400, "invalid-parameter");
                assertThat(named(response, "parameter"))
                        .containsAll(request.stream()
                                .map(given -> given.bound().name())
                                .toList());
            }
            default -> {
                // A write may say first that its body or its precondition is missing.
                assertThat(response.statusCode()).as(response.asString()).isBetween(400, 431);
                assertThat(!bound.method().equals("get")
                                || response.statusCode() == 431
                                || response.asString().contains("/problems/invalid-sync-token")
                                || isOfHeader(response, bound.name()))
                        .as(response.asString())
                        .isTrue();
            }
        }
    }

    private static boolean isOfHeader(Response response, String header) {
        return named(response, "header").stream().anyMatch(header::equalsIgnoreCase);
    }

    private void taken(List<Given> request) {
        var response = send(request);
        assertThat(response.statusCode())
                .as(response.asString())
                .isLessThan(500)
                .isNotIn(414, 431);
        if (response.statusCode() >= 400 && request.size() > 1) {
            // What is refused for one of them may hide what would be said of another.
            request.forEach(given -> taken(List.of(given)));
            return;
        }
        var bound = request.get(0).bound();
        if (response.statusCode() >= 400 && bound.in().equals("query")) {
            // It may be refused for what only the description says of it, such as that it is a date.
            assertThat(details(response, bound.name()))
                    .as(response.asString())
                    .noneMatch(detail -> OF_BOUNDS.matcher(detail).find());
        }
    }

    private static List<String> details(Response response, String parameter) {
        List<String> details = new ArrayList<>();
        Api.tree(response).path("errors").forEach(error -> {
            if (error.path("parameter").asText().equals(parameter)) {
                details.add(error.path("detail").asText());
            }
        });
        return details;
    }

    private static Set<String> named(Response response, String member) {
        return new TreeSet<>(Api.tree(response).path("errors").findValuesAsText(member));
    }

    private Response send(List<Given> given) {
        var bound = given.get(0).bound();
        var path = bound.path();
        if (bound.in().equals("path")) {
            path = path.replace(
                    '{' + bound.name() + '}', encoded(given.get(0).values().get(0)));
        }
        path = existing(path);
        var request = Api.as(Keys.with(Scope.values()));
        if (bound.in().equals("query")) {
            path += '?' + given.stream().flatMap(Given::pairs).collect(Collectors.joining("&"));
        } else if (bound.in().equals("header")) {
            request = request.header(bound.name(), given.get(0).values().get(0));
        }
        if (bound.body() != null) {
            request = request.contentType(bound.body() + "; charset=utf-8").body("{}".getBytes(StandardCharsets.UTF_8));
        }
        return request.request(bound.method().toUpperCase(Locale.ROOT), path);
    }

    /** With something that there is wherever a template is left, so that only the bound stands against it. */
    private String existing(String path) {
        return path.replace("{slug}", path.contains("{slug}") ? slug(path) : "")
                .replace("{number}", "1")
                .replace("{event}", "msg_0000000000000000")
                .replace("{id}", path.startsWith("/v1/webhooks") ? webhook() : UUID);
    }

    private String slug(String path) {
        var collection = path.replace("/v1/drafts/", "/v1/").split("/")[2];
        return slugs.computeIfAbsent(collection, name -> Api.json("/v1/" + name + "?limit=1")
                .path("items")
                .path(0)
                .path("slug")
                .asText("none"));
    }

    private String webhook() {
        return database.queryOne("select id::text from webhook_endpoint limit 1", row -> row.getString(1))
                .orElseGet(() -> Api.tree(Api.as(Keys.with(Scope.values()))
                                .contentType("application/json")
                                .body("{\"url\": \"https://1.1.1.1/hooks\"}")
                                .post("/v1/webhooks"))
                        .path("id")
                        .asText());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
