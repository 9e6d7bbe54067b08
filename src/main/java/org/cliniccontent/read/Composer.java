package org.cliniccontent.read;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;
import org.cliniccontent.release.ReadContext;

/**
 * Makes what is served of what is stored. Stored bodies link by type and id; here links become what a reader can
 * follow, caveats are embedded always and other relations on request, all as they were at one release. However many
 * entities are composed, it takes three statements: their targets, the caveats of what is embedded, and its links. An
 * entity that is looked for by its slug is found with nearly all of these in one.
 */
@ApplicationScoped
class Composer {

    static final String REVIEW = "review";
    static final String RELEASE = "release";
    static final String UPDATED_AT = "updatedAt";
    static final String SHA256 = "sha256";
    static final List<String> SERVER_FIELDS = List.of(RELEASE, UPDATED_AT, SHA256);

    private final Items items;
    private final Shapes shapes;

    Composer(Items items, Shapes shapes) {
        this.items = items;
        this.shapes = shapes;
    }

    /**
     * @param roots of one type
     * @param keys receives what a cache may purge the result by
     * @return one object for each root, in their order
     */
    List<byte[]> compose(List<Item> roots, Selection selection, ReadContext edition, Set<String> keys) {
        return compose(roots, List.of(), selection, edition, keys);
    }

    private List<byte[]> compose(
            List<Item> roots, List<Item> known, Selection selection, ReadContext edition, Set<String> keys) {
        var composition = composition(edition, (ids, whole) -> items.targets(ids, whole, edition.release()));
        composition.know(known);
        var composed = composition.of(roots, selection);
        composition.found().forEach(item -> keys.add(item.type() + '/' + item.slug()));
        return composed;
    }

    /** An entity by its slug, with what showing it takes. */
    Optional<Items.WithTargets> find(TypeDescription type, String slug, Selection selection, long release) {
        return items.bySlugWithTargets(type.name(), slug, shapes.reach(type, selection.include()), release);
    }

    /** As {@link #compose(List, Selection, ReadContext, Set)}, of what {@link #find} found. */
    byte[] compose(Items.WithTargets found, Selection selection, ReadContext edition, Set<String> keys) {
        return compose(List.of(found.entity()), found.targets(), selection, edition, keys)
                .get(0);
    }

    /** @param unpublished gives items for what is not published at the release */
    List<byte[]> compose(
            List<Item> roots,
            Selection selection,
            ReadContext edition,
            Function<Collection<UUID>, Collection<Item>> unpublished) {
        Composition.Source source = (ids, whole) -> {
            List<Item> found = new ArrayList<>(items.targets(ids, whole, edition.release()));
            Set<UUID> missing = new HashSet<>(ids);
            found.forEach(item -> missing.remove(item.id()));
            if (!missing.isEmpty()) {
                found.addAll(unpublished.apply(missing));
            }
            return found;
        };
        return composition(edition, source).of(roots, selection);
    }

    private Composition composition(ReadContext edition, Composition.Source source) {
        return new Composition(shapes::of, source, edition);
    }
}
