package org.cliniccontent.webhook;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.audit.AuditedWrites;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.body.RequestBody;
import org.cliniccontent.http.body.SchemaCheck;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What is done with one webhook. */
@Path(WebhookResource.PATH + "/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = WebhookContract.TAG)
@Requires(Scope.WEBHOOKS_MANAGE)
public class WebhookStepResource {

    static final String ROTATION_SCHEMA = "/schemas/webhook-rotation.schema.json";

    private static final int DEFAULT_OVERLAP_SECONDS = 86_400;
    private static final SchemaCheck ROTATION = SchemaCheck.of(ROTATION_SCHEMA);

    private final Endpoints endpoints;
    private final OwnedEndpoints owned;
    private final WebhookSecrets secrets;
    private final Pings pings;
    private final EndpointResponses answers;
    private final AuditedWrites writes;
    private final RequestBody bodies;

    WebhookStepResource(
            Endpoints endpoints,
            OwnedEndpoints owned,
            WebhookSecrets secrets,
            Pings pings,
            EndpointResponses answers,
            AuditedWrites writes,
            RequestBody bodies) {
        this.endpoints = endpoints;
        this.owned = owned;
        this.secrets = secrets;
        this.pings = pings;
        this.answers = answers;
        this.writes = writes;
        this.bodies = bodies;
    }

    /** That a ping is on its way. */
    @Schema(
            name = "WebhookPing",
            description = "A ping that will be sent.",
            requiredProperties = {"event"})
    record Ping(
            @Schema(
                    pattern = "^msg_[0-9A-Za-z]{16,40}$",
                    description = "The id of its event, which will be its `webhook-id`.",
                    examples = "msg_2KWPBgLlAfxdpx2AI54pPJ85")
            String event) {}

    @POST
    @Path("rotate")
    @Operation(
            operationId = "rotateWebhookSecret",
            summary = "Replace a webhook's secret",
            description = "Messages are signed with the new secret from now on, and until the overlap ends with those "
                    + "before it as well, so that the receiver can change over. At most ten sign at a time. The answer "
                    + "has the new one in `secret`, this once: a repetition by `Idempotency-Key` is answered the same "
                    + "without it.")
    @APIResponse(
            responseCode = "200",
            description = "The webhook.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = EndpointView.class)))
    public Response rotate(@RestPath String id, InputStream in, @Context UriInfo uri) {
        noParameters(uri);
        var body = bodies.read(in, WebhookResource.MAX_BODY);
        var overlap = ROTATION.parse(body).path("overlapSeconds").asInt(DEFAULT_OVERLAP_SECONDS);
        return writes.run(
                body,
                () -> {
                    var endpoint = owned.lock(id).id();
                    var made = secrets.rotate(endpoint, Duration.ofSeconds(overlap))
                            .orElseThrow(() -> new ProblemException(
                                    ProblemType.CONFLICT,
                                    String.format(
                                            Locale.ROOT,
                                            "%d secrets sign already: wait until one ends, or end those before by an overlap of 0",
                                            WebhookSecrets.MAX_LIVE)));
                    return answers.of(Response.Status.OK, endpoint, Optional.of(made));
                },
                EndpointResponses::withoutSecret);
    }

    @POST
    @Path("enable")
    @Operation(
            operationId = "enableWebhook",
            summary = "Enable a webhook",
            description = "It is told of what happens from now on. What happened meanwhile it can fetch, or have "
                    + "replayed. It has no body.")
    @APIResponse(
            responseCode = "200",
            description = "The webhook.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = EndpointView.class)))
    public Response enable(@RestPath String id, @Context UriInfo uri) {
        return step(id, uri, endpoints::enable);
    }

    @POST
    @Path("disable")
    @Operation(
            operationId = "disableWebhook",
            summary = "Disable a webhook",
            description =
                    "Nothing is sent to it until it is enabled again, and what was still to be sent is not. It has "
                            + "no body.")
    @APIResponse(
            responseCode = "200",
            description = "The webhook.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = EndpointView.class)))
    public Response disable(@RestPath String id, @Context UriInfo uri) {
        return step(id, uri, endpoint -> endpoints.disable(endpoint, Endpoint.DisabledReason.REQUESTED));
    }

    private Response step(String id, UriInfo uri, Consumer<UUID> step) {
        noParameters(uri);
        return writes.run(new byte[0], () -> {
            var endpoint = owned.lock(id).id();
            step.accept(endpoint);
            return answers.of(endpoint);
        });
    }

    @POST
    @Path("ping")
    @Operation(
            operationId = "pingWebhook",
            summary = "Send a ping to a webhook",
            description =
                    "A message of type `ping`, signed and tried again as every other, whatever it subscribes to. It "
                            + "has no body.")
    @APIResponse(
            responseCode = "202",
            description = "It will be sent.",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Ping.class)))
    public Response ping(@RestPath String id, @Context UriInfo uri) {
        noParameters(uri);
        return writes.run(new byte[0], () -> {
            var endpoint = owned.lock(id);
            if (!endpoint.isEnabled()) {
                throw new ProblemException(ProblemType.CONFLICT, "The webhook is disabled: enable it first");
            }
            return Response.accepted(new Ping(pings.send(endpoint.id())))
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build();
        });
    }

    private static void noParameters(UriInfo uri) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
    }
}
