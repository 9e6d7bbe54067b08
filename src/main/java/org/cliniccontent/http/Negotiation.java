package org.cliniccontent.http;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Content negotiation by {@code Accept}. The framework would negotiate before a method is found and refuse without
 * listing the available types, so the header is hidden from it: {@link #withoutFramework}.
 */
public class Negotiation {

    private static final String ORIGINAL_ACCEPT = Negotiation.class.getName() + ".accept";

    @ServerRequestFilter(preMatching = true)
    void withoutFramework(ContainerRequestContext request) {
        var accept = request.getHeaders().get(HttpHeaders.ACCEPT);
        if (accept != null) {
            request.setProperty(ORIGINAL_ACCEPT, String.join(",", accept));
            request.getHeaders().remove(HttpHeaders.ACCEPT);
        }
    }

    @ServerRequestFilter
    void choose(ContainerRequestContext request, ResourceInfo resource) {
        var produces = producesOf(resource);
        if (produces == null) {
            return;
        }
        var accept = AcceptHeader.parse((String) request.getProperty(ORIGINAL_ACCEPT))
                .orElseThrow(
                        () -> new ProblemException(ProblemType.MALFORMED_REQUEST, "The Accept header is malformed"));
        var available = Arrays.stream(produces.value())
                .map(Negotiation::withoutParameters)
                .toList();
        if (available.stream().noneMatch(accept::admits)) {
            throw notAcceptable(available);
        }
    }

    /**
     * Returns the representation that a client prefers, if a resource has several; the first among equals.
     *
     * @param request one that {@link #choose} has let through
     */
    public static String preferred(ContainerRequestContext request, List<String> available) {
        var accept = AcceptHeader.parse((String) request.getProperty(ORIGINAL_ACCEPT))
                .orElseThrow();
        return available.stream()
                .reduce((one, other) -> accept.weightOf(other) > accept.weightOf(one) ? other : one)
                .orElseThrow();
    }

    /**
     * Checks whether a client accepts a representation, by all lines of its {@code Accept}.
     *
     * @return false also if they are malformed
     */
    public static boolean admits(List<String> accept, String mediaType) {
        return accept.isEmpty()
                || (accept.size() == 1
                        && (accept.get(0).equals("*/*") || accept.get(0).equals(mediaType)))
                || AcceptHeader.parse(String.join(",", accept))
                        .filter(acceptable -> acceptable.admits(withoutParameters(mediaType)))
                        .isPresent();
    }

    private static String withoutParameters(String mediaType) {
        int end = mediaType.indexOf(';');
        return end < 0 ? mediaType : mediaType.substring(0, end);
    }

    private static Produces producesOf(ResourceInfo resource) {
        var ofMethod = resource.getResourceMethod().getAnnotation(Produces.class);
        return ofMethod != null ? ofMethod : resource.getResourceClass().getAnnotation(Produces.class);
    }

    private static ProblemException notAcceptable(List<String> available) {
        return new ProblemException(
                        ProblemType.NOT_ACCEPTABLE, "The available types are " + String.join(", ", available) + " only")
                .withHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    }
}
