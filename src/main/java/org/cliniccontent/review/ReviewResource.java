package org.cliniccontent.review;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.cliniccontent.access.CurrentRequest;
import org.cliniccontent.access.Requires;
import org.cliniccontent.access.Scope;
import org.cliniccontent.audit.AuditedWrites;
import org.cliniccontent.http.Preconditions;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.body.RequestBody;
import org.cliniccontent.http.body.StrictJson;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;
import org.cliniccontent.workingcopy.Draft;
import org.cliniccontent.workingcopy.DraftEditing;
import org.cliniccontent.workingcopy.DraftResource;
import org.cliniccontent.workingcopy.DraftViews;
import org.cliniccontent.workingcopy.Drafts;
import org.cliniccontent.workingcopy.EditSchemas;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The steps of a working copy on its way to a release, and back. Every step needs the tag of what was read. */
@Path("/v1/drafts/{collection}/{slug}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Working copies")
public class ReviewResource {

    private static final int MAX_BYTES = 100_000;

    private final DraftEditing editing;
    private final DraftViews views;
    private final Drafts drafts;
    private final AuditedWrites writes;
    private final RequestBody bodies;
    private final CurrentRequest request;
    private final boolean authorMayApprove;
    private final Clock clock;

    ReviewResource(
            DraftEditing editing,
            DraftViews views,
            Drafts drafts,
            AuditedWrites writes,
            RequestBody bodies,
            CurrentRequest request,
            ApprovalConfig review,
            Clock clock) {
        this.editing = editing;
        this.views = views;
        this.drafts = drafts;
        this.writes = writes;
        this.bodies = bodies;
        this.request = request;
        this.authorMayApprove = review.authorMayApprove();
        this.clock = clock;
    }

    @POST
    @Path("submit")
    @Requires(Scope.DRAFTS_WRITE)
    @Operation(
            operationId = "submitDraft",
            summary = "Submit a working copy for review",
            description = "From DRAFT to IN_REVIEW. It has no body.")
    public Response submit(
            @RestPath String collection, @RestPath String slug, @Context UriInfo uri, @Context HttpHeaders headers) {
        return step(
                collection,
                slug,
                uri,
                headers,
                new byte[0],
                (draft, body) -> store(draft.submitted(request.caller(), clock.instant())));
    }

    @POST
    @Path("approve")
    @Requires(Scope.DRAFTS_REVIEW)
    @Operation(
            operationId = "approveDraft",
            summary = "Approve a working copy",
            description = "From IN_REVIEW to APPROVED, for exactly the content whose hash you send. Whoever changed it "
                    + "may not approve it, unless the service is configured so.")
    public Response approve(
            @RestPath String collection,
            @RestPath String slug,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            InputStream in) {
        var read = bodies.read(in, MAX_BYTES);
        return step(
                collection,
                slug,
                uri,
                headers,
                read,
                "Approval",
                (draft, body) -> store(draft.approved(
                        body.path("sha256").asText(),
                        body.path("comment").asText(null),
                        request.caller(),
                        authorMayApprove,
                        clock.instant())));
    }

    @POST
    @Path("reject")
    @Requires(Scope.DRAFTS_REVIEW)
    @Operation(
            operationId = "rejectDraft",
            summary = "Reject a working copy",
            description = "From IN_REVIEW or APPROVED back to DRAFT.")
    public Response reject(
            @RestPath String collection,
            @RestPath String slug,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            InputStream in) {
        var read = bodies.read(in, MAX_BYTES);
        return step(
                collection,
                slug,
                uri,
                headers,
                read,
                "Rejection",
                (draft, body) ->
                        store(draft.rejected(body.path("comment").asText(), request.caller(), clock.instant())));
    }

    @POST
    @Path("remove")
    @Requires(Scope.DRAFTS_WRITE)
    @Operation(
            operationId = "removeDraft",
            summary = "Plan the removal of an entity",
            description = "The next release that takes it puts a tombstone in the place of the entity. It is reviewed "
                    + "as an edit is; to give it up, discard it.")
    public Response remove(
            @RestPath String collection,
            @RestPath String slug,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            InputStream in) {
        var read = bodies.read(in, MAX_BYTES);
        return step(collection, slug, uri, headers, read, "Removal", (draft, body) -> {
            checkRemoval(body);
            editing.remove(draft, body, request.caller());
        });
    }

    @POST
    @Path("rename")
    @Requires(Scope.DRAFTS_WRITE)
    @Operation(
            operationId = "renameDraft",
            summary = "Change a working copy's slug",
            description = "It is under the new slug at once. Once that is released, the public old slug answers 308.")
    public Response rename(
            @RestPath String collection,
            @RestPath String slug,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            InputStream in) {
        var read = bodies.read(in, MAX_BYTES);
        return step(
                collection,
                slug,
                uri,
                headers,
                read,
                "Renaming",
                (draft, body) -> editing.rename(draft, body.path("slug").asText(), request.caller()));
    }

    @POST
    @Path("restore")
    @Requires(Scope.DRAFTS_WRITE)
    @Operation(
            operationId = "restoreDraft",
            summary = "Take the content of an earlier release",
            description = "Into the working copy, under its present slug, to be reviewed and released like any edit.")
    public Response restore(
            @RestPath String collection,
            @RestPath String slug,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            InputStream in) {
        var read = bodies.read(in, MAX_BYTES);
        return step(
                collection,
                slug,
                uri,
                headers,
                read,
                "Restoring",
                (draft, body) -> editing.restore(draft, body.path("release").asLong(), request.caller()));
    }

    private Response step(
            String collection,
            String slug,
            UriInfo uri,
            HttpHeaders headers,
            byte[] read,
            String definition,
            BiConsumer<Draft, JsonNode> step) {
        var body = StrictJson.parse(read);
        var faults = EditSchemas.faultsOfRequest(definition, body);
        if (!faults.isEmpty()) {
            throw StrictJson.invalid(faults);
        }
        return step(collection, slug, uri, headers, read, (draft, none) -> step.accept(draft, body));
    }

    private Response step(
            String collection,
            String slug,
            UriInfo uri,
            HttpHeaders headers,
            byte[] read,
            BiConsumer<Draft, JsonNode> step) {
        QueryParameters.parse(uri.getRequestUri().getRawQuery()).finish("none");
        var type = editing.ofCollection(collection);
        return writes.run(read, () -> {
            var draft =
                    drafts.lock(type.description().name(), slug).orElseThrow(() -> DraftResource.notFound(type, slug));
            Preconditions.requireMatch(headers, DraftViews.tag(draft));
            step.accept(draft, null);
            return views.answer(Response.Status.OK, byId(draft.id()));
        });
    }

    private Draft byId(UUID id) {
        return drafts.find(List.of(id)).get(0);
    }

    private void store(Draft draft) {
        drafts.store(List.of(draft));
    }

    /** What the schema does not say: which members belong to which kind. */
    private static void checkRemoval(JsonNode body) {
        List<Fault> faults = new Faults();
        boolean withdrawn = body.path("kind").asText().equals("WITHDRAWN");
        if (withdrawn && !body.has("reason")) {
            faults.add(Fault.at("/reason", "is missing: whoever has a copy has to know why"));
        }
        if (withdrawn && !body.has("urgency")) {
            faults.add(Fault.at("/urgency", "is missing: whoever has a copy has to know how fast to act"));
        }
        if (!withdrawn && body.has("urgency")) {
            faults.add(Fault.at("/urgency", "is only for what is WITHDRAWN"));
        }
        if (!faults.isEmpty()) {
            throw StrictJson.invalid(faults);
        }
    }
}
