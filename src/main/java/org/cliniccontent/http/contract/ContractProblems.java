package org.cliniccontent.http.contract;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.cliniccontent.http.problem.Problem;
import org.cliniccontent.http.problem.ProblemType;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** The problem responses of the contract: each is a shared component. */
public final class ContractProblems {

    private static final ProblemType[] COMMON = {
        ProblemType.INVALID_PARAMETER,
        ProblemType.NOT_FOUND,
        ProblemType.NOT_ACCEPTABLE,
        ProblemType.URI_TOO_LONG,
        ProblemType.HEADERS_TOO_LARGE,
        ProblemType.INTERNAL,
        ProblemType.UNAVAILABLE
    };

    private ContractProblems() {}

    /** Adds the problems that every endpoint may return. */
    public static void addCommonTo(Components components, Operation operation) {
        addTo(components, operation, COMMON);
    }

    /** Adds problems to an operation, except for statuses that it describes itself. */
    public static void addTo(Components components, Operation operation, ProblemType... types) {
        Map<Integer, List<ProblemType>> byStatus = Arrays.stream(types)
                .collect(Collectors.groupingBy(ProblemType::status, TreeMap::new, Collectors.toList()));
        byStatus.forEach((status, together) -> {
            if (!operation.getResponses().hasAPIResponse(status.toString())) {
                var name = together.stream().map(ContractProblems::nameOf).collect(Collectors.joining("Or"));
                components.addResponse(name, response(together));
                operation
                        .getResponses()
                        .addAPIResponse(
                                status.toString(),
                                OASFactory.createAPIResponse().ref("#/components/responses/" + name));
            }
        });
    }

    private static APIResponse response(List<ProblemType> types) {
        var type = types.get(0);
        var example = new LinkedHashMap<String, Object>();
        example.put("type", type.uri());
        example.put("title", type.title());
        example.put("status", type.status());
        example.put("detail", "An explanation of this occurrence, for people");
        example.put("instance", "/v1/conditions");
        example.put("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
        switch (type) {
            case GONE ->
                example.put(
                        "tombstone",
                        new TreeMap<>(Map.of("kind", "DELETED", "release", 7, "removedAt", "2026-03-01T12:00:00Z")));
            case SYNC_RESTART -> example.put("restart", "/v1/changes");
            default -> {}
        }
        var response = OASFactory.createAPIResponse()
                .description(types.stream()
                        .map(each -> each.title() + ". " + each.meaning())
                        .collect(Collectors.joining(" Or: ")))
                .content(OASFactory.createContent()
                        .addMediaType(
                                Problem.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("#/components/schemas/" + schemaOf(type)))
                                        .example(example)));
        for (String header : headersOf(type)) {
            response.addHeader(header, OASFactory.createHeader().ref("#/components/headers/" + header));
        }
        return response;
    }

    /** Returns the name of the type's own schema if it has extension members, otherwise the general one. */
    private static String schemaOf(ProblemType type) {
        return switch (type) {
            case GONE -> "GoneProblem";
            case SYNC_RESTART -> "SyncRestartProblem";
            default -> "Problem";
        };
    }

    private static List<String> headersOf(ProblemType type) {
        return switch (type) {
            case UNAUTHORIZED, FORBIDDEN -> List.of("WWW-Authenticate");
            case SYNC_RESTART -> List.of("Link");
            case GONE -> List.of("Cache-Control", "Surrogate-Key");
            case UNAVAILABLE, RELEASE_NOT_REACHED, TOO_MANY_REQUESTS -> List.of("Retry-After");
            default -> List.of();
        };
    }

    private static String nameOf(ProblemType type) {
        var name = new StringBuilder();
        for (String word : type.slug().split("-")) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return name.toString();
    }
}
