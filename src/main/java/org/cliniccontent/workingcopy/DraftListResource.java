package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.http.Cursors;
import org.cliniccontent.http.Page;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.QueryParameters.MalformedException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The list of working copies. */
@Path("/v1/drafts")
@Produces(MediaType.APPLICATION_JSON)
@Requires({Scope.DRAFTS_WRITE, Scope.DRAFTS_REVIEW})
@Tag(name = "Working copies")
public class DraftListResource {

    private static final UUID FIRST = new UUID(0, 0);

    private final Drafts drafts;
    private final ContentTypes types;
    private final Cursors cursors;

    DraftListResource(Drafts drafts, ContentTypes types, Cursors cursors) {
        this.drafts = drafts;
        this.types = types;
        this.cursors = cursors;
    }

    /** A page of drafts. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "DraftPage",
            description = "A page of working copies, in the order of their ids.",
            requiredProperties = {"items"})
    record DraftPage(
            @Schema(description = "The working copies, without their content.")
            List<DraftViews.Summary> items,

            @Schema(ref = "Next") String next) {}

    @GET
    @Operation(
            operationId = "listDrafts",
            summary = "List working copies",
            description = "Without their content. They are as they are now: between two pages they may change.")
    @APIResponse(
            responseCode = "200",
            description = "A page.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DraftPage.class)))
    public Response list(@Context UriInfo uri) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var state = parameters.one(
                "state",
                value -> oneOf(
                        value,
                        Arrays.stream(Draft.State.values()).map(Enum::name).toList()));
        var type = parameters.one(
                "type",
                value -> oneOf(
                        value, types.descriptions().map(TypeDescription::name).toList()));
        var page = Page.of(parameters, cursors);
        parameters.finish("state, type, " + Page.PARAMETERS);

        var query = String.format(Locale.ROOT, "drafts %s %s", state.orElse(""), type.orElse(""));
        var after = page.after(query).map(Cursor::uuid).orElse(FIRST);
        return page.answer(
                uri(state, type),
                query,
                drafts.page(state, type, after, page.limit() + 1),
                last -> new Page.Position("", last.id().toString()),
                (found, next) -> new DraftPage(
                        found.stream()
                                .map(draft -> DraftViews.Summary.of(draft, DraftViews.Removal.of(draft)))
                                .toList(),
                        next));
    }

    private static String uri(Optional<String> state, Optional<String> type) {
        var filters = Stream.of(state.map(value -> "state=" + value), type.map(value -> "type=" + value))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("&"));
        return filters.isEmpty() ? "/v1/drafts" : "/v1/drafts?" + filters;
    }

    private static String oneOf(String value, List<String> known) {
        if (!known.contains(value)) {
            throw new MalformedException("must be one of " + String.join(", ", known));
        }
        return value;
    }
}
