package org.cliniccontent.sync;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.cliniccontent.access.CurrentRequest;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.audit.AuditedWrites;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.body.RequestBody;
import org.cliniccontent.http.body.SchemaCheck;
import org.cliniccontent.http.body.StrictJson;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where partners say how far they have come. */
@Path(SyncTokens.PATH + "/ack")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = SyncContract.TAG)
@Requires(Scope.SYNC_READ)
public class AcknowledgementResource {

    static final String SCHEMA = "/schemas/acknowledgement.schema.json";

    private static final int MAX_BODY = 10_000;

    /** Clocks differ; one that is further off is wrong, and would keep later acknowledgements from holding. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);

    private static final SchemaCheck CHECK = SchemaCheck.of(SCHEMA);

    private final Acknowledgements acknowledgements;
    private final SyncTokens tokens;
    private final AuditedWrites writes;
    private final RequestBody bodies;
    private final CurrentRequest current;
    private final Clock clock;

    AcknowledgementResource(
            Acknowledgements acknowledgements,
            SyncTokens tokens,
            AuditedWrites writes,
            RequestBody bodies,
            CurrentRequest current,
            Clock clock) {
        this.acknowledgements = acknowledgements;
        this.tokens = tokens;
        this.writes = writes;
        this.bodies = bodies;
        this.current = current;
        this.clock = clock;
    }

    @POST
    @Operation(
            operationId = "acknowledgeChanges",
            summary = "Say that changes were applied",
            description = "Tells the editors to which release the copy that your readers see is complete, and so "
                    + "whether it still shows what was withdrawn. Say it at the end of each pass.")
    @APIResponse(
            responseCode = "200",
            description = "What is known of your copy now.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Acknowledgement.class)))
    public Response acknowledge(InputStream in, @Context UriInfo uri) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
        var body = bodies.read(in, MAX_BODY);
        var json = CHECK.parse(body);
        var now = clock.instant();
        var appliedAt = appliedAt(json.path("appliedAt"), now);
        var token = whole(json.path("token").asText());
        return writes.run(body, () -> {
            var kept = acknowledgements.keep(
                    current.caller().id(),
                    current.caller().name(),
                    token.release(),
                    token.subset().types(),
                    appliedAt,
                    now);
            return Response.ok(kept, MediaType.APPLICATION_JSON_TYPE).build();
        });
    }

    private SyncToken whole(String text) {
        var token = tokens.read(text);
        if (!token.isComplete() || token.subset().hasBucket()) {
            throw new ProblemException(
                    ProblemType.INVALID_SYNC_TOKEN,
                    "Only the end of a pass can be acknowledged, and not one that repaired a bucket");
        }
        return token;
    }

    private static Instant appliedAt(JsonNode given, Instant now) {
        if (given.isMissingNode()) {
            return now;
        }
        try {
            var moment = OffsetDateTime.parse(given.asText()).toInstant();
            if (moment.isAfter(Instant.EPOCH) && moment.isBefore(now.plus(CLOCK_DIFFERENCE))) {
                return moment;
            }
        } catch (DateTimeException e) {
            // A leap second, which the format allows and no clock here has: said below.
        }
        throw StrictJson.invalid(List.of(Fault.at("/appliedAt", "must be in the past")));
    }
}
