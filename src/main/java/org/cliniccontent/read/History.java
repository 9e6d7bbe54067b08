package org.cliniccontent.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.cliniccontent.content.Difference;
import org.cliniccontent.content.EditForm;
import org.cliniccontent.content.JsonBodies;
import org.cliniccontent.content.JsonDiff;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;
import org.cliniccontent.release.Revision;
import org.cliniccontent.release.Revisions;

/** The past of an entity, and what changed in it. */
@ApplicationScoped
class History {

    private final Items items;
    private final Revisions revisions;
    private final ObjectMapper json;

    History(Items items, Revisions revisions, ObjectMapper json) {
        this.items = items;
        this.revisions = revisions;
        this.json = json;
    }

    /** Two revisions, and what differs between them as editors write it. */
    record Comparison(Revision from, Revision to, List<Difference> differences) {}

    /**
     * Whose past is found under a slug: the entity that has it, also if it was removed under it; else the one that had
     * it last, if that cannot be found under a slug of its own, because another entity has taken it after its removal.
     */
    record Owner(Item item, boolean hasAnotherSlug) {}

    /** @throws ProblemException 404 if no entity ever had the slug */
    Owner owner(TypeDescription type, String slug, long release) {
        var owner = items.bySlug(type.name(), slug, release);
        if (owner.isPresent()) {
            return new Owner(owner.get(), false);
        }
        var former = items.byFormerSlug(type.name(), slug, release)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND,
                        String.format(Locale.ROOT, "No %s '%s' was ever published", type.name(), slug)));
        boolean found = items.bySlug(type.name(), former.slug(), release)
                .filter(item -> item.id().equals(former.id()))
                .isPresent();
        return new Owner(former, found);
    }

    /**
     * @param from a release; without one, the revision before that of {@code to}
     * @throws ProblemException 404 if the entity was not published at one of the two
     */
    Comparison compare(Item entity, Optional<Long> from, long to) {
        var later = publishedAt(entity, to);
        var earlier = from.map(release -> publishedAt(entity, release)).orElseGet(() -> revisions
                .lastPublishedBefore(entity.id(), later.release())
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND,
                        String.format(
                                Locale.ROOT,
                                "The %s '%s' was published for the first time by release %d: there is nothing to compare it with",
                                entity.type(),
                                entity.slug(),
                                later.release()))));
        var before = body(entity, earlier);
        var after = body(entity, later);
        var slugs = slugs(before, after, to);
        return new Comparison(
                earlier, later, JsonDiff.of(EditForm.of(before, slugs::get), EditForm.of(after, slugs::get)));
    }

    private Revision publishedAt(Item entity, long release) {
        return revisions
                .publishedAt(entity.id(), release)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND,
                        String.format(
                                Locale.ROOT,
                                "The %s '%s' was not published at release %d",
                                entity.type(),
                                entity.slug(),
                                release)));
    }

    private ObjectNode body(Item entity, Revision revision) {
        var item = items.byIds(List.of(entity.id()), revision.release()).get(entity.id());
        return JsonBodies.parse(json, item.body());
    }

    /**
     * The slugs of what the two link to, at the later release in both, so that a target that was renamed is no
     * difference. What was removed may share its last slug with another target: it is told apart by its id.
     */
    private Map<UUID, String> slugs(ObjectNode before, ObjectNode after, long release) {
        var targets = EditForm.targets(before);
        targets.addAll(EditForm.targets(after));
        var slugs = items.slugsOfIds(targets, release);
        var distinct = new HashSet<>(slugs.values());
        if (distinct.size() < slugs.size()) {
            var published = items.byIds(targets, release).keySet();
            var all = List.copyOf(slugs.values());
            slugs.replaceAll((id, slug) ->
                    published.contains(id) || Collections.frequency(all, slug) == 1 ? slug : slug + " (" + id + ')');
        }
        return slugs;
    }
}
