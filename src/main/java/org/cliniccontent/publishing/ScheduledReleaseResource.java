package org.cliniccontent.publishing;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.audit.AuditedWrites;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.http.Cursors;
import org.cliniccontent.http.Page;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The releases that are to be made, and what became of those that were. */
@Path("/v1/scheduled-releases")
@Produces(MediaType.APPLICATION_JSON)
@Requires(Scope.RELEASES_PUBLISH)
@Tag(name = "Publishing")
public class ScheduledReleaseResource {

    private static final String QUERY = "scheduled releases";
    private static final UUID LAST = new UUID(-1, -1);

    private final ScheduledReleases scheduled;
    private final AuditedWrites writes;
    private final Cursors cursors;

    ScheduledReleaseResource(ScheduledReleases scheduled, AuditedWrites writes, Cursors cursors) {
        this.scheduled = scheduled;
        this.writes = writes;
        this.cursors = cursors;
    }

    /** A page of them. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "ScheduledReleasePage",
            description = "A page of scheduled releases, the newest first.",
            requiredProperties = {"items"})
    record ScheduledPage(
            @Schema(description = "The scheduled releases.") List<ScheduledReleases.Scheduled> items,
            @Schema(ref = "Next") String next) {}

    @GET
    @Operation(
            operationId = "listScheduledReleases",
            summary = "List scheduled releases",
            description = "The newest first, with what became of them.")
    @APIResponse(
            responseCode = "200",
            description = "A page.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ScheduledPage.class)))
    public Response list(@Context UriInfo uri) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var page = Page.of(parameters, cursors);
        parameters.finish(Page.PARAMETERS);
        var before = page.after(QUERY).map(Cursor::uuid).orElse(LAST);
        return page.answer(
                "/v1/scheduled-releases",
                QUERY,
                scheduled.before(before, page.limit() + 1),
                last -> new Page.Position("", last.id().toString()),
                ScheduledPage::new);
    }

    @GET
    @Path("{id}")
    @Operation(
            operationId = "getScheduledRelease",
            summary = "Read a scheduled release",
            description = "With what became of it.")
    @APIResponse(
            responseCode = "200",
            description = "The scheduled release.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ScheduledReleases.Scheduled.class)))
    public Response get(
            @Parameter(description = "Its id.", schema = @Schema(implementation = UUID.class)) @RestPath String id,
            @Context UriInfo uri) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
        return Response.ok(find(id))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    @DELETE
    @Path("{id}")
    @Operation(
            operationId = "cancelScheduledRelease",
            summary = "Cancel a scheduled release",
            description = "While its time has not come. It stays in the list, CANCELLED.")
    @APIResponse(responseCode = "204", description = "It will not be made.")
    public Response cancel(
            @Parameter(description = "Its id.", schema = @Schema(implementation = UUID.class)) @RestPath String id,
            @Context UriInfo uri) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
        return writes.run(new byte[0], () -> {
            var found = find(id);
            if (!scheduled.cancel(found.id()) && found.state() != ScheduledReleases.State.CANCELLED) {
                throw new ProblemException(ProblemType.CONFLICT, "It is " + find(id).state() + " already");
            }
            return Response.noContent().build();
        });
    }

    private ScheduledReleases.Scheduled find(String id) {
        try {
            return scheduled.find(UUID.fromString(id)).orElseThrow(() -> notFound(id));
        } catch (IllegalArgumentException e) {
            throw notFound(id);
        }
    }

    private static ProblemException notFound(String id) {
        return new ProblemException(
                ProblemType.NOT_FOUND, String.format(Locale.ROOT, "There is no scheduled release '%s'", id));
    }
}
