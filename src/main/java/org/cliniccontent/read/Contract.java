package org.cliniccontent.read;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cliniccontent.content.ContentType;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.http.contract.ContractTags;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.jboss.jandex.IndexView;

/**
 * Completes the contract at build time with what the code says once for all types: their filters, relations and inverse
 * links, and what every answer has. What is enforced and what is documented so have one source.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class Contract implements OASFilter {

    private static final Map<String, String> TAGS = new TreeMap<>(Map.of(
            "Caveats", "What must be known with the entities that they apply to.",
            "Conditions", "What affects a patient's cartilage, or is the cause of it.",
            "Delivery methods", "How treatments are delivered, or what they are combined with.",
            "Documents", "The sources that everything else was made from.",
            "MSC sources", "The tissues that mesenchymal stem cells are obtained from.",
            "References", "The publications that support what is stated.",
            "Releases", "What was published when.",
            "Service", "Where a client begins.",
            "Treatments", "Treatments, established and investigational."));

    private final List<TypeDescription> types;

    public Contract(IndexView index) {
        types = typesIn(index);
    }

    /** The content types that there are, at build time. */
    public static List<TypeDescription> typesIn(IndexView index) {
        return index.getAllKnownImplementations(ContentType.class).stream()
                .filter(type -> !type.isAbstract() && !type.isInterface())
                .map(type -> describe(type.name().toString()))
                .sorted(Comparator.comparing(TypeDescription::name))
                .toList();
    }

    /** The parameters that choose what of an entity is shown. */
    public static List<Parameter> selectionOf(TypeDescription type) {
        return ContractParameters.selection(type);
    }

    /** The parameters that choose the release that is read. */
    public static List<Parameter> time() {
        return ContractParameters.time();
    }

    private static TypeDescription describe(String className) {
        try {
            var loader = Thread.currentThread().getContextClassLoader();
            var type = (ContentType)
                    loader.loadClass(className).getDeclaredConstructor().newInstance();
            return type.description();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(className + " needs a constructor without parameters", e);
        }
    }

    @Override
    public void filterOpenAPI(OpenAPI contract) {
        contract.setServers(
                List.of(OASFactory.createServer().url("/").description("The service that serves this page.")));
        ContractTags.describe(contract, TAGS);

        new ContractSchemas(contract.getComponents(), types).complete();
        ContractResponses.addTo(contract.getComponents());
        contract.getPaths().getPathItems().forEach((path, item) -> {
            if (isRead(item.getGET())) {
                complete(contract.getComponents(), path, item.getGET());
            }
            if (ContractHistory.has(path)) {
                // Whoever may read an entity may read its past: the inherited methods have no id to find their rule by.
                var entity = path.substring(0, path.lastIndexOf('/'));
                item.getGET()
                        .setSecurity(
                                contract.getPaths().getPathItem(entity).getGET().getSecurity());
            }
        });
    }

    /** Other operations are completed by those that they belong to. */
    private static boolean isRead(Operation operation) {
        return operation != null && TAGS.keySet().containsAll(operation.getTags());
    }

    private void complete(Components components, String path, Operation operation) {
        for (TypeDescription type : types) {
            if (path.equals(type.path())) {
                completeList(type, operation);
            } else if (path.startsWith(type.path() + '/') && ContractHistory.has(path)) {
                ContractHistory.complete(type, path, operation);
            } else if (path.startsWith(type.path() + '/')) {
                completeOne(type, path, operation);
            }
        }
        if (path.startsWith("/v1/releases")) {
            completeReleases(path, operation);
        }
        ContractResponses.addTo(components, operation, path.contains("{slug}"));
        if (ContractHistory.has(path)) {
            // What was removed has its past still.
            operation.getResponses().removeAPIResponse("410");
        }
    }

    private static void completeList(TypeDescription type, Operation operation) {
        operation.setDescription(
                "A page of what is published, in a total order. Follow `next` to the end: all pages describe the same "
                        + "release, whatever is published meanwhile. Different filters must all hold; of a repeated "
                        + "one any value may. Inverse links are on single entities only.");
        operation.setParameters(ContractParameters.ofList(type));
        operation
                .getResponses()
                .addAPIResponse("200", ContractResponses.json("A page.", ContractSchemas.nameOf(type) + "Page"));
        ContractResponses.addNext(operation);
    }

    private static void completeOne(TypeDescription type, String path, Operation operation) {
        boolean itself = path.equals(type.path() + "/{slug}");
        if (itself) {
            operation.setDescription("With its caveats, and the links in both directions. "
                    + "A slug that it had before answers 308 to the one that it has now.");
        }
        operation.setParameters(ContractParameters.ofOne(type, itself));
    }

    private static void completeReleases(String path, Operation operation) {
        operation.setParameters(ContractParameters.ofReleases(path.contains("{number}")));
        ContractResponses.addNext(operation);
    }
}
