package org.cliniccontent.document;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.access.PublicRead;
import org.cliniccontent.content.JsonBodies;
import org.cliniccontent.http.Representation;
import org.cliniccontent.read.EntityReads;
import org.cliniccontent.read.EntityResource;
import org.cliniccontent.read.HistoryReads;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The public reads; their parameters are in the contract by {@link DocumentType}. */
@PublicRead
@Path("/v1/documents")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Documents")
public class DocumentResource extends EntityResource {

    private static final String TEXT = MediaType.TEXT_PLAIN + ";charset=utf-8";

    private final EntityReads reading;
    private final DocumentType type;
    private final Items items;
    private final CoverageReport coverage;
    private final ObjectMapper json;

    DocumentResource(
            EntityReads reading,
            HistoryReads past,
            DocumentType type,
            Items items,
            CoverageReport coverage,
            ObjectMapper json) {
        super(type, past);
        this.reading = reading;
        this.type = type;
        this.items = items;
        this.coverage = coverage;
        this.json = json;
    }

    @GET
    @Operation(operationId = "listDocuments", summary = "List documents")
    public Response list(@Context UriInfo uri) {
        return reading.list(type, uri);
    }

    @GET
    @Path("{slug}")
    @Operation(operationId = "getDocument", summary = "Read a document")
    @APIResponse(
            responseCode = "200",
            description = "The document.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DocumentView.class)))
    public Response get(@RestPath String slug, @Context UriInfo uri) {
        return reading.one(type, slug, uri);
    }

    @GET
    @Path("{slug}/source")
    @Produces(TEXT)
    @Operation(
            operationId = "getDocumentSource",
            summary = "Read a document's source",
            description = "The verbatim text, byte for byte as it was published. "
                    + "The offsets of passages count its Unicode code points.")
    @APIResponse(
            responseCode = "200",
            description = "The source, in UTF-8.",
            content = @Content(mediaType = TEXT, schema = @Schema(implementation = String.class)))
    public Response source(@RestPath String slug, @Context UriInfo uri) {
        return reading.below(
                type,
                slug,
                "source",
                uri,
                found -> new Representation(
                        sourceOf(found.item()).getBytes(StandardCharsets.UTF_8),
                        TEXT,
                        found.release(),
                        keys(found.item()),
                        Optional.empty(),
                        Optional.empty()));
    }

    @GET
    @Path("{slug}/coverage")
    @Operation(
            operationId = "getDocumentCoverage",
            summary = "Read what of a document's source is covered",
            description = "The source sentence by sentence, each with the entities whose passages cover it.")
    @APIResponse(
            responseCode = "200",
            description = "The coverage report.",
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Coverage.class)))
    public Response coverage(@RestPath String slug, @Context UriInfo uri) {
        return reading.below(
                type,
                slug,
                "coverage",
                uri,
                found -> reading.representation(
                        coverage.of(found.item(), sourceOf(found.item()), found.release()),
                        found.release(),
                        keys(found.item()),
                        Optional.empty()));
    }

    private String sourceOf(Item document) {
        var sha256 =
                JsonBodies.parse(json, document.body()).path("sourceSha256").asText();
        return items.source(sha256)
                .orElseThrow(() -> new IllegalStateException("a published document has no source: " + document.id()));
    }

    private static List<String> keys(Item document) {
        return List.of(document.type() + '/' + document.slug());
    }
}
