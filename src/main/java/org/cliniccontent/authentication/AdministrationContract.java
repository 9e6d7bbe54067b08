package org.cliniccontent.authentication;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cliniccontent.access.Scope;
import org.cliniccontent.audit.AuditedWrites;
import org.cliniccontent.audit.IdempotencyKey;
import org.cliniccontent.http.contract.ContractProblems;
import org.cliniccontent.http.contract.ContractSchema;
import org.cliniccontent.http.problem.ProblemType;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

import static org.cliniccontent.http.contract.ContractParts.body;
import static org.cliniccontent.http.contract.ContractParts.number;
import static org.cliniccontent.http.contract.ContractParts.paging;
import static org.cliniccontent.http.contract.ContractParts.query;
import static org.cliniccontent.http.contract.ContractParts.ref;
import static org.cliniccontent.http.contract.ContractParts.string;

/** What the code of API keys and of the audit log says once, completed in the contract. */
final class AdministrationContract {

    private static final Set<String> LISTS = Set.of("listApiKeys", "listAuditEvents", "listAuditSeals");
    private static final int MAX_TEXT = 2_000;
    private static final ProblemType[] OF_BODIES = {
        ProblemType.INVALID_PARAMETER,
        ProblemType.INVALID_BODY,
        ProblemType.REQUEST_TIMEOUT,
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
                .description("What a caller may do. None implies another, but `admin` may grant them all.");
        var meanings = new StringBuilder();
        Arrays.stream(Scope.values()).forEach(each -> {
            scope.addEnumeration(each.value());
            meanings.append(String.format(Locale.ROOT, " `%s`: may %s.", each.value(), each.meaning()));
        });
        components.addSchema("Scope", scope.description(scope.getDescription() + meanings));
        components.getSchemas().get("ApiKey").getProperties().get("scopes").items(ref("Scope"));
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
            case "createApiKey" -> takesBody(operation, "NewApiKey");
            case "rotateApiKey" -> takesBody(operation, "ApiKeyRotation");
            case "listApiKeys" -> paging("the same filters").forEach(operation::addParameter);
            case "listAuditEvents" -> {
                filters().forEach(operation::addParameter);
                paging("the same filters").forEach(operation::addParameter);
            }
            case "listAuditSeals" -> {
                operation.addParameter(query("from", "The number of the first seal.", number(1, Integer.MAX_VALUE)));
                paging("the same `from`").forEach(operation::addParameter);
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
        ContractProblems.addCommonTo(components, operation);
    }

    private void takesBody(Operation operation, String schema) {
        operation.setRequestBody(body("application/json", schema));
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
                        AuditedWrites.REPLAYED,
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

    private static Schema text() {
        return string().minLength(1).maxLength(MAX_TEXT);
    }
}
