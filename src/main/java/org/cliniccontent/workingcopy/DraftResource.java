package org.cliniccontent.workingcopy;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.Locale;
import org.cliniccontent.access.CurrentRequest;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.audit.AuditedWrites;
import org.cliniccontent.content.ContentType;
import org.cliniccontent.http.Preconditions;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.body.BodyLimits;
import org.cliniccontent.http.body.RequestBody;
import org.cliniccontent.http.body.StrictJson;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/**
 * Working copies: written once for all types. {@link EditingContract} shows it typed, collection by collection.
 */
@Path("/v1/drafts/{collection}/{slug}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Working copies")
public class DraftResource {

    static final int MAX_BYTES = 4_000_000;

    static final String MERGE_PATCH = "application/merge-patch+json";

    private final DraftEditing editing;
    private final DraftViews views;
    private final Previews previews;
    private final Drafts drafts;
    private final AuditedWrites writes;
    private final RequestBody bodies;
    private final CurrentRequest request;

    DraftResource(
            DraftEditing editing,
            DraftViews views,
            Previews previews,
            Drafts drafts,
            AuditedWrites writes,
            RequestBody bodies,
            CurrentRequest request) {
        this.editing = editing;
        this.views = views;
        this.previews = previews;
        this.drafts = drafts;
        this.writes = writes;
        this.bodies = bodies;
        this.request = request;
    }

    @GET
    @Requires({Scope.DRAFTS_WRITE, Scope.DRAFTS_REVIEW})
    @Operation(
            operationId = "getDraft",
            summary = "Read a working copy",
            description = "With its content as editors write it, and what would keep it from being published.")
    @APIResponse(
            responseCode = "200",
            description = "The working copy.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DraftViews.Whole.class)))
    public Response get(@RestPath String collection, @RestPath String slug, @Context UriInfo uri) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
        return views.answer(Response.Status.OK, find(editing.ofCollection(collection), slug));
    }

    @GET
    @Path("preview")
    @Requires({Scope.DRAFTS_WRITE, Scope.DRAFTS_REVIEW})
    @Operation(
            operationId = "previewDraft",
            summary = "Preview a working copy",
            description = "The bytes that would be served if it were released by itself now; `release` and `updatedAt` "
                    + "are a guess. What it points to and is not published yet is shown as its working copy is. "
                    + "What is to be removed answers 410.")
    public Response preview(@RestPath String collection, @RestPath String slug, @Context UriInfo uri) {
        return previews.of(find(editing.ofCollection(collection), slug), uri);
    }

    @PUT
    @Requires(Scope.DRAFTS_WRITE)
    @Operation(
            operationId = "putDraft",
            summary = "Create or replace a working copy",
            description = "Send `If-None-Match: *` to create, or `If-Match` with the tag that you read to replace. The "
                    + "body is the whole content: what is left out is empty. Other content than before makes it a "
                    + "DRAFT again, and an approval falls; the same content changes nothing.")
    public Response put(
            @RestPath String collection,
            @RestPath String slug,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            InputStream in) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
        var type = editing.ofCollection(collection);
        var body = bodies.read(in, MAX_BYTES);
        requireSlug(slug);
        return writes.run(body, () -> {
            var before = drafts.lock(type.description().name(), slug);
            Preconditions.requireForPut(headers, before.map(DraftViews::tag));
            var content = StrictJson.parse(body, BodyLimits.ENTITY);
            if (before.isPresent()) {
                editing.replace(type, slug, content, request.caller());
            } else {
                editing.create(type, slug, content, request.caller());
            }
            return views.answer(before.isPresent() ? Response.Status.OK : Response.Status.CREATED, find(type, slug));
        });
    }

    @PATCH
    @Requires(Scope.DRAFTS_WRITE)
    @Operation(
            operationId = "patchDraft",
            summary = "Change some of a working copy",
            description = "A JSON Merge Patch (RFC 7396) of the content: members replace what they name, null removes "
                    + "it, and a list is replaced as a whole.")
    public Response patch(
            @RestPath String collection,
            @RestPath String slug,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            InputStream in) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
        var type = editing.ofCollection(collection);
        var body = bodies.read(in, MAX_BYTES, MERGE_PATCH);
        return writes.run(body, () -> {
            var draft = lock(type, slug, headers);
            editing.patch(draft, StrictJson.parse(body, BodyLimits.ENTITY), request.caller());
            return views.answer(Response.Status.OK, find(type, slug));
        });
    }

    @DELETE
    @Requires(Scope.DRAFTS_WRITE)
    @Operation(
            operationId = "discardDraft",
            summary = "Discard what is not published",
            description = "Back to what is published. What never was published is away then.")
    public Response discard(
            @RestPath String collection, @RestPath String slug, @Context UriInfo uri, @Context HttpHeaders headers) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
        var type = editing.ofCollection(collection);
        return writes.run(new byte[0], () -> {
            editing.discard(lock(type, slug, headers), request.caller());
            return Response.noContent().build();
        });
    }

    private Draft lock(ContentType type, String slug, HttpHeaders headers) {
        var draft = drafts.lock(type.description().name(), slug).orElseThrow(() -> notFound(type, slug));
        Preconditions.requireMatch(headers, DraftViews.tag(draft));
        return draft;
    }

    private Draft find(ContentType type, String slug) {
        return drafts.find(type.description().name(), slug).orElseThrow(() -> notFound(type, slug));
    }

    private static void requireSlug(String slug) {
        // The length first, and possessive: what repeats a group recurs by the length of what is matched.
        if (slug.length() > 100 || !slug.matches("[a-z0-9]+(-[a-z0-9]+)*+")) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "A slug has lower-case letters, digits and single hyphens, at most 100 characters");
        }
    }

    public static ProblemException notFound(ContentType type, String slug) {
        return new ProblemException(
                ProblemType.NOT_FOUND,
                String.format(
                        Locale.ROOT,
                        "There is no working copy of a %s '%s'",
                        type.description().name(),
                        slug));
    }
}
