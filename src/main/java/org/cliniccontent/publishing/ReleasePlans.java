package org.cliniccontent.publishing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.cliniccontent.content.Difference;
import org.cliniccontent.content.JsonBodies;
import org.cliniccontent.content.JsonDiff;
import org.cliniccontent.http.Cancellation;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;
import org.cliniccontent.release.Candidate;
import org.cliniccontent.release.Change;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;
import org.cliniccontent.release.Publication;
import org.cliniccontent.release.Releases;
import org.cliniccontent.workingcopy.EditorContent;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The dry run of a release. */
@ApplicationScoped
public class ReleasePlans {

    private final Items items;
    private final Releases releases;
    private final EditorContent contents;
    private final ObjectMapper json;
    private final Cancellation cancellation;

    ReleasePlans(Items items, Releases releases, EditorContent contents, ObjectMapper json, Cancellation cancellation) {
        this.cancellation = cancellation;
        this.items = items;
        this.releases = releases;
        this.contents = contents;
        this.json = json;
    }

    /** The planned changes of a release. */
    @Schema(
            name = "ReleasePlan",
            description =
                    "The changes that a release would make now, and the faults that prevent it. The rules are the same as for a release.",
            requiredProperties = {"changes", "faults"})
    public record Plan(
            @Schema(description = "The changes, entity by entity.")
            List<PlannedChange> changes,

            @Schema(
                    description =
                            "Everything that keeps it from being made; empty if nothing does. Pointers begin with "
                                    + "the entity's collection and slug. At most 100 are listed.")
            List<Fault> faults,

            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(minimum = "1", description = "The number of faults beyond those in `faults`.")
            Integer moreFaults) {}

    /** The planned change of one entity. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "PlannedChange",
            description = "The change that a release would make to one entity.",
            requiredProperties = {"kind", "type", "id", "slug", "name", "sha256", "differences"})
    public record PlannedChange(
            Change.Kind kind,

            @Schema(description = "The entity's type.", ref = "EntityType")
            String type,

            @Schema(description = "The entity's id.") UUID id,

            @Schema(description = "The slug that it would have.", ref = "Slug")
            String slug,

            @Schema(description = "The name or title that it would have.")
            String name,

            @Schema(description = "The hash of the content that it would have.", ref = "Sha256")
            String sha256,

            @Schema(description = "The name of the approver.")
            String approvedBy,

            @Schema(
                    description = "How the content differs from what is published, as editors write it; empty for what "
                            + "is added or removed.")
            List<Difference> differences) {}

    public Plan of(Publication.Plan plan) {
        var ids = plan.changed().stream().map(Candidate::id).toList();
        var published = items.byIds(new HashSet<>(ids), releases.current());
        return new Plan(
                plan.changed().stream()
                        .map(candidate -> change(candidate, published.get(candidate.id())))
                        .toList(),
                plan.faults(),
                Faults.moreOf(plan.faults()));
    }

    private PlannedChange change(Candidate candidate, Item published) {
        cancellation.check();
        return new PlannedChange(
                kind(candidate, published),
                candidate.type().name(),
                candidate.id(),
                candidate.slug(),
                candidate.name(),
                candidate.sha256(),
                candidate.approvedBy(),
                published == null || candidate.isRemoval() ? List.of() : differences(candidate, published));
    }

    private static Change.Kind kind(Candidate candidate, Item published) {
        if (candidate.isRemoval()) {
            return Change.Kind.valueOf(candidate.state());
        }
        return published == null ? Change.Kind.ADDED : Change.Kind.CHANGED;
    }

    /** Returns the differences, including the slug, which an edit does not contain but a release may change. */
    private List<Difference> differences(Candidate candidate, Item published) {
        var after = contents.of(candidate.id(), candidate.body(), Map.of()).put("slug", candidate.slug());
        var before = contents.of(published.id(), JsonBodies.parse(json, published.body()), Map.of())
                .put("slug", published.slug());
        return JsonDiff.of(before, after);
    }
}
