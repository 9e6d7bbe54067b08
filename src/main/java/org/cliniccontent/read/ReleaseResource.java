package org.cliniccontent.read;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.cliniccontent.access.PublicRead;
import org.cliniccontent.cache.ReadResponder;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.http.Cursors;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.Representation;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.release.Change;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.release.ReadContext;
import org.cliniccontent.release.Release;
import org.cliniccontent.release.Releases;
import org.cliniccontent.release.RequestedRelease;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What was published when. */
@PublicRead
@Path(ReleaseResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Releases")
public class ReleaseResource {

    private static final String FIRST_ID = "00000000-0000-0000-0000-000000000000";

    static final String PATH = "/v1/releases";

    private final Releases releases;
    private final EntityReads reading;
    private final ReadResponder answers;
    private final CurrentRelease current;
    private final Cursors cursors;

    ReleaseResource(
            Releases releases, CurrentRelease current, EntityReads reading, ReadResponder answers, Cursors cursors) {
        this.releases = releases;
        this.current = current;
        this.reading = reading;
        this.answers = answers;
        this.cursors = cursors;
    }

    /** A page of releases. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "ReleasePage",
            description = "A page of releases, the newest first.",
            requiredProperties = {"items", "release"})
    public record ReleasePage(
            @Schema(description = "The releases.") List<Release> items,
            @Schema(ref = "Next") String next,

            @Schema(minimum = "0", description = "The release that was current when the list was begun.")
            long release) {}

    /** A release and what it changed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "ReleaseChanges",
            description = "A release, and a page of what it changed by type and id.",
            requiredProperties = {"release", "changes"})
    public record ReleaseChanges(
            @Schema(description = "The release.") Release release,

            @Schema(description = "What it did, entity by entity.")
            List<Change> changes,

            @Schema(ref = "Next") String next) {}

    @GET
    @Operation(operationId = "listReleases", summary = "List releases", description = "The newest first.")
    @APIResponse(
            responseCode = "200",
            description = "A page of releases.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ReleasePage.class)))
    public Response list(@Context UriInfo uri) {
        var request = PageRequest.of(uri, "releases", cursors);
        return answers.answer(request.target(PATH), RequestedRelease.Time.NOW, edition -> page(request, edition));
    }

    private Representation page(PageRequest request, ReadContext edition) {
        long current = request.cursor().map(Cursor::release).orElse(edition.release());
        long below = request.cursor().map(Cursor::number).orElse(current + 1);
        var found = releases.before(below, request.limit() + 1);
        boolean more = found.size() > request.limit();
        var page = more ? found.subList(0, request.limit()) : found;
        Optional<String> next = more
                ? Optional.of(request.nextUri(
                        PATH,
                        cursors.write(new Cursor(
                                "releases",
                                current,
                                Long.toString(page.get(page.size() - 1).number()),
                                ""))))
                : Optional.empty();
        var body = new ReleasePage(page, next.orElse(null), current);
        return reading.representation(body, current, List.of("releases"), next);
    }

    @GET
    @Path("{number}")
    @Operation(
            operationId = "getRelease",
            summary = "Read a release",
            description = "Who published what, and what it changed, by type and id.")
    @APIResponse(
            responseCode = "200",
            description = "The release.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ReleaseChanges.class)))
    public Response get(@RestPath String number, @Context UriInfo uri) {
        long wanted = parse(number);
        var request = PageRequest.of(uri, "release " + wanted, cursors);
        return answers.answer(
                request.target(PATH + '/' + wanted), RequestedRelease.Time.NOW, edition -> changes(wanted, request));
    }

    private Representation changes(long number, PageRequest request) {
        var release = find(number);
        var identity = "release " + release.number();
        var found = releases.changes(
                release.number(),
                request.cursor().map(Cursor::key).orElse(""),
                request.cursor().map(Cursor::uuid).map(UUID::toString).orElse(FIRST_ID),
                request.limit() + 1);
        boolean more = found.size() > request.limit();
        var page = more ? found.subList(0, request.limit()) : found;
        Optional<String> next = more ? Optional.of(next(release, request, page, identity)) : Optional.empty();
        var body = new ReleaseChanges(release, page, next.orElse(null));
        return reading.representation(body, release.number(), List.of("releases"), next);
    }

    private static long parse(String number) {
        try {
            return RequestedRelease.number(number, 1, Long.MAX_VALUE);
        } catch (QueryParameters.MalformedException e) {
            throw new ProblemException(ProblemType.NOT_FOUND, "A release's number " + e.getMessage());
        }
    }

    private Release find(long number) {
        // What one read has shown, the next may not fall behind.
        current.reaches(number);
        return releases.find(number)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND, String.format(Locale.ROOT, "There is no release %d", number)));
    }

    private String next(Release release, PageRequest request, List<Change> page, String identity) {
        var last = page.get(page.size() - 1);
        return request.nextUri(
                PATH + '/' + release.number(),
                cursors.write(new Cursor(
                        identity, release.number(), last.type(), last.id().toString())));
    }
}
