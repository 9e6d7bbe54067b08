package org.cliniccontent.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.audit.AuditedWrites;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.http.Cursors;
import org.cliniccontent.http.Page;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.QueryParameters.MalformedException;
import org.cliniccontent.http.TimeParameter;
import org.cliniccontent.http.body.RequestBody;
import org.cliniccontent.http.body.SchemaCheck;
import org.cliniccontent.http.body.StrictJson;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.webhook.DeliveryView.State;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What was sent to a webhook, and how its owner has it sent again. */
@Path(WebhookResource.PATH + "/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = WebhookContract.TAG)
@Requires(Scope.WEBHOOKS_MANAGE)
public class DeliveryResource {

    static final String REPLAY_SCHEMA = "/schemas/webhook-replay.schema.json";
    static final List<String> STATES =
            Arrays.stream(State.values()).map(Enum::name).toList();

    private static final SchemaCheck REPLAY = SchemaCheck.of(REPLAY_SCHEMA);

    /** After every time and every id. */
    private static final Cursor NEWEST = new Cursor("", 0, "9999-12-31T23:59:59Z", "");

    private final OwnedEndpoints owned;
    private final DeliveryLog log;
    private final AuditedWrites writes;
    private final RequestBody bodies;
    private final Clock clock;
    private final Cursors cursors;

    DeliveryResource(
            OwnedEndpoints owned,
            DeliveryLog log,
            AuditedWrites writes,
            RequestBody bodies,
            Clock clock,
            Cursors cursors) {
        this.owned = owned;
        this.log = log;
        this.writes = writes;
        this.bodies = bodies;
        this.clock = clock;
        this.cursors = cursors;
    }

    /** A page of the log. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "WebhookDeliveryPage",
            description = "A page of what was sent to a webhook, or is to be, the newest first.",
            requiredProperties = {"items"})
    record DeliveryPage(
            @Schema(description = "The deliveries.") List<DeliveryView> items,
            @Schema(ref = "Next") String next) {}

    /** What a replay of many will send. */
    @Schema(
            name = "WebhookReplayed",
            description = "What will be sent again.",
            requiredProperties = {"replayed"})
    record Replayed(
            @Schema(minimum = "0", description = "How many events.")
            int replayed) {}

    @GET
    @Path("deliveries")
    @Operation(
            operationId = "listWebhookDeliveries",
            summary = "Read what was sent to a webhook",
            description = "The newest first, with what is still to be sent. Kept for 30 days, unless the service is "
                    + "configured otherwise.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the log.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DeliveryPage.class)))
    public Response list(@RestPath String id, @Context UriInfo uri) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var page = Page.of(parameters, cursors);
        var state = parameters.one("state", DeliveryResource::state);
        parameters.finish("state, " + Page.PARAMETERS);
        var endpoint = owned.find(id).id();
        var path = String.format(Locale.ROOT, "%s/%s/deliveries", WebhookResource.PATH, endpoint)
                + state.map(one -> "?state=" + one).orElse("");
        var before = page.after(path).orElse(NEWEST);
        return page.answer(
                path,
                path,
                log.before(endpoint, state, before.moment(), before.id(), page.limit() + 1),
                last -> new Page.Position(last.createdAt().toString(), last.event()),
                DeliveryPage::new);
    }

    @GET
    @Path("deliveries/{event}")
    @Operation(
            operationId = "getWebhookDelivery",
            summary = "Read one delivery",
            description = "With what is sent, and every attempt.")
    @APIResponse(
            responseCode = "200",
            description = "The delivery.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DeliveryView.class)))
    public Response get(@RestPath String id, @RestPath String event, @Context UriInfo uri) {
        noParameters(uri);
        return answer(Response.Status.OK, find(owned.find(id), event));
    }

    @POST
    @Path("deliveries/{event}/replay")
    @Operation(
            operationId = "replayWebhookDelivery",
            summary = "Send an event again",
            description = "At once, under the same `webhook-id`, whatever became of it before; if that fails, as often "
                    + "as a new one. It has no body.")
    @APIResponse(
            responseCode = "202",
            description = "It will be sent.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DeliveryView.class)))
    public Response replay(@RestPath String id, @RestPath String event, @Context UriInfo uri) {
        noParameters(uri);
        return writes.run(new byte[0], () -> {
            var endpoint = enabled(id);
            find(endpoint, event);
            log.replay(endpoint.id(), event);
            return answer(Response.Status.ACCEPTED, find(endpoint, event));
        });
    }

    @POST
    @Path("replay")
    @Operation(
            operationId = "replayWebhook",
            summary = "Send the events of a time again",
            description = "By default those that were given up. Otherwise also those that arrived, and those that the "
                    + "webhook subscribes to and was never sent; none from before it was made.")
    @APIResponse(
            responseCode = "202",
            description = "They will be sent.",
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Replayed.class)))
    public Response replayMany(@RestPath String id, InputStream in, @Context UriInfo uri) {
        noParameters(uri);
        var body = bodies.read(in, WebhookResource.MAX_BODY);
        var wanted = REPLAY.parse(body);
        List<Fault> faults = new Faults();
        var since = moment(wanted, "since", faults);
        var until = moment(wanted, "until", faults);
        if (!faults.isEmpty()) {
            throw StrictJson.invalid(faults);
        }
        return writes.run(body, () -> {
            var endpoint = enabled(id).id();
            var end = until.orElseGet(clock::instant);
            int replayed = wanted.path("onlyFailed").asBoolean(true)
                    ? log.replayFailed(endpoint, since.orElseThrow(), end)
                    : log.replayAll(endpoint, since.orElseThrow(), end);
            return answer(Response.Status.ACCEPTED, new Replayed(replayed));
        });
    }

    private static Optional<Instant> moment(JsonNode body, String member, List<Fault> faults) {
        if (!body.has(member)) {
            return Optional.empty();
        }
        try {
            return Optional.of(TimeParameter.beginning(body.path(member).asText()));
        } catch (MalformedException e) {
            faults.add(Fault.at('/' + member, e.getMessage()));
            return Optional.empty();
        }
    }

    private Endpoint enabled(String id) {
        var endpoint = owned.lock(id);
        if (!endpoint.isEnabled()) {
            throw new ProblemException(ProblemType.CONFLICT, "The webhook is disabled: enable it first");
        }
        return endpoint;
    }

    private DeliveryView find(Endpoint endpoint, String event) {
        return Optional.of(event)
                .filter(EventId::isOne)
                .flatMap(known -> log.find(endpoint.id(), known))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND, "The webhook was not told of an event with this id"));
    }

    private static State state(String value) {
        if (!STATES.contains(value)) {
            throw new MalformedException("must be one of " + String.join(", ", STATES));
        }
        return State.valueOf(value);
    }

    private static Response answer(Response.Status status, Object entity) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(entity)
                .build();
    }

    private static void noParameters(UriInfo uri) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
    }
}
