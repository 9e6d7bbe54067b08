package org.cliniccontent.read;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.access.PublicRead;
import org.cliniccontent.cache.ReadResponder;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.Representation;
import org.cliniccontent.release.Release;
import org.cliniccontent.release.Releases;
import org.cliniccontent.release.RequestedRelease;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where a client begins. */
@PublicRead
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Service")
public class ServiceResource {

    private final ContentTypes types;
    private final Releases releases;
    private final EntityReads reading;
    private final ReadResponder answers;

    ServiceResource(ContentTypes types, Releases releases, EntityReads reading, ReadResponder answers) {
        this.types = types;
        this.releases = releases;
        this.reading = reading;
        this.answers = answers;
    }

    /** What there is. */
    @Schema(
            name = "Service",
            description = "What the service has, and what is published now.",
            requiredProperties = {"release", "collections", "links"})
    public record Service(
            @Schema(description = "The current release.") Release release,

            @Schema(description = "The collections of entities.")
            List<Collection> collections,

            Links links) {}

    /** A collection of entities. */
    @Schema(
            name = "Collection",
            description = "A collection of entities of one type.",
            requiredProperties = {"type", "href"})
    public record Collection(
            @Schema(description = "The type of its entities.", ref = "EntityType")
            String type,

            @Schema(format = "uri-reference", description = "Its list.", examples = "/v1/conditions")
            String href) {}

    /** Other places to go. */
    @Schema(
            name = "ServiceLinks",
            description = "Other places to go.",
            requiredProperties = {"releases", "changes", "digest", "contract", "problems"})
    public record Links(
            @Schema(format = "uri-reference", description = "The list of releases.")
            String releases,

            @Schema(format = "uri-reference", description = "What partners follow.")
            String changes,

            @Schema(format = "uri-reference", description = "What partners prove their copies by.")
            String digest,

            @Schema(format = "uri-reference", description = "The OpenAPI contract.")
            String contract,

            @Schema(format = "uri-reference", description = "The kinds of problems.")
            String problems) {}

    @GET
    @Operation(
            operationId = "getService",
            summary = "Read what the service has",
            description = "The service document: the collections, the current release, and where to go from here.")
    @APIResponse(
            responseCode = "200",
            description = "The service document.",
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Service.class)))
    public Response get(@Context UriInfo uri) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
        return answers.answer("/v1", RequestedRelease.Time.NOW, edition -> service(edition.release()));
    }

    private Representation service(long current) {
        var service = new Service(
                releases.find(current).orElseThrow(),
                types.descriptions()
                        .map(type -> new Collection(type.name(), type.path()))
                        .toList(),
                new Links("/v1/releases", "/v1/changes", "/v1/digest", "/q/openapi", "/problems"));
        return reading.representation(service, current, List.of("service"), Optional.empty());
    }
}
