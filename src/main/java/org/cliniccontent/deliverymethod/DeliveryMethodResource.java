package org.cliniccontent.deliverymethod;

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

/** The public reads; their parameters are in the contract by {@link DeliveryMethodType}. */
@PublicRead
@Path("/v1/delivery-methods")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Delivery methods")
public class DeliveryMethodResource extends EntityResource {

    private final EntityReads reading;
    private final DeliveryMethodType type;

    DeliveryMethodResource(EntityReads reading, HistoryReads past, DeliveryMethodType type) {
        super(type, past);
        this.reading = reading;
        this.type = type;
    }

    @GET
    @Operation(operationId = "listDeliveryMethods", summary = "List delivery methods")
    public Response list(@Context UriInfo uri) {
        return reading.list(type, uri);
    }

    @GET
    @Path("{slug}")
    @Operation(operationId = "getDeliveryMethod", summary = "Read a delivery method")
    @APIResponse(
            responseCode = "200",
            description = "The delivery method.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DeliveryMethodView.class)))
    public Response get(@RestPath String slug, @Context UriInfo uri) {
        return reading.one(type, slug, uri);
    }
}
