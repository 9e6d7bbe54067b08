package org.cliniccontent.http.contract;

import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.openapi.runtime.io.Format;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import org.cliniccontent.http.ProblemWriter;
import org.cliniccontent.http.RequestFlow;
import org.cliniccontent.http.SharedDocument;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * Serves the contract, byte for byte as the framework generated it. The framework's own handler would copy the whole
 * document for every response, without a tag and without a content coding.
 */
@ApplicationScoped
class ContractDocument {

    /** The priority after the request limits. */
    private static final int PRIORITY = 880;

    private static final String PATH = "/q/openapi";
    private static final String DOCUMENT = "<default>";
    private static final String ALLOWED = "GET, HEAD, OPTIONS";

    private final SharedDocument yaml;
    private final SharedDocument json;
    private final Map<String, SharedDocument> byExtension;
    private final ProblemWriter problems;

    ContractDocument(OpenApiDocumentService documents, ProblemWriter problems) {
        this.yaml = document(documents, Format.YAML, problems);
        this.json = document(documents, Format.JSON, problems);
        this.byExtension = Map.of(".json", json, ".yaml", yaml, ".yml", yaml);
        this.problems = problems;
    }

    private static SharedDocument document(OpenApiDocumentService documents, Format format, ProblemWriter problems) {
        return new SharedDocument(
                format.getMimeType() + ";charset=UTF-8", () -> documents.getDocument(DOCUMENT, format), problems);
    }

    void register(@Observes Filters filters) {
        filters.register(this::answer, PRIORITY);
    }

    private void answer(RoutingContext context) {
        var path = context.request().path();
        var document = path.startsWith(PATH) ? documentOf(path, context) : null;
        var method = context.request().method();
        if (document == null || method == HttpMethod.OPTIONS) {
            context.next();
        } else if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
            RequestFlow.resume(context);
            problems.refuse(
                    context,
                    new ProblemException(ProblemType.METHOD_NOT_ALLOWED, "The contract is read-only")
                            .withHeader(HttpHeaders.ALLOW.toString(), ALLOWED));
        } else {
            RequestFlow.resume(context);
            document.answer(context);
        }
    }

    /**
     * Finds the document of a path.
     *
     * @return null if another path begins the same way
     */
    private SharedDocument documentOf(String path, RoutingContext context) {
        // The router treats a trailing slash as the same path.
        var extension = path.substring(PATH.length(), path.endsWith("/") ? path.length() - 1 : path.length());
        return extension.isEmpty() ? negotiated(context) : byExtension.get(extension);
    }

    /**
     * Returns the JSON document if the client asks for it, by {@code Accept} or by {@code format}; otherwise the YAML
     * document.
     */
    private SharedDocument negotiated(RoutingContext context) {
        var accept = context.request().getHeader(HttpHeaders.ACCEPT);
        var formats = context.queryParam("format");
        boolean isJson = (accept != null && accept.contains(Format.JSON.getMimeType()))
                || (!formats.isEmpty() && formats.get(0).equalsIgnoreCase(Format.JSON.toString()));
        return isJson ? json : yaml;
    }
}
