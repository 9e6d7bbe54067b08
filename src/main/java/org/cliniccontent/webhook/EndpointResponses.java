package org.cliniccontent.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;

/** Responses about one endpoint: its present state, with the tag for changes. */
@ApplicationScoped
class EndpointResponses {

    private final Endpoints endpoints;
    private final WebhookSecrets secrets;

    EndpointResponses(Endpoints endpoints, WebhookSecrets secrets) {
        this.endpoints = endpoints;
        this.secrets = secrets;
    }

    Response of(UUID id) {
        return of(Response.Status.OK, id, Optional.empty());
    }

    /**
     * Builds a response.
     *
     * @param made the secret that this request created, if any
     */
    Response of(Response.Status status, UUID id, Optional<WebhookSecret> made) {
        var endpoint = endpoints.find(id).orElseThrow();
        var view = EndpointView.of(endpoint).with(secrets.ages(id));
        return Response.status(status)
                .entity(made.map(view::with).orElse(view))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.ETAG, endpoint.tag())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** Returns the response to a repeated request, without the secret. */
    static Object withoutSecret(Object view) {
        return ((EndpointView) view).withoutSecret();
    }
}
