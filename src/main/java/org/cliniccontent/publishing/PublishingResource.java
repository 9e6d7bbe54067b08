package org.cliniccontent.publishing;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cliniccontent.access.CurrentRequest;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.audit.AuditedWrites;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.body.RequestBody;
import org.cliniccontent.http.body.StrictJson;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.release.Release;
import org.cliniccontent.release.ReleaseRequest;
import org.cliniccontent.workingcopy.DryRun;
import org.cliniccontent.workingcopy.EditSchemas;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Makes releases: now, later, or only in thought. */
@Path("/v1/releases")
@Produces(MediaType.APPLICATION_JSON)
@Requires(Scope.RELEASES_PUBLISH)
@Tag(name = "Publishing")
public class PublishingResource {

    static final int MAX_BYTES = 2_000_000;
    private static final Duration MAX_AHEAD = Duration.ofDays(366);

    private final ReleaseCreation releasing;
    private final Reversal reversal;
    private final ScheduledReleases scheduled;
    private final ReleasePlans plans;
    private final AuditedWrites writes;
    private final RequestBody bodies;
    private final CurrentRequest request;
    private final Clock clock;

    PublishingResource(
            ReleaseCreation releasing,
            Reversal reversal,
            ScheduledReleases scheduled,
            ReleasePlans plans,
            AuditedWrites writes,
            RequestBody bodies,
            CurrentRequest request,
            Clock clock) {
        this.releasing = releasing;
        this.reversal = reversal;
        this.scheduled = scheduled;
        this.plans = plans;
        this.writes = writes;
        this.bodies = bodies;
        this.request = request;
        this.clock = clock;
    }

    @POST
    @Operation(
            operationId = "createRelease",
            summary = "Release what is approved",
            description =
                    "All of it or nothing, now or at `publishAt`. With `dryRun` it only tells what would change, and "
                            + "everything that stands against it.")
    @APIResponse(
            responseCode = "200",
            description = "With `dryRun`: what would be done.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ReleasePlans.Plan.class)))
    @APIResponse(
            responseCode = "201",
            description = "The release. It is public.",
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Release.class)))
    @APIResponse(
            responseCode = "202",
            description = "With `publishAt`: the release that will be made.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ScheduledReleases.Scheduled.class)))
    public Response create(@Context UriInfo uri, InputStream in) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
        var body = bodies.read(in, MAX_BYTES);
        var asked = parse(body, "ReleaseRequest");
        var act = new ReleaseRequest(
                asked.path("message").asText(), request.caller().name(), strings(asked.path("reuseSlugs")));
        var selection = ReleaseCreation.Selection.of(
                asked.has("drafts") ? Optional.of(List.copyOf(strings(asked.path("drafts")))) : Optional.empty());
        if (asked.path("dryRun").asBoolean()) {
            return DryRun.answer(() -> plans.of(releasing.plan(selection, act)));
        }
        if (asked.has("publishAt")) {
            var publishAt = publishAt(asked.path("publishAt").asText());
            return writes.run(body, () -> {
                var made = scheduled.schedule(selection, act, publishAt);
                return Response.accepted(made)
                        .header(HttpHeaders.LOCATION, "/v1/scheduled-releases/" + made.id())
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build();
            });
        }
        return writes.run(
                body,
                () -> created(releasing
                        .release(selection, act)
                        .orElseThrow(() -> new ProblemException(
                                ProblemType.CONFLICT, "All of that is published already, as it is"))));
    }

    @POST
    @Path("{number}/revert")
    @Operation(
            operationId = "revertRelease",
            summary = "Revert a release",
            description = "By a new release: what the other one changed is again as it was before, what it added is "
                    + "deleted, what it removed is back. 409 if something of it was changed since.")
    @APIResponse(
            responseCode = "200",
            description = "With `dryRun`: what would be done.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ReleasePlans.Plan.class)))
    @APIResponse(
            responseCode = "201",
            description = "The new release. It is public.",
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Release.class)))
    public Response revert(
            @Parameter(
                            description = "The release's number.",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1"))
                    @RestPath
                    String number,
            @Context UriInfo uri,
            InputStream in) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
        var body = bodies.read(in, MAX_BYTES);
        var asked = parse(body, "ReversalRequest");
        var act = new ReleaseRequest(
                asked.path("message").asText(), request.caller().name());
        long release = number(number);
        if (asked.path("dryRun").asBoolean()) {
            return DryRun.answer(() -> plans.of(reversal.plan(release, act)));
        }
        return writes.run(body, () -> created(reversal.revert(release, act, request.caller())));
    }

    private static Response created(Release release) {
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, "/v1/releases/" + release.number())
                .entity(release)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private static JsonNode parse(byte[] body, String definition) {
        var asked = StrictJson.parse(body);
        List<Fault> faults = new Faults();
        faults.addAll(EditSchemas.faultsOfRequest(definition, asked));
        if (asked.path("dryRun").asBoolean() && asked.has("publishAt")) {
            faults.add(Fault.at("/publishAt", "does not go together with dryRun"));
        }
        if (!faults.isEmpty()) {
            throw StrictJson.invalid(faults);
        }
        return asked;
    }

    private Instant publishAt(String value) {
        var now = clock.instant();
        try {
            var at = OffsetDateTime.parse(value).toInstant();
            if (at.isAfter(now) && !at.isAfter(now.plus(MAX_AHEAD))) {
                return at;
            }
        } catch (DateTimeException e) {
            // A leap second, which RFC 3339 has and no clock of ours: as wrong as any other time.
        }
        throw StrictJson.invalid(List.of(Fault.at("/publishAt", "must be in the future, at most a year")));
    }

    private static long number(String value) {
        if (!value.matches("[1-9][0-9]{0,17}")) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND, String.format(Locale.ROOT, "There is no release '%s'", value));
        }
        return Long.parseLong(value);
    }

    private static Set<String> strings(JsonNode array) {
        Set<String> strings = new LinkedHashSet<>();
        array.forEach(each -> strings.add(each.asText()));
        return strings;
    }
}
