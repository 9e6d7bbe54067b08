package org.cliniccontent.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Holds every response of a test against the committed contract: its status must be documented for the operation, its
 * media type and body must be as described, required headers must be there. Objects are closed here although the
 * contract leaves them open for additions: what is served and not documented is a fault of ours.
 */
public final class ContractFilter implements Filter {

    /** The contract, with the path from the project's root. */
    public static final Path CONTRACT = Path.of("openapi", "v1.yaml");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final ContractFilter INSTANCE = new ContractFilter(read());

    private final JsonNode contract;
    private final List<Template> templates;
    private final JsonSchemaFactory schemas;
    private final String closed;
    private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();

    /** A path of the contract, and its operations. */
    private record Template(Pattern pattern, int variables, JsonNode operations) {

        static Template of(String path, JsonNode operations) {
            return new Template(
                    Pattern.compile("\\Q" + path.replaceAll("\\{[^}]+}", "\\\\E[^/]+\\\\Q") + "\\E"),
                    path.split("\\{", -1).length - 1,
                    operations);
        }
    }

    ContractFilter(JsonNode contract) {
        this.contract = contract;
        this.templates = contract.path("paths").properties().stream()
                .map(path -> Template.of(path.getKey(), path.getValue()))
                .sorted(Comparator.comparingInt(Template::variables))
                .toList();
        var copy = contract.deepCopy();
        copy.path("components").path("schemas").forEach(schema -> {
            if (schema.path("type").asText().equals("object") && !schema.has("additionalProperties")) {
                ((ObjectNode) schema).put("additionalProperties", false);
            }
        });
        this.closed = copy.toString();
        this.schemas = JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V202012,
                builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of("https://contract/v1", closed))));
    }

    public static ContractFilter instance() {
        return INSTANCE;
    }

    static JsonNode read() {
        try {
            return new YAMLMapper().readTree(Files.readString(CONTRACT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification spec, FilterContext context) {
        var response = context.next(request, spec);
        var path = URI.create(request.getURI()).getPath();
        var faults = faults(request.getMethod(), path, response);
        if (!faults.isEmpty()) {
            throw new AssertionError("%s %s answered %d, against the contract:%n  %s"
                    .formatted(
                            request.getMethod(), request.getURI(), response.statusCode(), String.join("\n  ", faults)));
        }
        return response;
    }

    /** What of a response is not as the contract says. */
    List<String> faults(String method, String path, Response response) {
        var operation = operation(method, path);
        if (operation == null) {
            // Not in the contract: an unknown path, or a method that a path does not have.
            return response.statusCode() >= 400 ? bodyFaults(problem(), response) : List.of();
        }
        var documented = resolve(operation.path("responses").path(Integer.toString(response.statusCode())));
        if (documented.isMissingNode()) {
            return List.of("the status is not documented");
        }
        List<String> faults = new ArrayList<>();
        documented.path("headers").properties().forEach(header -> {
            if (resolve(header.getValue()).path("required").asBoolean() && response.header(header.getKey()) == null) {
                faults.add("the header %s is missing".formatted(header.getKey()));
            }
        });
        if (!method.equals("HEAD")) {
            faults.addAll(bodyFaults(documented, response));
        }
        return faults;
    }

    private List<String> bodyFaults(JsonNode documented, Response response) {
        var content = documented.path("content");
        if (content.isEmpty()) {
            return response.body().asByteArray().length == 0 ? List.of() : List.of("there should be no body");
        }
        var mediaType = response.contentType().replace(" ", "");
        var body = content.path(mediaType);
        if (body.isMissingNode()) {
            return List.of("the media type %s is not documented".formatted(mediaType));
        }
        if (!mediaType.endsWith("json")) {
            return List.of();
        }
        try {
            if (mediaType.equals("application/x-ndjson")) {
                // The schema is that of a line.
                List<String> faults = new ArrayList<>();
                for (String line : response.asString().lines().toList()) {
                    faults.addAll(faults(body, JSON.readTree(line)));
                }
                return faults;
            }
            return faults(body, JSON.readTree(response.body().asByteArray()));
        } catch (IOException e) {
            return List.of("the body is not JSON: " + e.getMessage());
        }
    }

    private List<String> faults(JsonNode documented, JsonNode body) {
        return schema(documented.path("schema")).validate(body).stream()
                .map(Object::toString)
                .toList();
    }

    private JsonNode problem() {
        return contract.path("components").path("responses").path("NotFound");
    }

    private JsonSchema schema(JsonNode reference) {
        return compiled.computeIfAbsent(
                reference.path("$ref").asText(),
                ref -> schemas.getSchema(
                        SchemaLocation.of("https://contract/v1" + ref),
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
    }

    private JsonNode operation(String method, String path) {
        var name = method.equals("HEAD") ? "GET" : method;
        if (!METHODS.contains(name)) {
            return null;
        }
        return templates.stream()
                .filter(template -> template.pattern().matcher(path).matches())
                .findFirst()
                .map(template -> template.operations().get(name.toLowerCase(Locale.ROOT)))
                .orElse(null);
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? contract.at(node.path("$ref").asText().substring(1)) : node;
    }
}
