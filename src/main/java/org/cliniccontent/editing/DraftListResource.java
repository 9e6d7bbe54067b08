package org.cliniccontent.editing;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.QueryParameters.MalformedException;
import org.cliniccontent.release.ContentTypes;
import org.cliniccontent.release.TypeDescription;
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

    static final int DEFAULT_LIMIT = 20;
    static final int MAX_LIMIT = 200;
    private static final UUID FIRST = new UUID(0, 0);

    private final Drafts drafts;
    private final ContentTypes types;

    DraftListResource(Drafts drafts, ContentTypes types) {
        this.drafts = drafts;
        this.types = types;
    }

    /** A page of drafts. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "DraftPage",
            description = "A page of working copies, in the order of their ids.",
            requiredProperties = {"items"})
    record Page(
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
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Page.class)))
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
        var limit = parameters.one("limit", DraftListResource::limit).orElse(DEFAULT_LIMIT);
        var cursor = parameters.one("cursor", Function.identity());
        parameters.finish("state, type, limit, cursor");

        var query = "drafts %s %s".formatted(state.orElse(""), type.orElse(""));
        var after = cursor.map(token -> Cursor.decode(token, query).uuid()).orElse(FIRST);
        var found = drafts.page(state, type, after, limit + 1);
        boolean more = found.size() > limit;
        var page = more ? found.subList(0, limit) : found;
        Optional<String> next = more
                ? Optional.of(next(
                        state,
                        type,
                        limit,
                        new Cursor(query, 0, "", page.get(limit - 1).id().toString())))
                : Optional.empty();
        return Response.ok(new Page(
                        page.stream()
                                .map(draft -> DraftViews.Summary.of(draft, DraftViews.Removal.of(draft)))
                                .toList(),
                        next.orElse(null)))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private static String next(Optional<String> state, Optional<String> type, int limit, Cursor cursor) {
        return "/v1/drafts?limit=" + limit
                + state.map(value -> "&state=" + value).orElse("")
                + type.map(value -> "&type=" + value).orElse("")
                + "&cursor="
                + cursor.encode();
    }

    private static String oneOf(String value, List<String> known) {
        if (!known.contains(value)) {
            throw new MalformedException("must be one of " + String.join(", ", known));
        }
        return value;
    }

    private static int limit(String value) {
        if (value.matches("[0-9]{1,3}") && Integer.parseInt(value) >= 1 && Integer.parseInt(value) <= MAX_LIMIT) {
            return Integer.parseInt(value);
        }
        throw new MalformedException("must be a whole number from 1 to " + MAX_LIMIT);
    }
}
