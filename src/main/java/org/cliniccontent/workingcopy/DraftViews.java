package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;
import org.cliniccontent.release.Publication;
import org.cliniccontent.release.ReleaseRequest;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What editors see of drafts. */
@ApplicationScoped
public class DraftViews {

    private final DraftEditing editing;
    private final ReleasableDrafts releasable;
    private final Publication publication;
    private final Database database;

    DraftViews(DraftEditing editing, ReleasableDrafts releasable, Publication publication, Database database) {
        this.editing = editing;
        this.releasable = releasable;
        this.publication = publication;
        this.database = database;
    }

    /** A draft in a list. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "DraftSummary",
            description = "Where a working copy stands on its way to a release.",
            requiredProperties = {"type", "id", "slug", "name", "state", "sha256", "version", "changedBy", "updatedAt"})
    record Summary(
            @Schema(description = "What it is.", ref = "EntityType")
            String type,

            @Schema(description = "The entity's id.") UUID id,

            @Schema(description = "The working copy's slug.", ref = "Slug")
            String slug,

            @Schema(description = "Its name or title.") String name,

            Draft.State state,

            @Schema(description = "How the next release is to remove it; absent if it is to be published.")
            Removal removal,

            @Schema(description = "The hash of what would be released: what a reviewer approves.", ref = "Sha256")
            String sha256,

            @Schema(minimum = "1", description = "Counts its changes.")
            long version,

            @Schema(description = "Who changed it last, by name.")
            String changedBy,

            @Schema(description = "When (RFC 3339, UTC).") Instant updatedAt,
            Verdict review) {

        static Summary of(Draft draft, Removal removal) {
            return new Summary(
                    draft.type(),
                    draft.id(),
                    draft.slug(),
                    draft.name(),
                    draft.state(),
                    removal,
                    draft.releasableSha256(),
                    draft.version(),
                    draft.changedBy(),
                    draft.updatedAt(),
                    Verdict.of(draft.verdict()));
        }
    }

    /** A planned removal. */
    @Schema(
            name = "PlannedRemoval",
            description = "The tombstone that the next release is to put in its place.",
            requiredProperties = {"tombstone"})
    record Removal(
            @Schema(
                    description = "As it would be stored: with its kind (`state`), reason, urgency and replacement.",
                    type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)
            @JsonRawValue
            String tombstone) {

        static Removal of(Draft draft) {
            return draft.removal() == null ? null : new Removal(draft.removal());
        }
    }

    /** A reviewer's word. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "Verdict",
            description = "The reviewer's last word.",
            requiredProperties = {"approved", "by", "at"})
    record Verdict(
            @Schema(description = "Whether it was approved.")
            boolean approved,

            @Schema(description = "By whom, by name.") String by,
            @Schema(description = "When (RFC 3339, UTC).") Instant at,
            @Schema(description = "What was said.") String comment) {

        static Verdict of(Draft.Verdict verdict) {
            return verdict == null
                    ? null
                    : new Verdict(verdict.approvedSha256() != null, verdict.by(), verdict.at(), verdict.comment());
        }
    }

    /** What is public of it. */
    @Schema(
            name = "PublishedState",
            description = "What is public of it now.",
            requiredProperties = {"release", "state", "slug", "sha256"})
    record Published(
            @Schema(minimum = "1", description = "The release that published it.")
            long release,

            @Schema(
                    description = "PUBLISHED, or for what was removed DELETED or WITHDRAWN.",
                    enumeration = {"PUBLISHED", "DELETED", "WITHDRAWN"})
            String state,

            @Schema(description = "The slug under which it is public.", ref = "Slug")
            String slug,

            @Schema(description = "The hash of what is public.", ref = "Sha256")
            String sha256) {}

    /** A draft with its content. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "Draft",
            description = "A working copy: its content, where it stands, and what would keep it from being published.",
            requiredProperties = {"draft", "content", "authors", "faults"})
    record Whole(
            Summary draft,

            @Schema(
                    description = "What editors write: as PUT takes it, and as PATCH is applied to it.",
                    type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)
            JsonNode content,

            @Schema(
                    description = "Who changed it since it was last released: persons and systems, whichever of their "
                            + "credentials they used. They may not approve it.")
            List<String> authors,

            Published published,

            @Schema(
                    description = "What would keep it from being published now, by itself. What it points to may be "
                            + "released with it. At most 100 are listed.")
            List<Fault> faults,

            @Schema(minimum = "1", description = "How many faults there are besides those in `faults`.")
            Integer moreFaults) {}

    Whole whole(Draft draft) {
        var faults = faults(draft);
        return new Whole(
                Summary.of(draft, Removal.of(draft)),
                editing.content(draft),
                draft.authors(),
                published(draft.id()),
                faults,
                Faults.moreOf(faults));
    }

    /** What would keep it from being published by itself, with pointers into its body. */
    List<Fault> faults(Draft draft) {
        if (draft.state() == Draft.State.RELEASED) {
            return List.of();
        }
        var candidate = releasable.candidate(draft);
        var prefix = '/' + candidate.path();
        var faults =
                publication.plan(List.of(candidate), new ReleaseRequest("", "")).faults();
        // In place, for its count of those that it does not list.
        faults.replaceAll(fault -> fault.pointer().startsWith(prefix)
                ? Fault.at(fault.pointer().substring(prefix.length()), fault.detail())
                : fault);
        return faults;
    }

    private Published published(UUID id) {
        return database.queryOne(
                        "select since_release, state, slug, sha256 from published_item where id = ? and until_release is null",
                        row -> new Published(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)),
                        id)
                .orElse(null);
    }

    /** The tag that a change of it has to name. */
    public static String tag(Draft draft) {
        return String.format(
                Locale.ROOT, "\"%s-%d\"", Long.toHexString(draft.id().getLeastSignificantBits()), draft.version());
    }

    /** The draft as it is now, with its tag; never for caches. */
    public Response answer(Response.Status status, Draft draft) {
        return Response.status(status)
                .entity(whole(draft))
                .header(HttpHeaders.ETAG, tag(draft))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
