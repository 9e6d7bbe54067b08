package org.cliniccontent.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.audit.AuditedWrites;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.http.Cursors;
import org.cliniccontent.http.Page;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.body.RequestBody;
import org.cliniccontent.http.body.StrictJson;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The webhooks that a caller has. */
@Path(WebhookResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = WebhookContract.TAG)
@Requires(Scope.WEBHOOKS_MANAGE)
public class WebhookResource {

    static final String PATH = "/v1/webhooks";
    static final int MAX_BODY = 20_000;

    private static final UUID LAST = new UUID(-1, -1);

    private final Endpoints endpoints;
    private final OwnedEndpoints owned;
    private final WebhookSecrets secrets;
    private final SettingsCheck check;
    private final EndpointResponses answers;
    private final AuditedWrites writes;
    private final RequestBody bodies;
    private final WebhooksConfig config;
    private final Cursors cursors;

    WebhookResource(
            Endpoints endpoints,
            OwnedEndpoints owned,
            WebhookSecrets secrets,
            SettingsCheck check,
            EndpointResponses answers,
            AuditedWrites writes,
            RequestBody bodies,
            WebhooksConfig config,
            Cursors cursors) {
        this.endpoints = endpoints;
        this.owned = owned;
        this.secrets = secrets;
        this.check = check;
        this.answers = answers;
        this.writes = writes;
        this.bodies = bodies;
        this.config = config;
        this.cursors = cursors;
    }

    /** A page of webhooks. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "WebhookPage",
            description = "A page of webhooks, the newest first.",
            requiredProperties = {"items"})
    record WebhookPage(
            @Schema(description = "The webhooks.") List<EndpointView> items,
            @Schema(ref = "Next") String next) {}

    @POST
    @Operation(
            operationId = "createWebhook",
            summary = "Make a webhook",
            description =
                    "From now on the server at the URL is told of events: see the contract's `webhooks`. The answer "
                            + "has the secret in `secret`, this once. A repetition by `Idempotency-Key` is answered the same "
                            + "without it. A caller has at most 50 webhooks, unless the service is configured otherwise.")
    @APIResponse(
            responseCode = "201",
            description = "The webhook.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = EndpointView.class)))
    public Response create(InputStream in, @Context UriInfo uri) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
        var body = bodies.read(in, MAX_BODY);
        var json = StrictJson.parse(body);
        var url = check.checkUrl(json);
        return writes.run(
                body,
                () -> {
                    // Here, so that what was made once is answered so again, whatever its name stands for by now.
                    var settings = check.read(json, url);
                    var owner = owned.owner();
                    requireRoom(endpoints.lockAndCount(owner));
                    var id = endpoints.create(owner, settings);
                    var answer = answers.of(Response.Status.CREATED, id, Optional.of(secrets.add(id)));
                    return Response.fromResponse(answer)
                            .header(HttpHeaders.LOCATION, PATH + '/' + id)
                            .build();
                },
                EndpointResponses::withoutSecret);
    }

    private void requireRoom(Endpoints.Count count) {
        if (count.ofOwner() >= config.maxEndpointsPerOwner()) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "You have " + config.maxEndpointsPerOwner() + " webhooks, which is the most");
        }
        if (count.ofAll() >= config.maxEndpoints()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "There are " + config.maxEndpoints() + " webhooks in all, which is the most: ask the operator");
        }
    }

    @GET
    @Operation(
            operationId = "listWebhooks",
            summary = "List webhooks",
            description = "Yours, the newest first; everybody's for a caller that has the scope `admin`, too.")
    @APIResponse(
            responseCode = "200",
            description = "A page of webhooks.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = WebhookPage.class)))
    public Response list(@Context UriInfo uri) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var page = Page.of(parameters, cursors);
        parameters.finish(Page.PARAMETERS);
        var owner = owned.visible();
        var identity = "webhooks of " + owner.orElse("all");
        var before = page.after(identity).map(Cursor::uuid).orElse(LAST);
        return page.answer(
                PATH,
                identity,
                endpoints.before(before, owner, page.limit() + 1),
                last -> new Page.Position("", last.id().toString()),
                (items, next) ->
                        new WebhookPage(items.stream().map(EndpointView::of).toList(), next));
    }
}
