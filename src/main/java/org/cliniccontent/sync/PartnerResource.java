package org.cliniccontent.sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.authentication.KeyOwners;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.http.Cursors;
import org.cliniccontent.http.Page;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.release.CurrentRelease;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What editors see of the partners' copies. */
@Path(PartnerResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = SyncContract.TAG)
@Requires({Scope.DRAFTS_WRITE, Scope.DRAFTS_REVIEW, Scope.RELEASES_PUBLISH, Scope.ADMIN})
public class PartnerResource {

    static final String PATH = "/v1/partners";

    /** Of one partner: who still shows more than this needs a call, not a list. */
    private static final int MAX_WITHDRAWN = 100;

    private static final String IDENTITY = "partners";

    private final Acknowledgements acknowledgements;
    private final Takedowns takedowns;
    private final KeyOwners owners;
    private final CurrentRelease current;
    private final Clock clock;
    private final Cursors cursors;

    PartnerResource(
            Acknowledgements acknowledgements,
            Takedowns takedowns,
            KeyOwners owners,
            CurrentRelease current,
            Clock clock,
            Cursors cursors) {
        this.acknowledgements = acknowledgements;
        this.takedowns = takedowns;
        this.owners = owners;
        this.current = current;
        this.clock = clock;
        this.cursors = cursors;
    }

    /** A partner's copy, as far as it is known. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "Partner",
            description = "A partner's copy, as far as the partner has said how it stands.",
            requiredProperties = {"partner", "name"})
    public record Partner(
            @Schema(
                    description = "The partner's id: the same for all API keys of one owner.",
                    examples = "key:0Gq3Vd9sKx2Z")
            String partner,

            @Schema(description = "Its name, for people to read.")
            String name,

            @Schema(
                    minimum = "0",
                    description = "The release that it has acknowledged. Absent: it never did, and what it shows is "
                            + "not known.")
            Long release,

            @Schema(minimum = "0", description = "How many releases there are after that.")
            Long behind,

            @Schema(description = "The types in its copy, if not all.")
            List<String> types,

            @Schema(description = "When it had applied that release (RFC 3339, UTC).")
            Instant appliedAt,

            @Schema(description = "The time of the acknowledgement (RFC 3339, UTC).")
            Instant acknowledgedAt,

            @Schema(
                    maxItems = MAX_WITHDRAWN,
                    description = "What it still shows that was withdrawn, the most urgent first; at most 100.")
            List<Withdrawn> withdrawn,

            @Schema(minimum = "0", description = "The total number of those.")
            Integer withdrawnTotal) {}

    /** A page of partners. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "PartnerPage",
            description = "A page of partners, by their ids.",
            requiredProperties = {"items", "release"})
    public record PartnerPage(
            @Schema(description = "The partners.") List<Partner> items,
            @Schema(ref = "Next") String next,

            @Schema(minimum = "0", description = "The current release.")
            long release) {}

    @GET
    @Operation(
            operationId = "listPartners",
            summary = "See how far partners have come",
            description = "Everyone who may follow the changes by an API key now, or has acknowledged some: which "
                    + "release each has acknowledged, and what its copy still shows that was withdrawn.")
    @APIResponse(
            responseCode = "200",
            description = "A page of partners.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = PartnerPage.class)))
    public Response list(@Context UriInfo uri) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        var page = Page.of(parameters, cursors);
        parameters.finish(Page.PARAMETERS);
        var after = page.after(IDENTITY).map(Cursor::id).orElse("");
        var found = known().tailMap(after, false).values().stream()
                .limit(page.limit() + 1L)
                .toList();
        long release = current.number();
        return page.answer(
                PATH,
                IDENTITY,
                found,
                last -> new Page.Position("", last.partner()),
                (items, next) -> new PartnerPage(
                        items.stream().map(each -> withCopy(each, release)).toList(), next, release));
    }

    /** A partner, and what it said last: nothing yet, if that is null. */
    private record Known(String partner, String name, Acknowledgement copy) {}

    private TreeMap<String, Known> known() {
        var known = new TreeMap<String, Known>();
        owners.holdersOf(Scope.SYNC_READ, clock.instant())
                .forEach(holder -> known.put(holder.id(), new Known(holder.id(), holder.name(), null)));
        acknowledgements.all().forEach(copy -> known.put(copy.partner(), new Known(copy.partner(), copy.name(), copy)));
        return known;
    }

    private Partner withCopy(Known partner, long release) {
        var copy = partner.copy();
        if (copy == null) {
            return new Partner(partner.partner(), partner.name(), null, null, null, null, null, null, null);
        }
        var withdrawn = takedowns.of(copy);
        return new Partner(
                partner.partner(),
                partner.name(),
                copy.release(),
                Math.max(0, release - copy.release()),
                copy.types().isEmpty() ? null : copy.types(),
                copy.appliedAt(),
                copy.acknowledgedAt(),
                withdrawn.stream().limit(MAX_WITHDRAWN).toList(),
                withdrawn.size());
    }
}
