package org.cliniccontent.http.contract;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cliniccontent.http.StandardHeaders;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Adds the headers of {@link StandardHeaders} to every response of the contract. It runs after the filters that add
 * responses.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = 0)
public class ContractHeaders implements OASFilter {

    private static final Map<String, Header> HEADERS = new LinkedHashMap<>();

    static {
        add(
                "X-Content-Type-Options",
                true,
                "Browsers must not guess another type than that of `Content-Type`.",
                "nosniff");
        add(
                "Content-Security-Policy",
                true,
                "A browser that shows the response may load nothing.",
                StandardHeaders.NOTHING);
        add("Referrer-Policy", true, "Browsers send no referrer.", "no-referrer");
        add(
                "Permissions-Policy",
                true,
                "Pages may use no device features.",
                "camera=(), geolocation=(), microphone=()");
        add(
                "Cross-Origin-Resource-Policy",
                true,
                "The origins that may embed the response: any, or with credentials only the service's own.",
                "cross-origin");
        add(
                "Strict-Transport-Security",
                false,
                "The time for which clients must use `https` only (RFC 6797). Absent over `http`.",
                "max-age=31536000");
    }

    private static void add(String name, boolean required, String description, String example) {
        HEADERS.put(
                name,
                OASFactory.createHeader()
                        .description(description)
                        .required(required ? Boolean.TRUE : null)
                        .schema(ContractParts.string())
                        .example(example));
    }

    @Override
    public void filterOpenAPI(OpenAPI contract) {
        var components = contract.getComponents();
        HEADERS.forEach(components::addHeader);
        components.getResponses().values().forEach(ContractHeaders::addTo);
        contract.getPaths().getPathItems().values().forEach(item -> item.getOperations()
                .values()
                .forEach(operation -> operation.getResponses().getAPIResponses().values().stream()
                        .filter(response -> response.getRef() == null)
                        .forEach(ContractHeaders::addTo)));
    }

    private static void addTo(APIResponse response) {
        HEADERS.keySet()
                .forEach(name ->
                        response.addHeader(name, OASFactory.createHeader().ref("#/components/headers/" + name)));
    }
}
