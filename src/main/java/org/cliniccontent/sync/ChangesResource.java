package org.cliniccontent.sync;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.http.Negotiation;
import org.cliniccontent.http.QueryParameters;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What partners follow, page by page or in one go. */
@Path(SyncTokens.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = SyncContract.TAG)
@Requires(Scope.SYNC_READ)
public class ChangesResource {

    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1_000;

    private final Feed feed;
    private final SyncRequest requests;
    private final SyncTokens tokens;
    private final ChangeWriter writer;
    private final ChangeStreams streams;

    ChangesResource(Feed feed, SyncRequest requests, SyncTokens tokens, ChangeWriter writer, ChangeStreams streams) {
        this.feed = feed;
        this.requests = requests;
        this.tokens = tokens;
        this.writer = writer;
        this.streams = streams;
    }

    /** A page of changes. */
    @Schema(
            name = "ChangesPage",
            description = "A page of changes.",
            requiredProperties = {"changes", "next", "more", "release", "digest"})
    public record ChangesPage(
            @Schema(description = "What to do, in this order.")
            List<ChangeView> changes,

            @Schema(ref = "SyncToken") String next,

            @Schema(
                    description = "Whether the pass goes on: then ask again at once. If not, the copy is complete to "
                            + "`release`, and `next` is the token to ask with later.")
            boolean more,

            @Schema(minimum = "0", description = "The release that the pass describes. 0: nothing was published yet.")
            long release,

            @Schema(
                    description = "The digest of all that is published at this release: see `/v1/digest`.",
                    ref = "Sha256")
            String digest) {}

    @GET
    @Produces({MediaType.APPLICATION_JSON, StreamFormat.Names.LINES})
    @Operation(
            operationId = "listChanges",
            summary = "Follow the changes",
            description =
                    "Without `token` a whole copy; with one, what has changed since. The pages of a pass all describe one "
                            + "release, whatever is published meanwhile and whatever replica answers. Each entity is in a pass "
                            + "at most once, in its latest state: first what is published, what is pointed to before what "
                            + "points to it, then what was removed, the other way round. Ask on with `next` as long as there "
                            + "is `more`; only then the copy is that of `release`. In a whole copy nothing is removed: take "
                            + "down what you had before and is not in it. Applying a page again does no harm. Conditions that "
                            + "cause one another in a circle, or in a chain of more than 32, are in no order among themselves. "
                            + "As `application/x-ndjson` it is the rest of the pass at once, one change a line.")
    @APIResponse(
            responseCode = "200",
            description = "A page of changes, or all of them line by line.",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = ChangesPage.class)),
                @Content(mediaType = StreamFormat.Names.LINES, schema = @Schema(ref = "ChangeLine"))
            })
    public Response changes(@Context UriInfo uri, @Context ContainerRequestContext context) {
        var format = Negotiation.preferred(context, List.of(MediaType.APPLICATION_JSON, StreamFormat.Names.LINES));
        return format.equals(StreamFormat.Names.LINES) ? pass(uri) : page(uri);
    }

    private Response pass(UriInfo uri) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var asked = requests.read(parameters);
        parameters.finish(SyncRequest.PARAMETERS);
        return streams.answer(requests.token(asked), StreamFormat.LINES)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .build();
    }

    private Response page(UriInfo uri) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var asked = requests.read(parameters);
        int limit = parameters
                .one("limit", value -> (int) QueryParameters.number(value, 1, MAX_LIMIT))
                .orElse(DEFAULT_LIMIT);
        parameters.finish(SyncRequest.PARAMETERS + ", limit");
        var page = feed.page(requests.token(asked), limit);
        var next = tokens.write(page.next());
        return Response.ok(writer.page(page, next), MediaType.APPLICATION_JSON_TYPE)
                .header("Content-Release", page.release())
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(
                        HttpHeaders.LINK,
                        String.format(
                                Locale.ROOT, "<%s?limit=%d&token=%s>; rel=\"next\"", SyncTokens.PATH, limit, next))
                .build();
    }
}
