package org.cliniccontent.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.http.Cursors;
import org.cliniccontent.http.Page;
import org.cliniccontent.http.QueryParameters;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What administrators read of who did what. */
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = AuditResource.TAG)
@Requires(Scope.ADMIN)
public class AuditResource {

    public static final String TAG = "Audit";

    private final AuditLog audit;
    private final AuditSeals seals;
    private final Cursors cursors;

    AuditResource(AuditLog audit, AuditSeals seals, Cursors cursors) {
        this.audit = audit;
        this.seals = seals;
        this.cursors = cursors;
    }

    /** A page of the audit log. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "AuditPage",
            description = "A page of the audit log, the newest first.",
            requiredProperties = {"items"})
    public record AuditPage(
            @Schema(description = "The events.") List<AuditEventView> items,
            @Schema(ref = "Next") String next,

            @Schema(description = "The last seal; absent: nothing is sealed yet.")
            AuditHead head) {}

    /** Some seals of the audit log, checked. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "AuditSealPage",
            description = "A page of the audit log's seals, the oldest first, each checked against its events.",
            requiredProperties = {"items", "intact", "unsealed"})
    public record AuditSealPage(
            @Schema(description = "The seals.") List<AuditSealView> items,

            @Schema(description = "Whether all seals of this page hold.")
            boolean intact,

            @Schema(minimum = "0", description = "How many events no seal covers yet.")
            long unsealed,

            @Schema(description = "Where the log was pruned last; absent: never.")
            AuditAnchor anchor,

            @Schema(ref = "Next") String next) {}

    @GET
    @Operation(
            operationId = "listAuditEvents",
            summary = "Read the audit log",
            description = "Every write that was made, every attempt at one that was refused, and every request whose "
                    + "credentials were refused; the newest first. Different filters must all hold. When many requests "
                    + "are refused, an event stands for several that are alike, and `count` says how many. The log "
                    + "cannot be changed: `head` is the end of a chain of hashes over it.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the log.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AuditPage.class)))
    public Response list(@Context UriInfo uri) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var page = Page.of(parameters, cursors);
        var query = AuditQuery.of(parameters);
        parameters.finish(AuditQuery.PARAMETERS);
        long below = page.after(query.identity()).map(Cursor::number).orElse(Long.MAX_VALUE);
        var filters = query.uriQuery();
        return page.answer(
                filters.isEmpty() ? "/v1/audit" : "/v1/audit?" + filters,
                query.identity(),
                audit.below(below, query, page.limit() + 1),
                last -> new Page.Position(Long.toString(last.id()), ""),
                (items, next) -> new AuditPage(items, next, seals.head().orElse(null)));
    }

    @GET
    @Path("/seals")
    @Operation(
            operationId = "listAuditSeals",
            summary = "Check the audit log",
            description =
                    "The seals of the log, the oldest first. Each is recomputed from the events that it covers and "
                            + "from the seal before it, so that an event that was changed or is missing shows, as does a seal. "
                            + "The log is intact if every page is, and if the seals that you kept elsewhere (`head` of the log) "
                            + "have the hashes that they had. Events of months that were pruned by retention are not missed.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the seals.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AuditSealPage.class)))
    public Response listSeals(@Context UriInfo uri) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var page = Page.of(parameters, cursors);
        long from = parameters
                .one("from", value -> QueryParameters.number(value, 1, Integer.MAX_VALUE))
                .orElse(1L);
        parameters.finish("from, " + Page.PARAMETERS);
        var identity = "audit-seals?from=" + from;
        long first = page.after(identity).map(cursor -> cursor.number() + 1).orElse(from);
        return page.answer(
                "/v1/audit/seals?from=" + from,
                identity,
                seals.check(first, page.limit() + 1),
                last -> new Page.Position(Long.toString(last.number()), ""),
                this::sealPage);
    }

    private AuditSealPage sealPage(List<AuditSealView> items, String next) {
        boolean intact = items.stream().allMatch(seal -> seal.fault() == null);
        return new AuditSealPage(items, intact, seals.unsealed(), seals.anchor().orElse(null), next);
    }
}
