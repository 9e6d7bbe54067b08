package org.cliniccontent.sync;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.http.QueryParameters;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What partners follow, as it happens. */
@Path(SyncTokens.PATH + "/stream")
@Produces(StreamFormat.Names.EVENTS)
@Tag(name = SyncContract.TAG)
@Requires(Scope.SYNC_READ)
public class ChangeStreamResource {

    static final String LAST_EVENT_ID = "Last-Event-ID";

    private final ChangeStreams streams;
    private final SyncRequest requests;

    ChangeStreamResource(ChangeStreams streams, SyncRequest requests) {
        this.streams = streams;
        this.requests = requests;
    }

    @GET
    @Operation(
            operationId = "streamChanges",
            summary = "Follow the changes as they happen",
            description =
                    "The same feed as `/v1/changes`, as server-sent events: first the pass that the token begins or is "
                            + "in, then, whenever there is a release, the changes since. The stream ends from time to time, when the "
                            + "service stops or the store's history is another one: come again with the last event's id, or with any "
                            + "token, on any replica. What came after the last checkpoint comes again then. A client that takes "
                            + "nothing of what is there for it is cut. A caller may have a number of streams open, "
                            + "those of `/v1/changes` as `application/x-ndjson` counted too; one more is answered 429.")
    @APIResponse(
            responseCode = "200",
            description = "The events.",
            content = @Content(mediaType = StreamFormat.Names.EVENTS, schema = @Schema(ref = "ChangeEvents")))
    public Response stream(
            @Context UriInfo uri,
            @Parameter(
                            description = "How far the copy has come: any token. It goes before `token`, so that a "
                                    + "client that comes again by itself need not change its address.",
                            schema = @Schema(ref = "SyncToken"))
                    @HeaderParam(LAST_EVENT_ID)
                    String lastEventId) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var asked = requests.read(parameters);
        parameters.finish(SyncRequest.PARAMETERS);
        return streams.answer(requests.token(asked.since(lastEventId)), StreamFormat.EVENTS)
                // Proxies that keep answers back until there is enough of them would keep events back.
                .header("X-Accel-Buffering", "no")
                .build();
    }
}
