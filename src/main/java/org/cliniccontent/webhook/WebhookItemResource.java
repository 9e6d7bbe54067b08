package org.cliniccontent.webhook;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.audit.AuditedWrites;
import org.cliniccontent.http.Preconditions;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.body.RequestBody;
import org.cliniccontent.http.body.StrictJson;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** One webhook, and what its owner says of it. */
@Path(WebhookResource.PATH + "/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = WebhookContract.TAG)
@Requires(Scope.WEBHOOKS_MANAGE)
public class WebhookItemResource {

    static final String MERGE_PATCH = "application/merge-patch+json";

    private final Endpoints endpoints;
    private final OwnedEndpoints owned;
    private final SettingsCheck check;
    private final EndpointResponses answers;
    private final AuditedWrites writes;
    private final RequestBody bodies;

    WebhookItemResource(
            Endpoints endpoints,
            OwnedEndpoints owned,
            SettingsCheck check,
            EndpointResponses answers,
            AuditedWrites writes,
            RequestBody bodies) {
        this.endpoints = endpoints;
        this.owned = owned;
        this.check = check;
        this.answers = answers;
        this.writes = writes;
        this.bodies = bodies;
    }

    @GET
    @Operation(
            operationId = "getWebhook",
            summary = "Read a webhook",
            description = "With how it is doing, and how old its secrets are; without the secrets themselves.")
    @APIResponse(
            responseCode = "200",
            description = "The webhook.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = EndpointView.class)))
    public Response get(@RestPath String id, @Context UriInfo uri) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
        return answers.of(owned.find(id).id());
    }

    @PATCH
    @Operation(
            operationId = "patchWebhook",
            summary = "Change a webhook",
            description = "A JSON Merge Patch (RFC 7396): members replace what they name, null puts back what holds if "
                    + "nothing is said, and a list is replaced as a whole. What is under way already may still be sent "
                    + "to the former URL.")
    @APIResponse(
            responseCode = "200",
            description = "The webhook.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = EndpointView.class)))
    public Response patch(@RestPath String id, @Context UriInfo uri, @Context HttpHeaders headers, InputStream in) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
        var body = bodies.read(in, WebhookResource.MAX_BODY, MERGE_PATCH);
        var patch = StrictJson.parse(body);
        Preconditions.requireMatch(headers, owned.find(id).tag());
        var url = check.checkUrl(patch);
        return writes.run(body, () -> {
            var endpoint = owned.lock(id);
            Preconditions.requireMatch(headers, endpoint.tag());
            var settings = check.read(endpoint.settings().patched(patch), url);
            if (!settings.equals(endpoint.settings())) {
                endpoints.change(endpoint.id(), settings);
            }
            return answers.of(endpoint.id());
        });
    }

    @DELETE
    @Operation(
            operationId = "deleteWebhook",
            summary = "Delete a webhook",
            description = "With its secrets and the log of what was sent to it. What is under way already may still "
                    + "be sent.")
    @APIResponse(responseCode = "204", description = "It is no more.")
    public Response delete(@RestPath String id, @Context UriInfo uri) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
        return writes.run(new byte[0], () -> {
            endpoints.delete(owned.lock(id).id());
            return Response.noContent().build();
        });
    }
}
