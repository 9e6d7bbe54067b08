package org.cliniccontent.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
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
@Tag(name = AccessContract.AUDIT)
@Requires(Scope.ADMIN)
public class AuditResource {

    private final Audit audit;
    private final Cursors cursors;

    AuditResource(Audit audit, Cursors cursors) {
        this.audit = audit;
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
            @Schema(ref = "Next") String next) {}

    @GET
    @Operation(
            operationId = "listAuditEvents",
            summary = "Read the audit log",
            description = "Every write that was made, every attempt at one that was refused, and every request whose "
                    + "credentials were refused; the newest first. Different filters must all hold. The log cannot "
                    + "be changed.")
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
                AuditPage::new);
    }
}
