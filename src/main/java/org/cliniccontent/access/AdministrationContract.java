package org.cliniccontent.access;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.cliniccontent.http.ContractProblems;
import org.cliniccontent.http.ContractSchema;
import org.cliniccontent.http.Page;
import org.cliniccontent.http.ProblemType;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** What the code of API keys and of the audit log says once, completed in the contract. */
final class AdministrationContract {

    private static final Set<String> LISTS = Set.of("listApiKeys", "listAuditEvents");
    private static final ProblemType[] OF_ALL = {
        ProblemType.NOT_FOUND,
        ProblemType.NOT_ACCEPTABLE,
        ProblemType.URI_TOO_LONG,
        ProblemType.HEADERS_TOO_LARGE,
        ProblemType.INTERNAL,
        ProblemType.UNAVAILABLE
    };
    private static final ProblemType[] OF_BODIES = {
        ProblemType.INVALID_PARAMETER,
        ProblemType.INVALID_BODY,
        ProblemType.CONTENT_TOO_LARGE,
        ProblemType.UNSUPPORTED_MEDIA_TYPE
    };

    private final Components components;

    AdministrationContract(Components components) {
        this.components = components;
    }

    void addSchemas() {
        var scope = OASFactory.createSchema()
                .addType(Schema.SchemaType.STRING)
                .description("What a caller may do. None implies another.");
        var meanings = new StringBuilder();
        Arrays.stream(Scope.values()).forEach(each -> {
            scope.addEnumeration(each.value());
            meanings.append(" `%s`: may %s.".formatted(each.value(), each.meaning()));
        });
        components.addSchema("Scope", scope.description(scope.getDescription() + meanings));
        components
                .getSchemas()
                .get("ApiKey")
                .getProperties()
                .get("scopes")
                .items(OASFactory.createSchema().ref("#/components/schemas/Scope"));
        components.addSchema("NewApiKey", ContractSchema.of(NewApiKey.SCHEMA));
        components.addSchema("ApiKeyRotation", ContractSchema.of(ApiKeyResource.ROTATION_SCHEMA));
    }

    /** What every POST has. */
    static void addIdempotency(Components components, Operation operation) {
        operation.addParameter(OASFactory.createParameter()
                .name(IdempotencyKey.HEADER)
                .in(Parameter.In.HEADER)
                .description("Makes the request safe to repeat: for seven days the same key with the same request is "
                        + "answered what the first was, with `Idempotent-Replayed: true`, and has no further effect.")
                .schema(OASFactory.createSchema()
                        .addType(Schema.SchemaType.STRING)
                        .minLength(1)
                        .maxLength(202))
                .example("\"8e03978e-40d5-43dd-bc93-6894a57f9324\""));
        ContractProblems.addTo(components, operation, ProblemType.CONFLICT, ProblemType.IDEMPOTENCY_KEY_REUSED);
    }

    void complete(Operation operation) {
        switch (operation.getOperationId()) {
            case "createApiKey" -> body(operation, "NewApiKey");
            case "rotateApiKey" -> body(operation, "ApiKeyRotation");
            case "listApiKeys" -> paging().forEach(operation::addParameter);
            case "listAuditEvents" -> {
                filters().forEach(operation::addParameter);
                paging().forEach(operation::addParameter);
            }
            default -> {}
        }
        if (LISTS.contains(operation.getOperationId())) {
            operation
                    .getResponses()
                    .getAPIResponse("200")
                    .addHeader("Link", OASFactory.createHeader().ref("#/components/headers/Link"));
        }
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .filter(parameter -> parameter.getName().equals("id"))
                    .forEach(parameter -> parameter.description("The part of the key that is not secret."));
        }
        ContractProblems.addTo(components, operation, OF_ALL);
        ContractProblems.addTo(components, operation, ProblemType.INVALID_PARAMETER);
    }

    private void body(Operation operation, String schema) {
        operation.setRequestBody(OASFactory.createRequestBody()
                .required(true)
                .content(OASFactory.createContent()
                        .addMediaType(
                                "application/json",
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("#/components/schemas/" + schema)))));
        operation
                .getResponses()
                .getAPIResponse("201")
                .addHeader(
                        "Location",
                        OASFactory.createHeader()
                                .description("The key that was made.")
                                .required(true)
                                .schema(OASFactory.createSchema()
                                        .addType(Schema.SchemaType.STRING)
                                        .format("uri-reference"))
                                .example("/v1/api-keys/0Gq3Vd9sKx2Z"))
                .addHeader(
                        Writes.REPLAYED,
                        OASFactory.createHeader()
                                .description("`true` if this was answered before: the request had no further effect.")
                                .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING)));
        ContractProblems.addTo(components, operation, OF_BODIES);
    }

    private static List<Parameter> filters() {
        var moment = "A time with its offset, or a day, which stands for its ";
        return List.of(
                query("caller", "Who, exactly as it is in `caller`.", text().addExample("key:0Gq3Vd9sKx2Z")),
                query("method", "The request's method.", text().addExample("POST")),
                query("path", "What the request's path begins with.", text().addExample("/v1/releases")),
                query("status", "The status that was answered.", number(100, 599)),
                query("since", moment + "beginning in UTC: nothing before.", text().addExample("2026-03-01")),
                query("until", moment + "end in UTC: nothing after.", text().addExample("2026-03-01T12:00:00Z")));
    }

    private static List<Parameter> paging() {
        return new ArrayList<>(List.of(
                query(
                        "limit",
                        "How many on a page, at most.",
                        number(1, Page.MAX_LIMIT).defaultValue(Page.DEFAULT_LIMIT)),
                query(
                        "cursor",
                        "Where the page begins. Opaque: it comes from `next`, and holds for the same filters.",
                        text())));
    }

    private static Parameter query(String name, String description, Schema schema) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.QUERY)
                .description(description)
                .schema(schema);
    }

    private static Schema text() {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.STRING)
                .minLength(1)
                .maxLength(2000);
    }

    private static Schema number(int minimum, int maximum) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.INTEGER)
                .format("int32")
                .minimum(BigDecimal.valueOf(minimum))
                .maximum(BigDecimal.valueOf(maximum));
    }
}
