package org.cliniccontent.read;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.cliniccontent.access.PublicRead;
import org.cliniccontent.content.ContentType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;

/**
 * The public reads that are the same for every type down to the contract: the past of an entity. A type's resource
 * inherits them, because the framework chooses a class by the beginning of the path and then looks no further.
 */
public abstract class EntityResource {

    private final ContentType type;
    private final HistoryReads past;

    protected EntityResource(ContentType type, HistoryReads past) {
        this.type = type;
        this.past = past;
    }

    @GET
    @Path("{slug}/history")
    @PublicRead
    @Operation(
            summary = "Read an entity's history",
            description = "What each release did to it, the newest first. What was removed has its history still. A "
                    + "slug that it had before answers 308 to the one that it has now.")
    @APIResponse(
            responseCode = "200",
            description = "A page of revisions.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = HistoryReads.RevisionPage.class)))
    public Response history(@RestPath String slug, @Context UriInfo uri) {
        return past.history(type, slug, uri);
    }

    @GET
    @Path("{slug}/diff")
    @PublicRead
    @Operation(
            summary = "Compare two revisions of an entity",
            description = "What differs between what was published at one release and at a later one.")
    @APIResponse(
            responseCode = "200",
            description = "The two revisions, and what differs.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = HistoryReads.RevisionDiff.class)))
    public Response diff(@RestPath String slug, @Context UriInfo uri) {
        return past.diff(type, slug, uri);
    }
}
