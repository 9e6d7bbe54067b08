package org.cliniccontent.mscsource;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.cliniccontent.access.PublicRead;
import org.cliniccontent.read.EntityReads;
import org.cliniccontent.read.EntityResource;
import org.cliniccontent.read.HistoryReads;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The public reads; their parameters are in the contract by {@link MscSourceType}. */
@PublicRead
@Path("/v1/msc-sources")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "MSC sources")
public class MscSourceResource extends EntityResource {

    private final EntityReads reading;
    private final MscSourceType type;

    MscSourceResource(EntityReads reading, HistoryReads past, MscSourceType type) {
        super(type, past);
        this.reading = reading;
        this.type = type;
    }

    @GET
    @Operation(operationId = "listMscSources", summary = "List MSC sources")
    public Response list(@Context UriInfo uri) {
        return reading.list(type, uri);
    }

    @GET
    @Path("{slug}")
    @Operation(operationId = "getMscSource", summary = "Read an MSC source")
    @APIResponse(
            responseCode = "200",
            description = "The MSC source.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = MscSourceView.class)))
    public Response get(@RestPath String slug, @Context UriInfo uri) {
        return reading.one(type, slug, uri);
    }
}
