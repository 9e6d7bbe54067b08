package org.cliniccontent.workingcopy;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.http.contract.ContractProblems;
import org.cliniccontent.http.contract.ContractTags;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.read.Contract;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.Paths;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.jboss.jandex.IndexView;

/**
 * Completes the contract with what editors, reviewers and publishers use. The endpoints of working copies are written
 * once; here each becomes one for each collection, with the type's own content.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class EditingContract implements OASFilter {

    private static final String GENERIC = "/v1/drafts/{collection}";
    private static final Map<String, String> TAGS = Map.of(
            "Bundles", "Documents with their entities, in and out.",
            "Publishing", "Releases: what is approved becomes public.",
            "Working copies", "What editors write and reviewers approve. The public never sees it.");
    private static final Set<String> CONDITIONAL = Set.of(
            "patchDraft",
            "discardDraft",
            "submitDraft",
            "approveDraft",
            "rejectDraft",
            "removeDraft",
            "renameDraft",
            "restoreDraft");

    private static final ProblemType[] OF_BODIES = {
        ProblemType.REQUEST_TIMEOUT, ProblemType.CONTENT_TOO_LARGE, ProblemType.UNSUPPORTED_MEDIA_TYPE
    };

    private final List<TypeDescription> types;

    public EditingContract(IndexView index) {
        types = Contract.typesIn(index);
    }

    @Override
    public void filterOpenAPI(OpenAPI contract) {
        ContractTags.describe(contract, TAGS);
        new EditingSchemas(contract.getComponents(), types).add();
        contract.getPaths().getPathItems().forEach((path, item) -> item.getOperations()
                .forEach((method, operation) -> {
                    if (operation.getTags() != null && TAGS.keySet().containsAll(operation.getTags())) {
                        complete(contract, method, operation);
                    }
                }));
        expand(contract.getPaths());
    }

    private void complete(OpenAPI contract, PathItem.HttpMethod method, Operation operation) {
        var id = operation.getOperationId();
        var components = contract.getComponents();
        EditingParameters.of(id).forEach(operation::addParameter);
        EditingSchemas.requestOf(id).ifPresent(body -> operation.setRequestBody(body));
        if (CONDITIONAL.contains(id) || id.equals("putDraft")) {
            operation.addParameter(header(
                    "If-Match", "The tag of what you read (RFC 9110). If it is another by now, nothing is changed."));
            ContractProblems.addTo(
                    components, operation, ProblemType.PRECONDITION_FAILED, ProblemType.PRECONDITION_REQUIRED);
        }
        if (id.equals("putDraft")) {
            operation.addParameter(header("If-None-Match", "`*` to create: nothing is done if it exists."));
        }
        if (operation.getRequestBody() != null) {
            ContractProblems.addTo(components, operation, ProblemType.INVALID_PARAMETER, ProblemType.INVALID_BODY);
            ContractProblems.addTo(components, operation, OF_BODIES);
        }
        if (method != PathItem.HttpMethod.GET) {
            ContractProblems.addTo(components, operation, ProblemType.CONFLICT);
        }
        if (Set.of("createRelease", "revertRelease", "importBundle").contains(id)) {
            ContractProblems.addTo(
                    components, operation, ProblemType.NOT_PUBLISHABLE, ProblemType.IDEMPOTENCY_KEY_REUSED);
        }
        if (id.endsWith("Release")) {
            Stream.of("201", "202")
                    .map(status -> operation.getResponses().getAPIResponse(status))
                    .filter(Objects::nonNull)
                    .forEach(response -> response.addHeader("Location", location()));
        }
        if (id.equals("exportBundle")) {
            operation.getResponses().getAPIResponse("200").addHeader("Content-Release", headerRef("Content-Release"));
            Contract.time().forEach(operation::addParameter);
        }
        if (id.startsWith("list")) {
            operation
                    .getResponses()
                    .getAPIResponse("200")
                    .addHeader("Link", OASFactory.createHeader().ref("#/components/headers/Link"));
        }
        if (id.equals("previewDraft")) {
            ContractProblems.addTo(components, operation, ProblemType.GONE);
        }
        ContractProblems.addCommonTo(components, operation);
    }

    private static Header location() {
        return OASFactory.createHeader()
                .description("The release, or the scheduled one.")
                .required(true)
                .schema(EditingSchemas.string().format("uri-reference"))
                .example("/v1/releases/42");
    }

    private static Header headerRef(String name) {
        return OASFactory.createHeader().ref("#/components/headers/" + name);
    }

    private static Parameter header(String name, String description) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.HEADER)
                .description(description)
                .schema(EditingSchemas.string().maxLength(8_000))
                .example(name.equals("If-Match") ? "\"8f44d44f597b4-3\"" : "*");
    }

    private void expand(Paths paths) {
        Map<String, PathItem> expanded = new LinkedHashMap<>();
        paths.getPathItems().forEach((path, item) -> {
            if (path.startsWith(GENERIC)) {
                types.forEach(
                        type -> expanded.put(path.replace("{collection}", type.collection()), itemFor(type, item)));
            } else {
                expanded.put(path, item);
            }
        });
        paths.setPathItems(expanded);
    }

    private static PathItem itemFor(TypeDescription type, PathItem generic) {
        var item = OASFactory.createPathItem();
        generic.getOperations()
                .forEach((method, operation) -> item.setOperation(method, operationFor(type, operation)));
        return item;
    }

    private static Operation operationFor(TypeDescription type, Operation generic) {
        var id = generic.getOperationId();
        var operation = OASFactory.createOperation()
                .operationId(id.replace("Draft", EditingSchemas.nameOf(type) + "Draft"))
                .summary(generic.getSummary())
                .description(generic.getDescription())
                .tags(generic.getTags())
                .security(generic.getSecurity())
                .requestBody(generic.getRequestBody());
        List<Parameter> parameters = new ArrayList<>();
        generic.getParameters().stream()
                .filter(parameter -> !parameter.getName().equals("collection"))
                .forEach(parameter -> parameters.add(parameter));
        if (id.equals("previewDraft")) {
            parameters.addAll(Contract.selectionOf(type));
        }
        operation.setParameters(parameters.stream()
                .map(parameter -> parameter.getName().equals("slug") ? EditingSchemas.slug() : parameter)
                .toList());
        var responses = OASFactory.createAPIResponses();
        generic.getResponses().getAPIResponses().forEach(responses::addAPIResponse);
        responses.removeAPIResponse("200");
        EditingSchemas.responsesOf(id, type).forEach((status, response) -> responses.addAPIResponse(status, response));
        if (id.equals("putDraft") || id.equals("patchDraft")) {
            operation.setRequestBody(EditingSchemas.contentOf(id, type));
        }
        return operation.responses(responses);
    }
}
