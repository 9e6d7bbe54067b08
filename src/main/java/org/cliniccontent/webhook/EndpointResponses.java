package org.cliniccontent.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;

/** What is answered of one endpoint: as it is now, with the tag that a change has to name. */
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

    /** @param made the secret that this request made, if it made one */
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

    /** What a repeated request gets of an answer. */
    static Object withoutSecret(Object view) {
        return ((EndpointView) view).withoutSecret();
    }
}
